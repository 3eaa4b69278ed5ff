"""Machine code for gradients: derivatives of one system, the taped loop and the way back; made when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np

from raad.engine.code.cache import Entry, kept
from raad.engine.code.machine import Code, compile_text, this_machine, wide
from raad.engine.code.signatures import SIGNATURES
from raad.engine.compiled import Compiled
from raad.engine.gradient.words import DERIVATIVE_SIGNATURES
from raad.engine.loop.memory import Load, Record, Work, lanes_array, work

_ENTRIES = ("follow_taped", "sweep", "replay")
_ARRAYS = ("Lanes", "Reals", "Ints")


class Differentiated:
    """The machine code of a system's gradients.

    Made by :func:`differentiated`, which keeps it for the process; the disk keeps it between processes.

    Attributes
    ----------
    code
        The compiled system.
    known
        Lengths of arrays, and places of the non-zeros of sparse derivatives.
    """

    def __init__(self, code: Compiled) -> None:
        self.code, self.width = code, code.width
        machine = this_machine().name
        self.known, own = kept(("derivatives", code.system.sha256, machine), lambda: _derivatives(code))
        self._own = Code(own, [*DERIVATIVE_SIGNATURES, "watched"])
        imports = {n: code.own.address(n) for n in SIGNATURES}
        imports |= {n: self._own.address(n) for n in [*DERIVATIVE_SIGNATURES, "watched"]}
        self._loop = Code(_loop(), _ENTRIES, imports)
        self.entries: dict[str, Any] = {n: self._loop.function(n, 3) for n in _ENTRIES}
        self.functions: dict[str, Any] = {n: self._own.function(n, k) for n, k in DERIVATIVE_SIGNATURES.items()}

    def work(self, **arrays: np.ndarray) -> Record:
        """Make a row of lanes for steps that are prescribed; arrays of the caller take the place of its own."""
        made = work({**self.code.sizes, "n_watch": 0}, self.width, 0, 0)
        return Record(Work, made.arrays | arrays)

    def load(self, **values: Any) -> Record:
        """Make the record that steps read; all that concerns timetables and records is empty."""
        empty: dict[str, Any] = {
            name: np.zeros(1, np.int64 if kind == "Ints" else float) if kind in _ARRAYS else 0
            for name, kind in Load.__annotations__.items()
        }
        sizes = {"n": self.code.sizes["n"], "n_slow": self.code.sizes["n_slow"], "rtol": 1.0, "atol": 1.0}
        return Record(Load, empty | sizes | values)

    def lanes_of(self, rows: np.ndarray) -> list[np.ndarray]:
        """Put vectors side by side, a few at a time; the last ones are filled up with the last vector.

        Parameters
        ----------
        rows
            (n_rows, length)
        """
        found = []
        for first in range(0, len(rows), self.width):
            part = rows[first : first + self.width]
            lanes = lanes_array(rows.shape[1], self.width)
            lanes[:, : len(part)] = part.T
            lanes[:, len(part) :] = part[-1][:, None]
            found.append(lanes)
        return found

    def rates(self, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return dy/dt at many states. (n_rows, n_states) [unit of each state / h]"""
        return self._evaluate(y, p, self.code.functions, "prepare", "rates", y.shape[1], self.code.sizes["n_hoisted"])

    def output_slopes(self, y: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the derivatives of outputs at many states.

        Returns
        -------
        by_state, by_slow
            (n_rows, n_outputs, n_states) and (n_rows, n_outputs, n_slow).
        """
        places = [np.array(self.known[n], dtype=int).reshape(-1, 2) for n in ("outputs_by_state", "outputs_by_slow")]
        values = self._evaluate(
            y, p, self.functions, "prepare_derivatives", "output_slopes", sum(map(len, places)), self.known["n_hoisted"]
        )
        found = [np.zeros((len(y), self.code.sizes["n_outputs"], size)) for size in (y.shape[1], p.shape[1])]
        for array, place, part in zip(found, places, np.split(values, [len(places[0])], axis=1), strict=True):
            array[:, place[:, 0], place[:, 1]] = part
        return found[0], found[1]

    def slopes(self, y: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the derivatives of rates by states (n_states, n_states) and parameters (n_states, n_slow)."""
        n, length = len(y), self.known["n_slopes"]
        values = self._evaluate(
            y[None, :], p[None, :], self.functions, "prepare_derivatives", "slopes", length, self.known["n_hoisted"]
        )[0]
        by_state, by_slow = np.zeros((n, n)), np.zeros((n, len(p)))
        places = [np.array(self.known[name], dtype=int).reshape(-1, 2) for name in ("entries", "by_slow")]
        split = len(places[0])
        by_state[places[0][:, 0], places[0][:, 1]] = values[:split]
        by_slow[places[1][:, 0], places[1][:, 1]] = values[split:]
        return by_state, by_slow

    def _evaluate(
        self,
        y: np.ndarray,
        p: np.ndarray,
        functions: Mapping[str, Any],
        prepare: str,
        name: str,
        length: int,
        hoisted: int,
    ) -> np.ndarray:
        q, out = lanes_array(hoisted, self.width), lanes_array(length, self.width)
        found = np.empty((len(y), length))
        groups = zip(self.lanes_of(y), self.lanes_of(p), strict=True)
        for k, (state, slow) in enumerate(groups):
            functions[prepare](slow.ctypes.data, q.ctypes.data)
            functions[name](state.ctypes.data, slow.ctypes.data, q.ctypes.data, out.ctypes.data)
            here = found[k * self.width : (k + 1) * self.width]
            here[:] = out.T[: len(here)]
        return found


@lru_cache(maxsize=32)
def differentiated(code: Compiled) -> Differentiated:
    """Return the machine code of a system's gradients, made at most once for a process."""
    return Differentiated(code)


def _derivatives(code: Compiled) -> Entry:
    from raad.engine.gradient.derivatives import Derivatives

    machine = this_machine()
    written = Derivatives(code.system, machine.lanes)
    return written.known, compile_text(wide(str(written.module), machine.lanes), machine, effort=1)


@cache
def _loop() -> bytes:
    def build() -> Entry:
        from raad.engine.gradient.program import write_gradient_loop

        machine = this_machine()
        return {}, compile_text(wide(write_gradient_loop(machine.lanes), machine.lanes), machine)

    return kept(("gradient loop", this_machine().name), build)[1]
