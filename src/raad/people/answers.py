"""Answers to questions about a person or a place: yes, no, or not told; amounts with a unit; words of a list."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from typing import Any

from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import quantity

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


def yes_no(given: Any, what: str) -> bool | None:
    """Read yes or no; None, or the word unknown, is not told.

    Examples
    --------
    >>> yes_no("yes", "pregnant"), yes_no(None, "pregnant")
    (True, None)
    """
    if given is None or isinstance(given, bool):
        return given
    word = given.strip().lower() if isinstance(given, str) else given
    if word == "unknown":
        return None
    if isinstance(word, str) and word in _YES_NO:
        return _YES_NO[word]
    raise BadInput(f"{what} is {given!r}; write yes, no or unknown.")


def amount(given: Any, unit: str, what: str, lowest: float, highest: float) -> float | None:
    """Read an amount: a number in `unit`, or text with a unit of its own; None is not told.

    Examples
    --------
    >>> amount("16 kPa", "mmHg", "systolic", 50, 300)
    120.0
    """
    if given is None:
        return None
    bare = isinstance(given, numbers.Real) and not isinstance(given, bool)
    value = round(quantity(f"{given} {unit}" if bare else given, unit, what), 1)
    if not lowest <= value <= highest:
        raise BadInput(f"{what} is {value:g} {unit}; it must be between {lowest:g} and {highest:g} {unit}.")
    return value


def one_word(given: Any, what: str, known: Iterable[str]) -> str | None:
    """Read a word of a list; None is not told."""
    if given is None:
        return None
    word = str(given).strip().lower().replace("-", "_").replace(" ", "_")
    if word not in set(known):
        raise unknown(what, given, known)
    return word


def words(given: Any, what: str, known: Iterable[str]) -> tuple[str, ...] | None:
    """Read a list of words, or one; an empty list and the word none say that there is none; None is not told.

    Examples
    --------
    >>> words("none", "medicines", ["maoi"]), words(["MAOI"], "medicines", ["maoi"])
    ((), ('maoi',))
    """
    if given is None or given == "unknown":
        return None
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, (list, tuple)):
        raise BadInput(f"{what} is {given!r}; write a list of words, such as [{next(iter(known))}], or none.")
    known = tuple(known)
    return tuple(str(one_word(one, what, known)) for one in listed if one not in ("none", ""))
