"""The timetable of a cohort: people whose events come in the same order are scheduled together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.engine.timetable import Kind, Timetable
from raad.model.wiring import Model
from raad.protocols import Regimen
from raad.protocols.record import Record, same_for_all
from raad.quantities.errors import BadInput
from raad.solve.inputs import Inputs
from raad.solve.schedule_flows import Flow, People, flows_of, look_in, names_of
from raad.solve.schedule_lines import Row, lines_of
from raad.solve.schedule_steady import Inflow, Line


@dataclass(frozen=True)
class Schedule:
    """A timetable, and the people who cannot be given what was asked: by place, with the error that says why."""

    timetable: Timetable
    failures: dict[int, BadInput]


def timetable(model: Model, regimens: Sequence[Regimen], people: People, inputs: Inputs | None = None) -> Schedule:
    """Say what happens to everybody, and in what order.

    Parameters
    ----------
    model
        Whose states receive the doses.
    regimens
        One for each person; people with equal regimens are scheduled together. (n_people,)
    people
        What doses may depend on.
    inputs
        Checked inputs: name -> value, or name -> ((time [h], value), ...), the same for all.

    Returns
    -------
    Schedule
        People with a failure have no lines.

    Notes
    -----
    Where names give amounts only, and times are the same for all, the order of events is found once and the
    amounts are computed as arrays over people; each number is that of a person alone, to the last bit.
    """
    changes = changes_of(model, inputs or {})
    objects: dict[int, list[int]] = {}
    for i, regimen in enumerate(regimens):
        objects.setdefault(id(regimen), []).append(i)
    shared: dict[Regimen, list[int]] = {}  # found by object first, because a long regimen is slow to compare
    for who in objects.values():
        shared.setdefault(regimens[who[0]], []).extend(who)
    blocks: list[Block] = []
    failures: dict[int, BadInput] = {}
    for regimen, places in shared.items():
        who = sorted(places)
        together = len(who) > 1 and all(same_for_all(one, model.species) for one in regimen.doses)
        try:
            blocks += _together(model, regimen, people, np.array(who), changes, together)
        except BadInput as err:
            if len(who) == 1:
                failures[who[0]] = err
            else:  # somebody cannot be given it: find out who, one by one
                for i in who:
                    try:
                        blocks += _together(model, regimen, people, np.array([i]), changes, together=True)
                    except BadInput as one:
                        failures[i] = one
    return Schedule(joined(len(people), blocks), failures)


def molecular_weights(model: Model) -> Mapping[str, float]:
    """Return the molar masses that the model's parameters know. [g/mol]"""
    return names_of(model).weights


def changes_of(model: Model, inputs: Inputs) -> list[Line]:
    """Return the lines of inputs that change by themselves."""
    places = names_of(model).slow
    return [
        Line(float(time), Kind.CHANGE, places[name], scale=float(value))
        for name, steps in inputs.items() if not isinstance(steps, (int, float))
        for time, value in steps
    ]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Lines that some people share, and the numbers of each. (n_people, n_slots)"""

    who: np.ndarray
    lines: Sequence[Line]
    numbers: np.ndarray


def _together(
    model: Model, regimen: Regimen, people: People, who: np.ndarray, changes: Sequence[Line], together: bool
) -> list[Block]:
    if not together and len(who) > 1:
        return [b for i in who for b in _together(model, regimen, people, np.array([i]), changes, together=True)]
    some = people if len(who) == len(people) else people.some(who)  # a large cohort is not copied
    weight = float(some.weight[0]) if len(who) == 1 else some.weight
    records = regimen.records(weight, model.species, molecular_weights(model))
    look = look_in(model, some)
    flows = {record.place: flows_of(record, model, look) for record in records}
    flat = [flow for parts in flows.values() for flow in parts]
    timing = _columns([(f.offset, f.lasts) for f in flat], len(who))
    numbers = _columns([(f.amount, f.rate) for f in flat], len(who))
    rows = [Row(record.times[0], record) for record in records]
    return [
        Block(who[group], lines_of(rows, inflows_of(records, flows, timing[group[0]]), changes), numbers[group])
        for group in _alike(timing)
    ]


def _columns(pairs: Sequence[tuple[Any, Any]], n: int) -> np.ndarray:
    if n == 1:
        return np.array([[value for pair in pairs for value in pair]], dtype=float)
    table = np.empty((n, 2 * len(pairs)))
    for k, value in enumerate(value for pair in pairs for value in pair):
        table[:, k] = value
    return table


def _alike(timing: np.ndarray) -> list[np.ndarray]:
    """Group people whose doses enter at the same times and last as long."""
    if len(timing) == 1 or np.all(timing == timing[:1]):
        return [np.arange(len(timing))]
    _, group = np.unique(timing, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1)


def inflows_of(
    records: Sequence[Record], flows: Mapping[int, Sequence[Flow]], timing: np.ndarray
) -> dict[int, list[Inflow]]:
    """Return the timing of each record's flows for one person, from a row of offsets and lengths. (2 n_flows,)"""
    found: dict[int, list[Inflow]] = {}
    known, number = timing.tolist(), 0
    for record in records:
        for flow in flows[record.place]:
            offset, lasts = known[2 * number], known[2 * number + 1]
            found.setdefault(record.place, []).append(Inflow(number, flow.index, offset, lasts))
            number += 1
    return found


def joined(n_people: int, blocks: Sequence[Block]) -> Timetable:
    """Put the lines of everybody one after the other."""
    lengths = np.zeros(n_people, dtype=np.int64)
    for block in blocks:
        lengths[block.who] = len(block.lines)
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    time, value = np.empty(first[-1]), np.empty(first[-1])
    kind, index = np.empty(first[-1], dtype=np.int64), np.empty(first[-1], dtype=np.int64)
    alone = [block for block in blocks if len(block.who) == 1 and block.lines]
    for block in blocks:
        if len(block.who) > 1 and block.lines:
            place = first[block.who][:, None] + np.arange(len(block.lines))
            time[place], kind[place], index[place], slots, scales = _arrays(block.lines)
            known = np.concatenate([block.numbers, np.ones((len(block.who), 1))], axis=1)  # slot -1: the scale alone
            value[place] = known[:, slots] * scales
    if alone:  # all of them at once
        whose = np.repeat(np.arange(len(alone)), [len(block.lines) for block in alone])
        begin = np.array([block.who[0] for block in alone])[whose]
        place = first[begin] + np.arange(len(whose)) - np.searchsorted(whose, whose)
        time[place], kind[place], index[place], slots, scales = _arrays([x for block in alone for x in block.lines])
        known = np.concatenate([[1.0], *(block.numbers[0] for block in alone)])
        numbers = np.cumsum([1, *(block.numbers.shape[1] for block in alone)])[whose]
        value[place] = known[np.where(slots < 0, 0, numbers + slots)] * scales
    return Timetable(first, time, kind, index, value)


def _arrays(lines: Sequence[Line]) -> tuple[np.ndarray, ...]:
    types = (float, np.int64, np.int64, np.int64, float)
    return tuple(np.array(column, dtype=t) for column, t in zip(zip(*lines, strict=True), types, strict=True))


def block_of(place: int, rows: Sequence[Row], flows: Mapping[int, Sequence[Flow]], changes: Sequence[Line]) -> Block:
    """Return the lines of one person from rows in the order of an event table."""
    records = [row.record for row in rows if row.record is not None]
    flat = [flow for record in records for flow in flows[record.place]]
    timing = _columns([(f.offset, f.lasts) for f in flat], 1)
    numbers = _columns([(f.amount, f.rate) for f in flat], 1)
    lines = lines_of(rows, inflows_of(records, flows, timing[0]), changes)
    return Block(np.array([place]), lines, numbers)


def table_of(rows: Sequence[Row], flows: Mapping[int, Sequence[Flow]], changes: Sequence[Line] = ()) -> Timetable:
    """Return the timetable of one person from rows in the order of an event table."""
    return joined(1, [block_of(0, rows, flows, changes)])
