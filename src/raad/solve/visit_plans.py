"""Timetables while people are under way: what is left of one, what stops, and how a visit's lines join it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from raad.engine.timetable import Kind, Timetable


def change_now(place: int, mask: np.ndarray, values: np.ndarray, time: float) -> Timetable:
    """Return the lines that give a parameter or input of some people another value. (n_people,) each"""
    first = np.concatenate([[0], np.cumsum(mask)]).astype(np.int64)
    n = int(first[-1])
    return Timetable(
        first, np.full(n, time), np.full(n, int(Kind.CHANGE), np.int64), np.full(n, place, np.int64), values[mask]
    )


def before_resets(plan: Timetable, left: Timetable) -> Timetable:
    """Drop lines that lie behind a reset of what is left: a reset cancels what is pending, whoever has given it."""
    owner = np.repeat(np.arange(len(left)), np.diff(left.first))
    adds = np.zeros(len(left.time), bool)
    adds[1:] = left.kind[:-1] == Kind.KEEP  # the reset within a steady state that is added to what was there
    first_reset = np.full(len(left), np.inf)
    resets = (left.kind == Kind.RESET) & ~adds
    np.minimum.at(first_reset, owner[resets], left.time[resets])
    of_plan = np.repeat(np.arange(len(plan)), np.diff(plan.first))
    return some(plan, of_plan, plan.time < first_reset[of_plan])


def left_of(journey: Any, stopped: np.ndarray | None) -> Timetable:
    """Return the lines that have not happened yet; of people who stop, only the ends of running infusions."""
    plan = journey.timetable
    owner = np.repeat(np.arange(len(plan)), np.diff(plan.first))
    keep = np.arange(len(plan.time)) >= journey.line[owner]
    if stopped is not None and stopped.any():
        # An infusion runs when its START has happened: its STOP stands, as do changes and records.
        running = journey.shelf[:, 3 * journey.n : 4 * journey.n]
        started = ends_of_running(plan, owner, keep & (running[owner, plan.index % journey.n] > 0))
        other = (plan.kind == Kind.CHANGE) | (plan.kind == Kind.RECORD)
        keep &= ~stopped[owner] | other | started
    return some(plan, owner, keep)


def ends_of_running(plan: Timetable, owner: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Mark the STOP lines of infusions that run now: of each person, state and rate, those without a START to come.

    Infusions of one rate end in the order in which they began.
    """
    marked = np.zeros(len(plan.time), bool)
    places = np.flatnonzero(left & ((plan.kind == Kind.STOP) | (plan.kind == Kind.START)))
    ends = plan.kind[places] == Kind.STOP
    columns = np.stack([owner[places], plan.index[places], plan.value[places]])
    key = np.unique(columns, axis=1, return_inverse=True)[1].ravel()
    count = np.bincount(key, weights=np.where(ends, 1, -1))
    places, key = places[ends], key[ends]
    order = np.argsort(key, kind="stable")
    first = np.searchsorted(key[order], key[order], side="left")
    marked[places[order][np.arange(len(order)) - first < count[key[order]]]] = True
    return marked


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
    late = np.concatenate([_rising(p) for p in plans])
    order = np.lexsort((np.arange(len(time)), late, owner))
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=people))]).astype(np.int64)
    kind, index, value = (np.concatenate([getattr(p, n) for p in plans])[order] for n in ("kind", "index", "value"))
    return Timetable(first, time[order], kind, index, value)


def _rising(plan: Timetable) -> np.ndarray:
    """Return the running maximum of each person's times."""
    late = plan.time.copy()
    falls = np.flatnonzero(np.diff(late) < 0) + 1
    for person in np.unique(np.searchsorted(plan.first, np.setdiff1d(falls, plan.first), side="right") - 1):
        own = slice(plan.first[person], plan.first[person + 1])
        late[own] = np.maximum.accumulate(late[own])
    return late
