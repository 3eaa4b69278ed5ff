"""The order of events of one person: doses, resets, steady states, changing inputs and observations."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
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


_JUMPS = (Kind.BOLUS, Kind.CHANGE, Kind.RESET, Kind.KEEP)  # a steady state begins with one of the last two


class _Happening(NamedTuple):
    time: float
    phase: int
    row: int
    lines: Callable[[float], Sequence[Line]]
    ends_earlier: bool = False  # whether what earlier rows still have to come is cancelled
    restarts: bool = False  # whether infusions that ran before go on


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
    found = [_Happening(line.time, _CHANGES, -1, _simply(line)) for line in changes]
    for number, row in enumerate(rows):
        found += _happenings(row, number, inflows)
    return _walk(_one_time(sorted(found, key=lambda h: h.time)))


def _simply(line: Line) -> Callable[[float], Sequence[Line]]:
    return lambda time: (line._replace(time=time),)


def _happenings(row: Row, number: int, inflows: Mapping[int, Sequence[Inflow]]) -> Iterator[_Happening]:
    for line in row.before:
        yield _Happening(row.time, _ROWS, number, _simply(line))
    for line in row.after:
        yield _Happening(row.time, _AFTER, number, _simply(line))
    if row.observation is not None:
        yield _Happening(row.time, _ROWS, number, _simply(Line(0.0, Kind.RECORD, row.observation)))
    if row.record is None:
        return
    given, parts = row.record, inflows.get(row.record.place, ())
    if given.reset:
        yield _Happening(row.time, _ROWS, number, _simply(Line(0.0, Kind.RESET)), ends_earlier=True)
        return
    if given.steady_state:
        added = given.steady_state == 2
        yield _Happening(row.time, _ROWS, number, _steady(given, parts), ends_earlier=not added, restarts=added)
    if given.endless:
        return
    for one in parts:
        if given.steady_state and given.interval:
            for entry in implied(row.time, given.interval, one.offset, one.lasts):
                yield from _enters(one, entry, number, _ROWS if entry <= row.time else _IMPLIED, late=row.time)
        for k, start in enumerate(given.times):
            at_once = k == 0 and one.offset <= resolution(start)
            yield from _enters(one, start + one.offset, number, _ROWS if at_once else _IMPLIED)


def _enters(one: Inflow, time: float, row: int, phase: int, late: float | None = None) -> Iterator[_Happening]:
    """Yield the entry of a dose; of an infusion that began before `late`, the part after it. [h]"""
    begin = time if late is None else max(time, late)
    if one.lasts <= 2 * resolution(time):
        yield _Happening(begin, phase, row, _simply(Line(0.0, Kind.BOLUS, one.place, 2 * one.number)))
        return
    slot = 2 * one.number + 1
    yield _Happening(begin, phase, row, _simply(Line(0.0, Kind.START, one.place, slot)))
    yield _Happening(time + one.lasts, _STOPS, row, _simply(Line(0.0, Kind.STOP, one.place, slot)))


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
    for one in happenings:
        same = found and one.time - found[-1].time <= resolution(one.time)
        found.append(one._replace(time=found[-1].time) if same else one)
    return sorted(found, key=lambda h: (h.time, h.phase, h.row))  # stable: within a row as it was put in


def _walk(happenings: Sequence[_Happening]) -> list[Line]:
    """Follow what runs; leave out what a reset or a new steady state has cancelled."""
    found: list[Line] = []
    running: list[Line] = []
    since, jumped = -1, -math.inf  # row of the last reset, and time of the last jump
    for one in happenings:
        if one.row < since and one.phase in (_STOPS, _IMPLIED):
            continue
        lines = one.lines(one.time)
        if lines[0].kind is Kind.RECORD and jumped < one.time:
            continue  # nothing has moved since the record that is written before all lines of a time
        found += lines
        if lines[0].kind in _JUMPS:
            jumped = one.time
        if one.ends_earlier:
            since = one.row
            running.clear()
        elif one.restarts:
            found += [line._replace(time=one.time) for line in running]
        elif lines[0].kind is Kind.START:
            running.append(lines[0])
        elif lines[0].kind is Kind.STOP:
            running.remove(next(r for r in running if r[2:] == lines[0][2:]))
    return found
