"""A compiled system: its functions and the step loop, linked and ready to be called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from threading import RLock
from typing import Any

import numpy as np

from raad.engine.code.cache import Entry, kept
from raad.engine.code.machine import Code, compile_text, this_machine, wide
from raad.engine.code.signatures import ENTRIES, SIGNATURES
from raad.engine.system import System

_LINKING = RLock()  # two threads may ask for the same code at once; it is linked once


class Compiled:
    """The machine code of one system; parameters are arguments, so a patient costs no compile.

    Made by :func:`compiled`, which keeps it for the process; the disk keeps it between processes.

    Attributes
    ----------
    system
        The equations.
    sizes
        Lengths of the arrays that the functions read and fill.
    entries
        Row and column of each non-zero of the Jacobian. (n_jacobian, 2)
    width
        How many people go side by side.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.width = this_machine().lanes.width
        known, code = kept(("system", system.sha256, this_machine().name), lambda: _build_system(system))
        self.sizes: dict[str, int] = known["sizes"]
        self.entries = np.array(known["entries"], dtype=np.int64).reshape(-1, 2)
        self.own = Code(code, SIGNATURES)
        self.functions: dict[str, Any] = {n: self.own.function(n, k) for n, k in SIGNATURES.items()}

    @cached_property
    def signed(self) -> np.ndarray:
        """1 for states that may be negative. (n_states,)"""
        return np.array([n in self.system.signed for n in self.system.states], dtype=np.int64)

    @cached_property
    def _following(self) -> dict[tuple[str, ...], tuple[Code, dict[str, Any], Code]]:
        return {}

    def entry(self, name: str, watched: Sequence[str] = ()) -> Any:
        """Return an entry of the loop: `run(load, work)` follows people, watching these states and outputs;
        `settle(rest, work)` finds their rest; `tabulate(rows, work)` works out outputs."""
        names = tuple(watched)
        with _LINKING:
            return self._entries(names)[name]

    def _entries(self, names: tuple[str, ...]) -> dict[str, Any]:
        if names not in self._following:
            words = ("watched", self.system.sha256 if names else "", *names, this_machine().name)
            _, code = kept(words, lambda: _build_watch(self.system, names))
            watch = Code(code, ["watched"])
            imports = {name: self.own.address(name) for name in SIGNATURES}
            loop = Code(_loop(), ENTRIES, imports | {"watched": watch.address("watched")})
            self._following[names] = (watch, {n: loop.function(n, 2) for n in ENTRIES}, loop)
        return self._following[names][1]


@lru_cache(maxsize=32)
def compiled(system: System) -> Compiled:
    """Return the machine code of a system, made at most once for a process."""
    return Compiled(system)


def _build_system(system: System) -> Entry:
    from raad.engine.code.functions import Functions

    machine = this_machine()
    functions = Functions(system, machine.lanes)
    known = {"sizes": functions.sizes, "entries": functions.entries}
    return known, compile_text(wide(str(functions.module), machine.lanes), machine)


def _build_watch(system: System, names: Sequence[str]) -> Entry:
    from raad.engine.code.functions import write_watch

    machine = this_machine()
    return {}, compile_text(wide(write_watch(system, machine.lanes, names), machine.lanes), machine)


@cache
def _loop() -> bytes:
    def build() -> Entry:
        from raad.engine.loop.program import write_loop

        machine = this_machine()
        return {}, compile_text(wide(write_loop(machine.lanes), machine.lanes), machine)

    return kept(("loop", this_machine().name), build)[1]
