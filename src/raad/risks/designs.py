"""Designs: arms of trials whose counts are met, what was given in them, and which of their counts set a number here."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from raad.protocols import Regimen, dose
from raad.protocols.calendars import course
from raad.risks.sessions import WATCHED

CALIBRATION, OVERLAP, VALIDATION = "calibration", "overlap", "validation"
_CLINIC, _LONGEST = "induction_then_maintenance", 104  # weeks
_VISIT = 84.0  # h; half a week after the last session of a clinic the count ends


@dataclass(frozen=True, slots=True)
class Design:
    """An arm of a trial.

    Parameters
    ----------
    study_id, arm
        As in observations.csv.
    given
        A line of given.csv: what was given, "none" for visits without drug.
    sessions
        How many.
    terms
        "grouped" where symptoms are counted with related terms.
    fits, derived
        Endpoints whose counts `raad calibrate told-events` is fitted to, and those that set another number.
    within
        A pool that holds these people too, so that its counts are not independent of theirs.
    """

    study_id: str
    arm: str
    given: str
    sessions: int
    terms: str
    fits: tuple[str, ...]
    derived: tuple[str, ...]
    within: str
    why: str

    def kind(self, endpoint: str) -> str:
        """Say what meeting a count shows: a number was set by it, its people stand in such a count, or neither.

        Examples
        --------
        >>> one = designs()[0]
        >>> one.kind("nausea"), one.kind("anxiety")
        ('calibration', 'validation')
        """
        if endpoint in (*self.fits, *self.derived):
            return CALIBRATION
        return OVERLAP if self.within else VALIDATION

    def regimen(self) -> tuple[Regimen, float]:
        """Return doses and length of a design [h]; visits without drug are those of a spray that is not simulated.

        Examples
        --------
        >>> regimen, until = designs()[1].regimen()
        >>> len(regimen.times), until
        (4, 336.0)
        """
        said = _given()[self.given]
        first = {"AMT": said["first"], **({"DUR": said["duration"]} if said["duration"] else {})}
        if said["interval"]:
            starts = ["0 h", *([said["again"]] if said["again"] else [])]
            repeat = {"II": said["interval"], "ADDL": int(said["count"]) - 1}
            blocks = tuple(dose(said["drug"], said["route"], TIME=t, **first, **repeat) for t in starts)
            regimen = Regimen(blocks)
            return regimen, max(regimen.times) + (blocks[0].duration_h(0.0) or 0.0) + _VISIT
        later = dose(said["drug"], said["route"], **{**first, "AMT": said["later"]})
        amount = dose(said["drug"], said["route"], **first).amount
        whole = course(_CLINIC, later, _LONGEST, amount)
        sprays = Regimen(whole.doses[: self.sessions])
        return sprays, max(sprays.times) + max(_VISIT, WATCHED)


@lru_cache(maxsize=1)
def designs() -> tuple[Design, ...]:
    """Return the designs of the arms that are scored.

    Examples
    --------
    >>> designs()[1].given, designs()[1].sessions
    ('28', 4)
    """
    found = []
    for row in _rows("designs.csv"):
        lists: dict[str, Any] = {name: tuple(row[name].split("|")) if row[name] else () for name in ("fits", "derived")}
        found.append(Design(**{**row, **lists, "sessions": int(row["sessions"])}))
    return tuple(found)


@lru_cache(maxsize=1)
def _given() -> dict[str, dict[str, str]]:
    return {row["given"]: row for row in _rows("given.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("raad.risks").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
