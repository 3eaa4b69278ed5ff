"""A steady state: one period of a dose that has been given for ever, and what of it is still on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from raad.engine.timetable import Kind
from raad.solve.schedule import resolution

# An infusion that has run for ever is followed in pieces of this length until nothing moves any more. [h]
LONG = 1e4
MOST_CYCLES = 10_000


class Line(NamedTuple):
    """A line of a timetable; its value is `scale` times the number in `slot`, or `scale` alone without a slot.

    The numbers of inflow k are its amount, in slot 2 k, and its rate, in slot 2 k + 1.
    """

    time: float
    kind: Kind
    place: int = 0  # of the state or input; of a cycle, its most repeats; of a record, its number
    slot: int = -1
    scale: float = 1.0


class Inflow(NamedTuple):
    """The timing of a flow in one pattern of events: where, how long after the record [h], for how long [h]."""

    number: int
    place: int  # of the state
    offset: float
    lasts: float


def cycle(time: float, period: float, inflows: Sequence[Inflow]) -> list[Line]:
    """Return the lines that lead to the steady state before a dose: one period that ends at `time`. [h]

    Infusions longer than the period overlap: as many as fit whole run all the time, the rest of the last comes
    and goes once a period. With a lag the doses of the period enter later in it.
    """
    start, near = time - period, resolution(time)
    inside: list[Line] = []
    for one in inflows:
        phase = one.offset % period
        phase = 0.0 if min(phase, period - phase) <= near else phase
        begin = start + phase
        if one.lasts <= 2 * near:
            inside.append(Line(begin, Kind.BOLUS, one.place, 2 * one.number))
            continue
        whole = int((one.lasts + near) // period)
        rest = one.lasts - whole * period
        spans = [(start, time, float(whole))] if whole else []
        if rest > 2 * near:
            end = begin + rest
            spans += [(begin, min(end, time), 1.0)] if end <= time + near else [
                (start, end - period, 1.0), (begin, time, 1.0),
            ]  # fmt: skip
        for first, last, scale in spans:
            inside.append(Line(first, Kind.START, one.place, 2 * one.number + 1, scale))
            inside.append(Line(last, Kind.STOP, one.place, 2 * one.number + 1, scale))
    return _repeated(time, period, inside)


def endless(time: float, inflow: Inflow) -> list[Line]:
    """Return the lines that lead to the steady state of an infusion that has run for ever until `time`. [h]"""
    slot = 2 * inflow.number + 1
    running = [Line(time - LONG, Kind.START, inflow.place, slot), Line(time, Kind.STOP, inflow.place, slot)]
    return _repeated(time, LONG, running)


def _repeated(time: float, period: float, inside: list[Line]) -> list[Line]:
    ordered = sorted(inside, key=lambda line: (line.time, line.kind))
    return [Line(time, Kind.CYCLE, MOST_CYCLES, scale=period), *ordered, Line(time, Kind.REPEAT)]


def implied(time: float, period: float, offset: float, lasts: float) -> Iterator[float]:
    """Yield when earlier doses of a steady state entered or will enter, of those that matter after `time`. [h]

    Those are infusions that still run, and doses with a lag of more than a period that are still on their way.
    """
    near, count = resolution(time), 1
    while True:
        entry = time + offset - count * period
        if entry < time - near and entry + lasts <= time + 2 * near:
            return
        yield time if abs(entry - time) <= near else entry
        count += 1
