"""The records that the step loop works on: what is shared by all people, and what one row of lanes holds.

Field by field they are arrays and numbers of eight bytes each; `layout` says how long each array is, so that
Python can make them. The annotations are words of the lane language.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

import numpy as np

from raad.engine.language.words import Int, Ints, Lanes, Real, Reals

# Rows of `Work.clock`, one number in each lane.
T, STEP, STOP, FRESH, SEATED, TAKEN, ARRIVED, WISH, CYCLING, LOW, DRIFT, CLOCK_SIZE = range(12)
# Places in a person's row of `Load.shelf`, after y, peak, rate, count and p.
SHELF_T, SHELF_STEP, SHELF_SIZE = 0, 1, 2
# What is kept of each watched value: `watching.py` says what they are.
MOST, MOST_AT, LEAST, LEAST_AT, AREA, ABOVE, LATEST, WATCH_SIZE = range(8)
# Why a person was given up.
FINE, NOT_A_NUMBER, BUDGET, NO_STEADY_STATE, BELOW_ZERO, NO_REST = range(6)
# Rows of the clock that `settling.py` uses for itself.
SIZE, PREVIOUS = FRESH, STOP


class Load:
    """What all people share; read by every thread, each person's rows written by one.

    shelf: state of each person between two calls: y, peak, rate, count, p, clock (people x n_shelf).
    hold: 1 when lines at a person's end wait for the next call, so that a visit may still change them.
    line, row: where each person stands in the timetable and among its records.
    record_time, record_held: when to record, and whether a line of the timetable says so instead.
    records, changed: what was recorded: states, and those parameters that change (rows x n, rows x n_changing).
    """

    n: Int
    n_slow: Int
    n_hoisted: Int
    n_shelf: Int
    rtol: Real
    atol: Real
    floor: Real
    budget: Int
    hold: Int
    entry: Reals
    shelf: Reals
    end: Reals
    line: Ints
    line_end: Ints
    time: Reals
    kind: Ints
    index: Ints
    value: Reals
    row: Ints
    row_end: Ints
    record_time: Reals
    record_held: Ints
    records: Reals
    n_changing: Int
    changing: Ints
    changed: Reals
    n_watch: Int
    threshold: Reals
    since: Reals
    until: Reals
    watch: Reals
    signed: Ints
    status: Ints
    culprit: Ints
    when: Reals
    steps: Ints
    rejected: Ints


class Rest:
    """People whose rest is sought: `state` holds where each begins, and its rest when `settle` is done."""

    people: Int
    n: Int
    n_slow: Int
    tries: Int
    hours: Real
    tolerance: Real
    state: Reals
    slow: Reals
    signed: Ints
    status: Ints
    culprit: Ints


class Rows:
    """Recorded states, the person of each, and the outputs that are wanted of them (rows x n_wanted)."""

    rows: Int
    n: Int
    n_slow: Int
    state: Reals
    slow: Reals
    owner: Ints
    n_changing: Int
    changing: Ints
    changed: Reals
    n_wanted: Int
    wanted: Ints
    out: Reals


class Work:
    """What one row of lanes works with: each array has one number in each lane, unless it is said otherwise.

    next, last, skip: people still to be taken by this row of lanes.
    """

    next: Int
    last: Int
    skip: Int
    seated: Int
    stale: Int
    y: Lanes
    new: Lanes
    stage: Lanes
    u: Lanes
    slope: Lanes
    jacobian: Lanes
    factors: Lanes
    p: Lanes
    q: Lanes
    rate: Lanes
    count: Lanes
    peak: Lanes
    kept: Lanes
    before: Lanes
    dense: Lanes
    shift: Lanes
    off: Lanes
    clock: Lanes
    out: Lanes
    seen: Lanes
    watch: Lanes
    person: Ints
    cycle: Ints
    cycles: Ints


def layout(sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the length of each array of :class:`Work`, in numbers per lane."""
    n = sizes["n"]
    return {
        "y": n, "new": n, "stage": n, "u": 8 * n, "slope": n, "jacobian": sizes["n_jacobian"],
        "factors": sizes["n_factor"], "p": sizes["n_slow"], "q": sizes["n_hoisted"], "rate": n, "count": n,
        "peak": n, "kept": n, "before": n, "dense": 3 * n, "shift": 1, "off": 1, "clock": CLOCK_SIZE,
        "out": sizes["n_outputs"], "seen": 5 * sizes["n_watch"], "watch": WATCH_SIZE * sizes["n_watch"],
    }  # fmt: skip


class Record:
    """A record in memory, filled from Python; keeps its arrays alive.

    Parameters
    ----------
    kind
        :class:`Load` or :class:`Work`.
    values
        A number or an array for every field.
    """

    def __init__(self, kind: type, values: Mapping[str, Any]) -> None:
        fields = list(kind.__annotations__)
        if missing := set(fields) ^ set(values):
            raise KeyError(f"{kind.__name__}: {sorted(missing)}")
        self.arrays = dict(values)
        self.memory = (ctypes.c_int64 * len(fields))()
        for place, name in enumerate(fields):
            value = values[name]
            if isinstance(value, np.ndarray):
                self.memory[place] = value.ctypes.data
            elif kind.__annotations__[name] == "Real":
                self.memory[place] = int(np.float64(value).view(np.int64))
            else:
                self.memory[place] = int(value)

    @property
    def address(self) -> int:
        """Where the record lies."""
        return ctypes.addressof(self.memory)


def lanes_array(length: int, width: int) -> np.ndarray:
    """Return zeros for `length` entries of all lanes, aligned for vector loads. (length, width)"""
    raw = np.zeros(length * width + 8)
    start = (-raw.ctypes.data // 8) % 8
    return raw[start : start + length * width].reshape(length, width)


def work(sizes: Mapping[str, int], width: int, first: int, last: int, skip: int = 1) -> Record:
    """Make the record of one row of lanes.

    Parameters
    ----------
    sizes
        Lengths of a compiled system, and `n_watch`.
    width
        Lanes.
    first, last, skip
        People that it takes: first, first + skip, ... below last.
    """
    arrays: dict[str, Any] = {name: lanes_array(length, width) for name, length in layout(sizes).items()}
    whole = {name: np.full(width, -1, np.int64) for name in ("person", "cycle", "cycles")}
    numbers = {"next": first, "last": last, "skip": skip, "seated": 0, "stale": 0}
    return Record(Work, {**numbers, **arrays, **whole})
