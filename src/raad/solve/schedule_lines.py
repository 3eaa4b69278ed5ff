"""The order of events of one person: doses, resets, steady states, changing inputs and observations."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from raad.engine.timetable import Kind
from raad.protocols.record import Record
from raad.solve.schedule import resolution
from raad.solve.schedule_steady import Inflow, Line, cycle, endless, implied


class Row(NamedTuple):
    """A row of an event table, or a record of a regimen: at one time, rows count in the order of the table."""

    time: float
    record: Record | None = None  # what is given
    observation: int | None = None  # number of the observation
    before: tuple[Line, ...] = ()  # inputs that change just before
    after: tuple[Line, ...] = ()  # inputs that change for what follows all rows of this time


# At one time: infusions end, inputs change, additional and lagged doses enter, rows are taken, inputs change.
_STOPS, _CHANGES, _IMPLIED, _ROWS, _AFTER = range(5)


_BOLUS, _CHANGE, _RESET, _RECORD = Kind.BOLUS, Kind.CHANGE, Kind.RESET, Kind.RECORD
_START, _STOP = Kind.START, Kind.STOP
Steady = Callable[[float], Sequence[Line]]
# What happens, as plain tuples, because a table has millions: time, phase, number of the row, a line or the lines
# of a steady state, whether what earlier rows still have to come is cancelled, whether infusions go on after it.
_Happening = tuple[float, int, int, Line | None, Steady | None, bool, bool]


def lines_of(rows: Sequence[Row], inflows: Mapping[int, Sequence[Inflow]], changes: Sequence[Line] = ()) -> list[Line]:
    """Put everything that happens to a person in order.

    Parameters
    ----------
    rows
        In order of time, and at one time in the order in which they count.
    inflows
        Timing of what each record puts where, by the place of the record.
    changes
        Inputs that change by themselves.

    Returns
    -------
    list of Line
        In the order in which they are to be taken. Times that differ by rounding only are one time.
    """
    found: list[_Happening] = [(line.time, _CHANGES, -1, line, None, False, False) for line in changes]
    for number, row in enumerate(rows):
        _happenings(found, row, number, inflows)
    return _walk(_one_time(sorted(found, key=itemgetter(0))))


def _happenings(found: list[_Happening], row: Row, number: int, inflows: Mapping[int, Sequence[Inflow]]) -> None:
    """Add what a row brings."""
    now = row.time
    found += [(now, _ROWS, number, line, None, False, False) for line in row.before]
    found += [(now, _AFTER, number, line, None, False, False) for line in row.after]
    if row.observation is not None:
        found.append((now, _ROWS, number, Line(now, _RECORD, row.observation), None, False, False))
    if row.record is None:
        return
    given, parts = row.record, inflows.get(row.record.place, ())
    if given.reset:
        found.append((now, _ROWS, number, Line(now, _RESET), None, True, False))
        return
    if given.steady_state:
        added = given.steady_state == 2
        found.append((now, _ROWS, number, None, _steady(given, parts), not added, added))
    if given.endless:
        return
    for one in parts:
        if given.steady_state and given.interval:
            for entry in implied(now, given.interval, one.offset, one.lasts):
                phase = _ROWS if entry <= now else _IMPLIED
                _enters(found, one, entry, max(entry, now), number, phase)
        for k, start in enumerate(given.times):
            at_once = k == 0 and one.offset <= resolution(start)
            entry = start + one.offset
            _enters(found, one, entry, entry, number, _ROWS if at_once else _IMPLIED)


def _enters(found: list[_Happening], one: Inflow, time: float, begin: float, row: int, phase: int) -> None:
    """Add the entry of a dose; of an infusion that began earlier than `begin`, the part after it. [h]"""
    number, place, _, lasts = one
    if lasts <= 2 * resolution(time):
        found.append((begin, phase, row, Line(begin, _BOLUS, place, 2 * number), None, False, False))
        return
    slot, end = 2 * number + 1, time + lasts
    found.append((begin, phase, row, Line(begin, _START, place, slot), None, False, False))
    found.append((end, _STOPS, row, Line(end, _STOP, place, slot), None, False, False))


def _steady(given: Record, parts: Sequence[Inflow]) -> Callable[[float], Sequence[Line]]:
    def lines(time: float) -> Sequence[Line]:
        period = endless(time, parts[0]) if given.endless else cycle(time, given.interval or 0.0, parts)
        if given.steady_state == 2:
            return [Line(time, Kind.KEEP), Line(time, Kind.RESET), *period, Line(time, Kind.ADD_KEPT)]
        return [Line(time, Kind.RESET), *period]

    return lines


def _one_time(happenings: Sequence[_Happening]) -> list[_Happening]:
    """Give what differs by rounding alone one time, and sort each time by phase and row."""
    found: list[_Happening] = []
    last = -math.inf
    for one in happenings:
        time = one[0]
        if time != last:
            if time - last <= resolution(time):
                found.append((last, *one[1:]))
                continue
            last = time
        found.append(one)
    return sorted(found, key=itemgetter(0, 1, 2))  # stable: within a row as it was put in


def _walk(happenings: Sequence[_Happening]) -> list[Line]:
    """Follow what runs; leave out what a reset or a new steady state has cancelled."""
    found: list[Line] = []
    running: list[Line] = []
    counts = any(one[6] for one in happenings)  # whether it matters what runs
    since, jumped = -1, -math.inf  # row of the last reset, and time of the last jump
    for time, phase, row, given, steady, ends_earlier, restarts in happenings:
        if row < since and phase in (_STOPS, _IMPLIED):
            continue
        if given is None:
            found += steady(time) if steady else ()
            jumped = time
        else:
            kind = given.kind
            if kind is _RECORD and jumped < time:
                continue  # nothing has moved since the record that is written before all lines of a time
            line = given if given.time == time else given._replace(time=time)
            found.append(line)
            if kind is _BOLUS or kind is _CHANGE or kind is _RESET:
                jumped = time
            elif counts and kind is _START:
                running.append(line)
            elif counts and kind is _STOP:
                begun = next((r for r in running if r[2:] == line[2:]), None)
                if begun is None:
                    found.pop()  # what would end here has been cancelled
                else:
                    running.remove(begun)
        if ends_earlier:
            since = row
            running.clear()
        elif restarts:
            found += [line._replace(time=time) for line in running]
    return found
