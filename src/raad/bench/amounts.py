"""Numbers in free text: doses, routes, repeats and times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from raad.bench.phrases import plain, spot
from raad.evidence.words import HOURS_IN

_NUMBER = r"(\d+(?:\.\d+)?)"
_RANGE = _NUMBER + r"(?:\s*(?:-|to)\s*" + _NUMBER + r")?"
_DOSE = re.compile(_RANGE + r"\s*(mg/kg|mg|ug/kg|g)(?![a-z/])")
_REPEATS = re.compile(r"(?<![a-z0-9])(?:x\s*(\d+)|(\d+)\s*(?:x|doses|infusions|injections))(?![a-z0-9])")
_UNITS = {
    **{u: "min" for u in ("min", "mins", "minute", "minutes")},
    **{u: "h" for u in ("h", "hr", "hrs", "hour", "hours")},
    **{u: "d" for u in ("d", "day", "days")},
    **{u: "week" for u in ("wk", "wks", "w", "week", "weeks")},
    **{u: "month" for u in ("month", "months")},
}
_TIME = re.compile(_RANGE + r"\s*-?(" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")(?![a-z])")
_DAY = re.compile(r"(?<![a-z0-9])(day|week|hour)s?\s+" + _NUMBER)
_SHORT_DAY = re.compile(r"(?<![a-z0-9])d(\d+)(?![a-z0-9])")
ROUTES = {
    "i.p.": "ip", "ip": "ip", "intraperitoneal": "ip", "i.v.": "iv", "iv": "iv", "intravenous": "iv", "infusion": "iv",
    "s.c.": "sc", "sc": "sc", "subcutaneous": "sc", "i.m.": "im", "im": "im", "intramuscular": "im", "p.o.": "oral",
    "po": "oral", "oral": "oral", "orally": "oral", "by mouth": "oral", "intranasal": "nasal", "nasal": "nasal",
    "sublingual": "sublingual", "i.c.v.": "icv", "icv": "icv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A dose as a text gives it, such as 10 mg/kg."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the dose of a text; both ends of a range.

    Examples
    --------
    >>> [str(a) for a in amounts("HNK 20-40 mg/kg")], amounts("ketamine 0.5 uM")
    (['20 mg/kg', '40 mg/kg'], ())
    """
    found = _DOSE.search(plain(text))
    if not found:
        return ()
    scale, unit = {"g": (1000.0, "mg"), "ug/kg": (0.001, "mg/kg")}.get(found[3], (1.0, found[3]))
    return tuple(Amount(float(v) * scale, unit) for v in dict.fromkeys(found.group(1, 2)) if v)


def repeats(text: str) -> int:
    """Return how many doses a text speaks of.

    Examples
    --------
    >>> repeats("ketamine 0.5 mg/kg x4"), repeats("ketamine")
    (4, 1)
    """
    found = _REPEATS.search(plain(text))
    return int(found[1] or found[2]) if found else 1


def route(text: str) -> str:
    """Return the route that a text names, or nothing.

    Examples
    --------
    >>> route("ketamine 25 mg/kg s.c.")
    'sc'
    """
    found = spot(plain(text), list(ROUTES.items()))
    return found[0].meaning if found else ""


def hours(text: str, words: Iterable[tuple[str, float]] = ()) -> tuple[float, ...]:
    """Return the times of a text in hours: numbers with units, both ends of ranges, and words of a table. [h]

    A range that starts with 0 counts with its end: nothing has happened at 0.

    Examples
    --------
    >>> hours("30 min; 24 h"), hours("1-7 d"), hours("24 h to days", [("days", 72.0)]), hours("MADRS day 1")
    ((0.5, 24.0), (24.0, 168.0), (24.0, 72.0), (24.0,))
    """
    text, found = plain(text), []
    for hit in _TIME.finditer(text):
        one = HOURS_IN[_UNITS[hit[3]]]
        found += [float(v) * one for v in hit.group(1, 2) if v and float(v) > 0]
    rest = _TIME.sub(lambda hit: " " * len(hit[0]), text)
    for hit in _DAY.finditer(rest):
        found.append(float(hit[2]) * HOURS_IN[_UNITS[hit[1]]])
    rest = _DAY.sub(lambda hit: " " * len(hit[0]), rest)
    found += [float(hit[1]) * HOURS_IN["d"] for hit in _SHORT_DAY.finditer(rest)]
    found += [one.meaning for one in spot(rest, words)]
    return tuple(sorted(set(found)))
