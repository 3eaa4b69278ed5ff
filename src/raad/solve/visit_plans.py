"""Timetables while people are under way: what is left of one, what stops, and how a visit's lines join it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from raad.engine.timetable import Kind, Timetable
from raad.protocols import Regimen, Reset
from raad.solve.schedule import resolution


def change_now(place: int, mask: np.ndarray, values: np.ndarray, time: float) -> Timetable:
    """Return the lines that give a parameter or input of some people another value. (n_people,) each"""
    first = np.concatenate([[0], np.cumsum(mask)]).astype(np.int64)
    n = int(first[-1])
    return Timetable(
        first, np.full(n, time), np.full(n, int(Kind.CHANGE), np.int64), np.full(n, place, np.int64), values[mask]
    )


def before_resets(plan: Timetable, left: Timetable) -> Timetable:
    """Drop lines that lie behind a reset of what is left: a reset cancels what is pending, whoever has given it."""
    owner = owners(left)
    adds = np.zeros(len(left.time), bool)
    adds[1:] = left.kind[:-1] == Kind.KEEP  # the reset within a steady state that is added to what was there
    first_reset = np.full(len(left), np.inf)
    resets = (left.kind == Kind.RESET) & ~adds
    np.minimum.at(first_reset, owner[resets], left.time[resets])
    of_plan = owners(plan)
    return some(plan, of_plan, plan.time < first_reset[of_plan])


def left_of(journey: Any) -> Timetable:
    """Return the lines that have not happened yet."""
    plan = journey.timetable
    owner = owners(plan)
    return some(plan, owner, np.arange(len(plan.time)) >= journey.line[owner])


def without(plan: Timetable, people: np.ndarray) -> Timetable:
    """Return a timetable without the lines of some people. (n_people,)"""
    owner = owners(plan)
    return some(plan, owner, ~people[owner])


def still_to_come(plan: Timetable, people: np.ndarray, now: float) -> Timetable:
    """Return the lines of some people from a time on. (n_people,), [h]"""
    owner = owners(plan)
    return some(plan, owner, people[owner] & (rising(plan) >= now - resolution(now)))


def begun(regimen: Regimen, now: float) -> Regimen:
    """Return a regimen with those doses only that have begun before a time [h]; all pieces of such a dose stay.

    Examples
    --------
    >>> from raad.protocols import dose
    >>> begun(Regimen((dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7),)), 168).times
    (0.0, 84.0)
    """
    kept: list[Any] = []
    for one in regimen.doses:
        if isinstance(one, Reset):
            kept.append(one)
        elif count := sum(time < now - resolution(now) for time in one.times):
            kept.append(replace(one, additional=count - 1))
    return Regimen(tuple(kept))


def owners(plan: Timetable) -> np.ndarray:
    """Return the person of each line. (n_lines,)"""
    return np.repeat(np.arange(len(plan)), np.diff(plan.first))


def some(plan: Timetable, owner: np.ndarray, keep: np.ndarray) -> Timetable:
    """Return some lines of a timetable; `owner` is the person of each line. (n_lines,)"""
    counts = np.bincount(owner[keep], minlength=len(plan))
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Timetable(first, plan.time[keep], plan.kind[keep], plan.index[keep], plan.value[keep])


def merged(plans: Sequence[Timetable]) -> Timetable:
    """Put several timetables of the same people together: by time, and at one time in the order of the plans."""
    people = len(plans[0])
    owner = np.concatenate([np.repeat(np.arange(people), np.diff(p.first)) for p in plans])
    time = np.concatenate([p.time for p in plans])
    # Cycles of a steady state go back in time; a line counts as late as the latest before it.
    late = np.concatenate([rising(p) for p in plans])
    order = np.lexsort((np.arange(len(time)), late, owner))
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=people))]).astype(np.int64)
    kind, index, value = (np.concatenate([getattr(p, n) for p in plans])[order] for n in ("kind", "index", "value"))
    return Timetable(first, time[order], kind, index, value)


def rising(plan: Timetable) -> np.ndarray:
    """Return the running maximum of each person's times."""
    late = plan.time.copy()
    falls = np.flatnonzero(np.diff(late) < 0) + 1
    for person in np.unique(np.searchsorted(plan.first, np.setdiff1d(falls, plan.first), side="right") - 1):
        own = slice(plan.first[person], plan.first[person + 1])
        late[own] = np.maximum.accumulate(late[own])
    return late
