"""raad's own engine, behind the same verbs as its peers."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.load import Load
from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable


class Raad:
    """raad's batched engine, on one thread."""

    name = "raad"
    batch = 256

    def prepare(self, load: Load, scale: np.ndarray) -> None:
        """Compile the equations and write the timetable of everybody."""
        self.load = load
        system = System(load.states, (*load.parameters, *load.inputs), load.rates, {}, frozenset(load.states))
        self.code = compiled(system)
        self.code.entry("run")
        self.slow = np.concatenate([load.values, load.levels[:, 0]], axis=1)
        first_input = len(load.parameters)
        lines = [
            [
                (float(when), Kind.CHANGE, first_input + k, float(levels[b + 1, k]))
                for b, when in enumerate(load.boundaries) for k in range(len(load.inputs))
            ]
            for levels in load.levels
        ]  # fmt: skip
        self.timetable = Timetable.of(lines)

    def solve(self, rtol: float) -> tuple[np.ndarray, float]:
        """Follow everybody; give states (n_people, n_times, n_states) and the CPU time. [s]"""
        load, n = self.load, len(self.load)
        begin = time.process_time()
        records = Records.same(n, load.times)
        start = np.full(n, load.times[0])
        journey = Journey(
            self.code, load.starts, self.slow, start, self.timetable, records, Watch.nothing(), Accuracy(rtol)
        )
        journey.go(np.full(n, load.times[-1]))
        spent = time.process_time() - begin
        if journey.status.any():
            raise RuntimeError(f"{np.count_nonzero(journey.status)} people could not be followed at rtol {rtol:g}")
        return journey.states.reshape(n, len(load.times), len(load.states)), spent
