"""Units: text in, numbers in the asked unit out. Inside raad: h, umol, L, uM, kg, year."""

from __future__ import annotations

import math
import numbers
import re
from functools import lru_cache
from typing import Any

from raad.quantities.errors import BadInput, BadUnit

# Words of trial tables and pharmacology that pint does not know, all defined once here.
_DEFINITIONS = (
    "fraction = [] = fraction",
    "points = [] = points",
    "ratio = [] = ratio",
    "fold = [] = fold",
    "uM = umol / L",
    "nM = nmol / L",
    "mM = mmol / L",
)
# Targets for which a number may stand alone; mg/kg has no dimension for pint, but needs its unit all the same.
_BARE = frozenset({"", "-", "1", "fraction", "points", "ratio", "fold"})
_NUMBER = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")


@lru_cache(maxsize=1)
def registry() -> Any:
    """Return the one pint registry (made at first use, because pint is slow to import)."""
    import pint

    ureg = pint.UnitRegistry(cache_folder=None)
    for line in _DEFINITIONS:
        ureg.define(line)
    return ureg


@lru_cache(maxsize=4096)
def unit(text: str) -> Any:
    """Read a unit such as "umol/L"; an empty text is dimensionless."""
    if text.strip() in ("", "-", "1"):
        return registry().dimensionless
    try:
        return registry().parse_units(text)
    except Exception as err:  # pint raises a dozen kinds, all of them mean the same to a reader
        raise BadUnit(
            f"{text!r} is not a unit that raad can read. Write for example 'mg', 'mg/kg', 'h', 'ng/mL'."
        ) from err


@lru_cache(maxsize=4096)
def factor(source: str, target: str) -> float:
    """Return the number that turns a value in `source` units into `target` units.

    Examples
    --------
    >>> factor("L/min", "L/h")
    60.0
    """
    try:
        return float(registry().Quantity(1.0, unit(source)).to(unit(target)).magnitude)
    except BadUnit:
        raise
    except Exception as err:
        raise BadUnit(f"{source or 'a bare number'!r} cannot be turned into {target or 'a bare number'!r}.") from err


def number(value: object, what: str) -> float:
    """Return a finite number, or say which value of which thing is none."""
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, str)):
        raise BadInput(f"{what} is {value!r}, which is not a number.")
    try:
        result = float(value)
    except ValueError:
        raise BadInput(f"{what} is {value!r}, which is not a number.") from None
    if not math.isfinite(result):
        raise BadInput(f"{what} is {value!r}; a finite number is needed.")
    return result


def quantity(text: object, target: str, what: str) -> float:
    """Read "84 mg" and return the number in the unit `target`.

    Parameters
    ----------
    text
        Number and unit as text. A bare number is refused, unless `target` is dimensionless.
    target
        The unit of the result.
    what
        What is being read; it stands in the error.

    Raises
    ------
    BadInput, BadUnit
        If there is no number, no unit, or a unit of another kind.

    Examples
    --------
    >>> quantity("3.5 days", "h", "interval")
    84.0
    """
    bare = target.strip() in _BARE
    if isinstance(text, numbers.Real) and not isinstance(text, bool):
        if bare:
            return number(text, what)
        raise BadUnit(f"{what} is {text!r} without a unit. Write for example '{text} {target}'.")
    match = _NUMBER.match(str(text))
    if not match:
        raise BadInput(f"{what} is {text!r}, which is not a number with a unit. Write for example '1 {target}'.")
    if not match[2] and not bare:
        raise BadUnit(f"{what} is {text!r} without a unit. Write for example '{match[1]} {target}'.")
    try:
        return number(match[1], what) * factor(match[2], target)
    except BadUnit as err:
        raise BadUnit(f"{what} is {text!r}: {err} A unit like '{target}' is needed.") from None
