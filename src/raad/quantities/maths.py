"""The maths that every reading of an equation understands: numbers, quantities, symbols, graphs."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


def _library(x: Any) -> str:
    return type(x).__module__.partition(".")[0]


@cache
def _function(library: str, name: str) -> Any:
    module = {"sympy": "sympy", "symengine": "symengine"}.get(library, "numpy")
    return getattr(import_module(module), name)


def _elementary(name: str, x: Any) -> Any:
    if _library(x) == "pint":
        bare = x.to("")  # raises when the argument carries a unit: exp(1 mg) means nothing
        return type(x)(_function("numpy", name)(bare.magnitude), "")
    return _function(_library(x), name)(x)


def exp(x: Any) -> Any:
    """Exponential of a dimensionless argument."""
    return _elementary("exp", x)


def log(x: Any) -> Any:
    """Natural logarithm of a dimensionless argument."""
    return _elementary("log", x)


def sqrt(x: Any) -> Any:
    """Square root of a dimensionless argument."""
    return _elementary("sqrt", x)


def sigmoid(x: Any) -> Any:
    """Logistic function, 0 to 1, of a dimensionless argument."""
    return 1 / (1 + exp(-x))


def emax(x: Any, half: Any) -> Any:
    """Hyperbolic saturation, 0 to 1; `half` is where it reaches one half, in the unit of x."""
    return x / (x + half)


def hill(x: Any, half: Any, exponent: Any) -> Any:
    """Sigmoid saturation, 0 to 1, with Hill `exponent` (1 or more)."""
    risen = x**exponent  # not (x / half)**exponent: its symbolic derivative divides by x, which may be 0
    return risen / (risen + half**exponent)


def excess(x: Any, threshold: Any) -> Any:
    """How far x lies above a threshold, else 0. For covariates only: states need smooth maths."""
    difference = x - threshold
    library = _library(difference)
    if library == "pint":
        return difference * float(difference.magnitude > 0)
    if library == "sympy":
        return _function(library, "Max")(difference, 0)
    if library == "symengine":  # its Max has no derivative
        return (difference + _function(library, "sqrt")(difference**2)) / 2
    return _function("numpy", "maximum")(difference, 0.0)


def surplus(x: Any, width: Any) -> Any:
    """How far x lies above 0, else 0: sets in with the cube over `width`; 0 at 0, smooth, for states."""

    def risen(above: Any) -> Any:
        return above * above**2 / (above**2 + width**2)

    sharp = width / 100  # of the corner inside the cube, where nobody sees it
    return risen((x + sqrt(x**2 + sharp**2)) / 2) - risen(sharp / 2)


def residue(x: Any, width: Any) -> Any:
    """What is left of x above 0: smooth, 0 at 0, never negative, and about half of `width` far below."""
    above = (x + sqrt(x**2 + width**2) - width) / 2  # from -width / 2 up
    return above**2 / (above + width)


def graded_response(severity: Any, discrimination: Any, location: Any, spacing: Any, steps: int) -> Any:
    """Expected score of an item with `steps` + 1 grades, whose thresholds are evenly spaced about `location`."""
    middle = (steps + 1) / 2
    return sum(sigmoid(discrimination * (severity - location - (k - middle) * spacing)) for k in range(1, steps + 1))
