"""What a cell may hold. Each function turns text into a value, or says what to write instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from raad.evidence.reading import CellFault
from raad.evidence.words import (
    EVIDENCE_WORDS,
    FEW_VALUES,
    HOURS_IN,
    MISREAD_UNITS,
    ONE_NUMBER_SPREADS,
    READ_LEVELS,
    SPREAD_TYPES,
    TEXT_UNITS,
)
from raad.quantities.errors import nearest

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_DOI = re.compile(r"10\.\d{4,9}/\S+( \(recalled\))?")
_YEAR = re.compile(r"(18|19|20)\d\d")


def filled(text: str) -> str:
    """Return text that must not be empty."""
    if not text:
        raise CellFault("the cell is empty. Fill it.")
    return text


def number(text: str) -> float:
    """Return a finite number, written with a decimal point."""
    value = float(text) if _NUMBER.fullmatch(text) else float("inf")
    if abs(value) < float("inf"):
        return value
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        raise CellFault(f"{text!r} has a decimal comma. Write {text.replace(',', '.')!r}.")
    raise CellFault(f"{text!r} is no number. Write for example '0.5' or '1e-3'.")


def maybe_number(text: str) -> float | None:
    """Return a number, or None for an empty cell."""
    return number(text) if text else None


def one_of(text: str, known: Collection[str]) -> str:
    """Return a word that must be one of a few."""
    if text not in known:
        raise CellFault(f"{text!r} is not known here.{nearest(text, known)} Write one of: {', '.join(known)}.")
    return text


def count(text: str) -> str:
    """Return a number of people or samples as it was printed; free text must hold a number."""
    if text and not (re.search(r"\d", text) and (text.isdigit() or not _NUMBER.fullmatch(text))):
        raise CellFault(f"{text!r} is no count. Write a whole number, or '8 vs 9', or leave it empty.")
    if text.isdigit() and int(text) == 0:
        raise CellFault("'0' is no count. Leave it empty when it is not known.")
    return text


def year(text: str) -> int | None:
    """Return a year of publication, or None for an empty cell."""
    if text and not _YEAR.fullmatch(text):
        raise CellFault(f"{text!r} is no year. Write for example '2021', or leave it empty.")
    return int(text) if text else None


def doi(text: str) -> str:
    """Return a DOI, perhaps marked as recalled."""
    if text and not _DOI.fullmatch(text):
        raise CellFault(f"{text!r} is no DOI. Write for example '10.1000/xyz', without 'https://doi.org/'.")
    return text


def read_level(text: str) -> str:
    """Return how far a source was read; words may follow, as in "full_text (table 1)"."""
    one_of(re.split(r"[ ,(]", text)[0], READ_LEVELS)
    return text


def time_unit(text: str) -> str:
    """Return a unit of time, or an empty text."""
    return one_of(text, HOURS_IN) if text else text


def unit(text: str, parse: bool) -> str:
    """Return a unit or an evidence word; `parse` asks the unit registry, which is slow to import."""
    if text in MISREAD_UNITS:
        reading, word = MISREAD_UNITS[text]
        raise CellFault(f"{text!r} would be read as {reading}. Write {word!r}.")
    if parse and text not in EVIDENCE_WORDS:
        from raad.quantities import units
        from raad.quantities.errors import BadUnit

        try:
            units.unit(text)
        except BadUnit:
            near = nearest(text, EVIDENCE_WORDS)
            raise CellFault(f"{text!r} is no unit.{near} Write for example 'ng/mL', '1/h', 'SMD'.") from None
    return text


def is_formula(text: str) -> bool:
    """Tell a printed formula such as "y=(a*x-b)" or "0.05*exp(-4*C)" from a wrong number."""
    try:
        tree = ast.parse(text.rpartition("=")[2].strip(), mode="eval")
    except (SyntaxError, ValueError):
        return False
    kinds = {type(node) for node in ast.walk(tree)}
    return ast.BinOp in kinds and ast.Name in kinds and bool(re.search(r"[*(]", text))


def value(text: str, unit: str, formula: bool) -> float | None:
    """Return a number, or None where the unit (or a formula) says that the value is text."""
    filled(text)
    if unit in TEXT_UNITS or (formula and is_formula(text)):
        return None
    found = number(text)
    if unit in FEW_VALUES and found not in FEW_VALUES[unit]:
        allowed = ", ".join(f"{v:g}" for v in FEW_VALUES[unit])
        raise CellFault(f"{text!r} is no {unit}. Write one of: {allowed}.")
    return found


def spread(text: str, kind: str) -> tuple[float, ...]:
    """Return no, one or two numbers, as the kind of spread asks."""
    if kind not in SPREAD_TYPES:  # noted at its own column
        return ()
    if kind == "none":
        if text:
            raise CellFault(f"{text!r} stands beside spread_type 'none'. Name its kind, or empty the cell.")
        return ()
    if kind in ONE_NUMBER_SPREADS:
        if not _NUMBER.fullmatch(text) or number(text) <= 0:
            raise CellFault(f"{text!r} is no {kind}. Write one number above 0.")
        return (number(text),)
    ends = [part.strip() for part in text.split(";")]
    if len(ends) != 2 or not all(_NUMBER.fullmatch(end) for end in ends):
        raise CellFault(f"{text!r} is no {kind}. Write 'low;high'.")
    low, high = number(ends[0]), number(ends[1])
    if low > high:
        raise CellFault(f"{text!r} is no {kind} (low is above high). Write 'low;high'.")
    return low, high
