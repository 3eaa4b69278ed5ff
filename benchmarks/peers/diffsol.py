"""pydiffsol: DiffSL compiled once by LLVM, BDF with sparse matrices; one tolerance for states of like size."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import numpy as np

from benchmarks.accuracy import FLOOR
from benchmarks.diffsl import diffsl
from benchmarks.load import Load
from benchmarks.peer import need
from benchmarks.program import program

# Some wheels hold a KLU built for another processor, which ends the whole process; so it is tried in its own.
_TRIAL = """
import json, sys, numpy, pydiffsol as ds
said = json.load(sys.stdin)
ode = ds.Ode(said["code"], matrix_type=ds.faer_sparse, linear_solver=ds.klu)
ode.rtol, ode.atol = 1e-5, 1e-8
ode.solve_dense(numpy.array(said["parameters"]), numpy.array(said["times"]))
"""


class Diffsol:
    """pydiffsol, started again at each boundary."""

    name, batch = "pydiffsol", 0

    def prepare(self, load: Load, scale: np.ndarray) -> None:
        need("pydiffsol", "pydiffsol")
        import pydiffsol as ds

        self.load, self.scale, self.program = load, scale, program(load, scale)
        code = diffsl(self.program)
        solvers = [ds.lu, ds.klu] if ds.is_klu_available() and self._klu_runs(code) else [ds.lu]
        made = [ds.Ode(code, matrix_type=ds.faer_sparse, linear_solver=s, ode_solver=ds.bdf) for s in solvers]
        self.ode = min(made, key=self._trial) if len(made) > 1 else made[0]

    def solve(self, rtol: float) -> tuple[np.ndarray, float]:
        load = self.load
        self._tolerate(self.ode, rtol)
        y = np.full((len(load), len(load.times), len(load.states)), np.nan)
        begin = time.process_time()
        for i in range(len(load)):
            try:
                self._one(self.ode, i, y[i])
            except RuntimeError:  # the rest of this person stays without numbers
                continue
        return y, time.process_time() - begin

    def _one(self, ode: Any, person: int, record: np.ndarray) -> None:
        load = self.load
        record[0] = load.starts[person]
        now = load.starts[person] / self.scale
        for k, (start, end, places) in enumerate(load.segments):
            ode.t0 = start
            at = load.times[places]
            wanted = at if len(at) and at[-1] == end else np.append(at, end)
            states = ode.solve_dense(self._parameters(person, k, now), wanted).ys
            record[places] = states[:, : len(places)].T * self.scale
            now = states[:, -1]

    def _parameters(self, person: int, segment: int, now: np.ndarray) -> np.ndarray:
        return np.concatenate([self.program.values[person], self.load.levels[person, segment], now])

    def _tolerate(self, ode: Any, rtol: float) -> None:
        ode.rtol, ode.atol, ode.h0 = rtol, rtol * FLOOR, 1e-3  # [h] of the first step; the tool's own is 1 h

    def _trial(self, ode: Any) -> float:
        """Return how long the first person takes, the second time. [s]"""
        self._tolerate(ode, 1e-5)
        record = np.empty((len(self.load.times), len(self.load.states)))
        self._one(ode, 0, record)
        begin = time.process_time()
        self._one(ode, 0, record)
        return time.process_time() - begin

    def _klu_runs(self, code: str) -> bool:
        parameters = self._parameters(0, 1, self.load.starts[0] / self.scale)
        said = json.dumps({"code": code, "parameters": parameters.tolist(), "times": [0.5, 1.0]})
        tried = subprocess.run([sys.executable, "-c", _TRIAL], input=said, text=True, capture_output=True, check=False)
        return tried.returncode == 0
