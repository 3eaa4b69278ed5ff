"""libRoadRunner: SBML compiled once, CVODE with one absolute tolerance for each state."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.accuracy import FLOOR
from benchmarks.load import Load
from benchmarks.peer import need
from benchmarks.program import program
from benchmarks.sbml import sbml


class RoadRunner:
    """libRoadRunner, started again at each boundary."""

    name, batch = "libroadrunner", 0

    def prepare(self, load: Load, scale: np.ndarray) -> None:
        need("roadrunner", "libroadrunner")
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
        self.load, self.scale, self.program = load, scale, program(load)
        self.runner = roadrunner.RoadRunner(sbml(self.program))
        self.runner.timeCourseSelections = [str(y) for y in self.program.states]
        place = {name: i for i, name in enumerate(self.runner.model.getGlobalParameterIds())}
        groups = (self.program.constants, self.program.states, self.program.inputs)
        self.constants, self.states, self.inputs = ([place[str(s)] for s in group] for group in groups)
        self.runner.integrator.setValue("stiff", True)
        self.runner.integrator.setValue("maximum_num_steps", 1_000_000)

    def solve(self, rtol: float) -> tuple[np.ndarray, float]:
        load, integrator = self.load, self.runner.integrator
        integrator.setValue("relative_tolerance", rtol)
        for y, size in zip(self.program.states, self.scale, strict=True):
            integrator.setIndividualTolerance(str(y), float(rtol * FLOOR * size))
        y = np.full((len(load), len(load.times), len(load.states)), np.nan)
        begin = time.process_time()
        for i in range(len(load)):
            try:
                self._one(i, y[i])
            except RuntimeError:  # the rest of this person stays without numbers
                continue
        return y, time.process_time() - begin

    def _one(self, person: int, record: np.ndarray) -> None:
        load, runner = self.load, self.runner
        runner.reset()
        model = runner.model
        model.setGlobalParameterValues(self.constants, self.program.values[person])
        model.setGlobalParameterValues(self.states, load.starts[person])
        record[0] = load.starts[person]
        for k, (start, end, places) in enumerate(load.segments):
            model.setGlobalParameterValues(self.inputs, load.levels[person, k])
            at = load.times[places]
            runner_times = [start, *at] if len(at) and at[-1] == end else [start, *at, end]
            record[places] = np.asarray(runner.simulate(times=runner_times))[1 : len(places) + 1]
