"""The words of the lane language, for Python itself: with NumPy arrays in the place of registers.

The step loop (`stepping.py` and the files that it calls) is written in a small part of Python: numbers,
`if`, `while`, `for ... in range`, and the words below. `language.py` turns it into machine code; Python can
also run it as it stands, slowly, which is how tests know that both mean the same.

Kinds of values, as annotations
    Int, Real: one number. Vec: one number in every lane. Mask: yes or no in every lane.
    Lanes, Reals, Ints: arrays of Vec, Real, Int.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np

Int: TypeAlias = int
Real: TypeAlias = float
Vec: TypeAlias = Any
Mask: TypeAlias = Any
Lanes: TypeAlias = Any
Reals: TypeAlias = Any
Ints: TypeAlias = Any

WIDTH = 4  # lanes when Python runs the loop; the compiler puts the machine's own in its place


def static(numbers: Iterable[int]) -> Iterable[int]:
    """Repeat the body once for each number when the code is written, not when it runs."""
    return numbers


def vec(value: Real) -> Vec:
    """Put one number into every lane."""
    return np.full(WIDTH, float(value))


def fma(x: Vec, y: Vec, z: Vec) -> Vec:
    """Return x y + z."""
    return x * y + z


def fabs(x: Vec) -> Vec:
    """Return the absolute value."""
    return np.abs(x)


def where(mask: Mask, yes: Vec, no: Vec) -> Vec:
    """Choose in every lane."""
    return np.where(mask, yes, no)


def larger(x: Vec, y: Vec) -> Vec:
    """Return the larger of two; the second when one is not a number."""
    return np.where(x > y, x, y)


def smaller(x: Vec, y: Vec) -> Vec:
    """Return the smaller of two; the second when one is not a number."""
    return np.where(x < y, x, y)


def some(mask: Mask) -> bool:
    """Say whether any lane says yes."""
    return bool(np.any(mask))


def exp(x: Vec) -> Vec:
    """Exponential in every lane."""
    return np.exp(x)


def log(x: Vec) -> Vec:
    """Natural logarithm in every lane."""
    return np.log(x)


def real(number: Int) -> Real:
    """Turn an integer into a number."""
    return float(number)


def get(array: Lanes, index: Int, lane: Int) -> Real:
    """Read one lane of an entry."""
    return float(array[index][lane])


def put(array: Lanes, index: Int, lane: Int, value: Real) -> None:
    """Write one lane of an entry."""
    array[index][lane] = value


def advance(array: Lanes, entries: Int) -> Lanes:
    """Return the array from an entry on."""
    return array[entries:]


linked: dict[str, Any] = {}
"""Functions of a system for Python's own run of the loop: name -> function, as `functions.py` lists them."""


def rates(y: Lanes, p: Lanes, q: Lanes, f: Lanes) -> None:
    """Fill f with the rates of the system."""
    linked["rates"](y, p, q, f)


def rates_and_jacobian(y: Lanes, p: Lanes, q: Lanes, f: Lanes, jacobian: Lanes) -> None:
    """Fill f with the rates and `jacobian` with its non-zeros."""
    linked["rates_and_jacobian"](y, p, q, f, jacobian)


def factor(jacobian: Lanes, shift: Lanes, factors: Lanes) -> None:
    """Factorise shift I - J."""
    linked["factor"](jacobian, shift, factors)


def solve(factors: Lanes, b: Lanes) -> None:
    """Solve with the factors; the solution takes the place of b."""
    linked["solve"](factors, b)


def residual(jacobian: Lanes, shift: Lanes, x: Lanes, b: Lanes, out: Lanes) -> None:
    """Leave the largest relative residual of (shift I - J) x = b in `out`."""
    linked["residual"](jacobian, shift, x, b, out)


def prepare(p: Lanes, q: Lanes) -> None:
    """Fill q with what depends on parameters alone."""
    linked["prepare"](p, q)


def watched(y: Lanes, p: Lanes, q: Lanes, out: Lanes) -> None:
    """Fill `out` with the values that are watched at every step."""
    linked["watched"](y, p, q, out)


def outputs(y: Lanes, p: Lanes, q: Lanes, out: Lanes) -> None:
    """Fill `out` with the outputs of the system."""
    linked["outputs"](y, p, q, out)
