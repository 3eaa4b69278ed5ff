"""Calendars: schedules of labels by name, such as twice weekly for four weeks and then weekly."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from raad.protocols.dose import Dose
from raad.protocols.regimen import Regimen
from raad.quantities.errors import BadInput, unknown

HOURS_IN_WEEK = 168.0


@dataclass(frozen=True, slots=True)
class Phase:
    """Weeks of a calendar with one rhythm: from which week to which (None: no end), every how many weeks, and when
    in such a week. (n_sessions,) [h]"""

    first_week: int
    last_week: int | None
    every_weeks: int
    hours: tuple[float, ...]


@lru_cache(maxsize=1)
def calendars() -> dict[str, tuple[Phase, ...]]:
    """Return the phases of each calendar by its name.

    Examples
    --------
    >>> [phase.first_week for phase in calendars()["induction_then_maintenance"]]
    [1, 5, 9]
    """
    found: dict[str, tuple[Phase, ...]] = {}
    text = files("raad.protocols").joinpath("calendars.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        last = int(row["last_week"]) if row["last_week"] else None
        hours = tuple(float(hour) for hour in row["hours"].split(";"))
        phase = Phase(int(row["first_week"]), last, int(row["every_weeks"]), hours)
        found[row["calendar"]] = (*found.get(row["calendar"], ()), phase)
    return found


def weeks_before(calendar: str) -> int:
    """Return how many weeks of treatment a calendar takes as done.

    Examples
    --------
    >>> weeks_before("maintenance_weekly")
    8
    """
    return _phases(calendar)[0].first_week - 1


def times(calendar: str, weeks: int) -> tuple[float, ...]:
    """Return the start of each session of a calendar from its own first week on. (n_sessions,) [h]

    Raises
    ------
    UnknownName, BadInput
        If there is no such calendar, or it is over before the course is.

    Examples
    --------
    >>> times("maintenance_every_two_weeks", 6)
    (0.0, 336.0, 672.0)
    >>> len(times("induction_then_maintenance", 12))
    16
    """
    last = _phases(calendar)[-1].last_week
    longest = None if last is None else last - weeks_before(calendar)
    if weeks < 1 or (longest is not None and weeks > longest):
        ends = f"; {calendar} has {longest}" if longest else ""
        raise BadInput(f"weeks is {weeks}{ends}. Give 1 to {longest or 'as many as you like'}.")
    return tuple(_times(calendar, weeks))


def _times(calendar: str, weeks: int) -> Iterator[float]:
    before = weeks_before(calendar)
    for phase in _phases(calendar):
        end = before + weeks if phase.last_week is None else min(phase.last_week, before + weeks)
        for week in range(phase.first_week, end + 1, phase.every_weeks):
            yield from ((week - 1 - before) * HOURS_IN_WEEK + hour for hour in phase.hours)


def _phases(calendar: str) -> tuple[Phase, ...]:
    if calendar not in calendars():
        raise unknown("calendar", calendar, calendars())
    return calendars()[calendar]


def course(calendar: str, first: Dose, weeks: int, first_amount: float | None = None) -> Regimen:
    """Return the doses of a calendar: like `first`, which says when the course begins.

    Parameters
    ----------
    calendar
        A name of `calendars`.
    first
        A dose without repeats.
    weeks
        Length of the course.
    first_amount
        Amount of the first dose, when it is another, in the unit of `first`. [mg] or [mg/kg]

    Examples
    --------
    >>> from raad.protocols import dose
    >>> regimen = course("induction", dose("esketamine", "nasal", AMT="84 mg"), weeks=4, first_amount=56)
    >>> len(regimen.times), regimen.doses[0].amount, regimen.doses[1].amount
    (8, 56.0, 84.0)
    """
    if first.interval is not None or first.additional or first.steady_state:
        raise BadInput("A calendar repeats a dose that does not repeat itself. Leave II, ADDL and SS out.")
    given = [replace(first, time=first.time + time) for time in times(calendar, weeks)]
    if first_amount is not None:
        given[0] = replace(given[0], amount=first_amount)
    return Regimen(tuple(given))
