"""scikit-sundae: SUNDIALS CVODE with dense matrices, an exact Jacobian and compiled equations; also the reference."""

from __future__ import annotations

import time
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import numpy as np

from benchmarks.accuracy import FLOOR
from benchmarks.load import Load
from benchmarks.peer import need
from benchmarks.program import program


class Cvode:
    """CVODE, stopped and started again at each boundary."""

    name, batch = "scikit-sundae", 0

    def prepare(self, load: Load, scale: np.ndarray) -> None:
        need("sksundae", "scikit-sundae")
        import symengine
        from sksundae.cvode import CVODE

        self.load, self.scale, self.solver = load, scale, CVODE
        made = self.program = program(load)
        names = {name: e for name, e in made.terms}
        right = [_written_out(e, names) for e in made.rates]
        y = list(made.states)
        matrix = symengine.DenseMatrix(len(y), 1, right).jacobian(symengine.DenseMatrix(len(y), 1, y))
        entries = [(i, j) for i in range(len(y)) for j in range(len(y)) if matrix[i, j] != 0]
        arguments = [*y, *made.constants, *made.inputs]
        self.rows, self.columns = (np.array(side) for side in zip(*entries, strict=True))
        self.right = symengine.Lambdify(arguments, right, cse=True, backend="llvm")
        self.pulls = symengine.Lambdify(arguments, [matrix[e] for e in entries], cse=True, backend="llvm")

    def solve(self, rtol: float) -> tuple[np.ndarray, float]:
        load = self.load
        y = np.full((len(load), len(load.times), len(load.states)), np.nan)
        begin = time.process_time()
        for i in range(len(load)):
            self._one(i, rtol, y[i])
        return y, time.process_time() - begin

    def _one(self, person: int, rtol: float, record: np.ndarray) -> None:
        load, n = self.load, len(self.load.states)
        work = np.concatenate([load.starts[person], self.program.values[person], load.levels[person, 0]])
        rates, entries = np.empty(n), np.empty(len(self.rows))

        def right(t: float, state: np.ndarray, out: np.ndarray) -> None:
            work[:n] = state
            self.right.unsafe_real(work, rates)
            out[:] = rates

        def pull(t: float, state: np.ndarray, out: np.ndarray, matrix: np.ndarray) -> None:
            work[:n] = state
            self.pulls.unsafe_real(work, entries)
            matrix[self.rows, self.columns] = entries

        solver = self.solver(right, rtol=rtol, atol=rtol * FLOOR * self.scale, jacfn=pull, max_num_steps=1_000_000)
        record[0] = load.starts[person]
        now = load.starts[person].copy()  # the library writes into what it is given
        for k, (start, end, places) in enumerate(load.segments):
            work[n + len(self.program.constants) :] = load.levels[person, k]
            wanted = np.unique([start, *load.times[places], (start + end) / 2, end])
            with redirect_stdout(StringIO()):  # the library prints what its message says too
                solution = solver.solve(wanted, now)
            states: Any = np.asarray(solution.y)
            if not solution.success or len(states) < len(wanted):
                return
            record[places] = states[np.searchsorted(wanted, load.times[places])]
            now = states[-1].copy()


def _written_out(e: Any, names: dict[Any, Any]) -> Any:
    while found := [s for s in e.free_symbols if s in names]:
        e = e.subs({s: names[s] for s in found})
    return e
