"""Four ways to read an equation: the same function is fed numbers, quantities, symbols, graph nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from raad.quantities.units import registry, unit

Leaf = Callable[[str, str, float], Any]


def as_number(name: str, unit_text: str, value: float) -> float:
    """Read with plain numbers: quick checks, property tests."""
    return value


def as_quantity(name: str, unit_text: str, value: float) -> Any:
    """Read with pint quantities: proves units. A rest value of 0 is replaced to avoid 0/0."""
    return registry().Quantity(value if value > 0 else 0.4, unit(unit_text))


def as_symbol(name: str, unit_text: str, value: float) -> Any:
    """Read with SymPy: equations for people, LaTeX, exchange formats."""
    import sympy

    return sympy.Symbol(name, real=True)


def as_graph(name: str, unit_text: str, value: float) -> Any:
    """Read with SymEngine: derivatives, sparsity and code, a hundred times faster than SymPy."""
    import symengine

    return symengine.Symbol(name)
