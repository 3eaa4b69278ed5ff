"""A load's equations made ready for a simulator: constants folded for each person, common terms named once.

Every peer gets this form, so that none pays at each step for what does not change in a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.load import Load


@dataclass(frozen=True)
class Program:
    """Straight-line equations of states y0.., constants p0.., inputs r0.. and named terms x0...

    Parameters
    ----------
    states, constants, inputs
        Symbols, in the order of the load's states, of `values`, and of the load's inputs.
    terms
        (symbol, expression), each in states, inputs, constants and the terms before it.
    rates
        One expression for each state.
    values
        Constants of each person: parameters, and what could be computed from parameters alone.
        (n_people, n_constants)
    """

    states: tuple[Any, ...]
    constants: tuple[Any, ...]
    inputs: tuple[Any, ...]
    terms: tuple[tuple[Any, Any], ...]
    rates: tuple[Any, ...]
    values: np.ndarray


def program(load: Load, scale: Sequence[float] | None = None) -> Program:
    """Make a load's equations ready.

    Parameters
    ----------
    load
        Equations and people.
    scale
        Unit of each state, for simulators that take one absolute tolerance for all states: their state is
        the load's state divided by this. (n_states,)
    """
    import symengine

    states, inputs = _symbols("y", len(load.states)), _symbols("r", len(load.inputs))
    units = np.ones(len(states)) if scale is None else np.asarray(scale, dtype=float)
    sizes = _symbols("s", len(states))
    parameters = _symbols("q", len(load.parameters))
    renamed = dict(zip(load.parameters, parameters, strict=True)) | dict(zip(load.inputs, inputs, strict=True))
    for name, y, size in zip(load.states, states, sizes, strict=True):
        renamed[name] = y if scale is None else size * y
    right = [e.subs({symengine.Symbol(n): s for n, s in renamed.items()}) for e in load.rates]
    if scale is not None:
        right = [e / size for e, size in zip(right, sizes, strict=True)]
    folded = _Folding({*states, *inputs})
    rates = [folded.fold(e) for e in right]
    terms, rates = symengine.cse(rates)
    given = [*parameters, *sizes]
    known = np.hstack([load.values, np.tile(units, (len(load), 1))])
    return Program(
        states, tuple(folded.constants), inputs, tuple(terms), tuple(rates),
        _values(list(folded.constants.values()), given, known),
    )  # fmt: skip


def _symbols(letter: str, count: int) -> tuple[Any, ...]:
    import symengine

    return tuple(symengine.Symbol(f"{letter}{i}") for i in range(count))


class _Folding:
    """Gives each part of an expression that holds parameters alone a name of its own."""

    def __init__(self, changing: set[Any]) -> None:
        self.changing = changing
        self.constants: dict[Any, Any] = {}
        self._names: dict[Any, Any] = {}

    def fold(self, e: Any) -> Any:
        if not e.free_symbols:
            return e
        if not e.free_symbols & self.changing:
            return self._named(e)
        if not e.args:
            return e
        if not (e.is_Add or e.is_Mul):
            return e.func(*(self.fold(a) for a in e.args))
        constant = [a for a in e.args if a.free_symbols and not a.free_symbols & self.changing]
        rest = [self.fold(a) for a in e.args if a not in constant]
        return e.func(self._named(e.func(*constant)), *rest) if constant else e.func(*rest)

    def _named(self, e: Any) -> Any:
        import symengine

        if e not in self._names:
            self._names[e] = symengine.Symbol(f"p{len(self._names)}")
            self.constants[self._names[e]] = e
        return self._names[e]


def _values(expressions: Sequence[Any], given: Iterable[Any], known: np.ndarray) -> np.ndarray:
    import symengine

    if not expressions:
        return np.zeros((len(known), 0))
    compute = symengine.Lambdify(list(given), expressions, cse=True)
    return np.array([np.ravel(compute(row)) for row in known])
