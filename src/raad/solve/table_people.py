"""The people of an event table by the engine: each with own doses, covariates, records and end, in chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.timetable import Kind, Timetable
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Subject
from raad.quantities.errors import RaadError
from raad.solve.arrival import arrive
from raad.solve.inputs import Inputs
from raad.solve.outcome import Fault, given_up, readings, without_dust
from raad.solve.population import ROOM, in_turn
from raad.solve.schedule_flows import People
from raad.solve.schedule_rows import lines_of_subject
from raad.solve.schedule_table import Block, changes_of, joined
from raad.solve.solver import RTOL_FEW, Solver

CHUNK = 500  # people
MOST_DOSES = 20_000  # in one chunk; a single subject may have more
GPU_LARGER = 10  # chunks of a GPU, which has more lanes; much larger ones would fill the memory with timetables


@dataclass(frozen=True)
class Stretch:
    """A subject, and the records that are wanted of it in one go.

    Parameters
    ----------
    subject, person
        A subject of the table, and who that is.
    times
        When to record, not falling; at least one. (n_times,) [h]
    observations
        Numbers of the observations at these times; None for times that are no rows of the table.
    """

    subject: Subject
    person: Person
    times: np.ndarray
    observations: range | None

    @property
    def wanted(self) -> range:
        """Observations of the table that are recorded."""
        return self.observations or range(0)

    @property
    def doses(self) -> int:
        """How many doses are given, repeats counted."""
        return sum(one.additional + 1 for one in self.subject.regimen.doses)


@dataclass(frozen=True)
class Asked:
    """What is the same for everybody of a table; `names` are the states and outputs that are wanted."""

    model: Model
    names: Sequence[str]
    carry: str
    inputs: Inputs
    solver: Solver


def exactly(solver: Solver) -> Solver:
    """Return a solver with its tolerance for few people: how many a table holds is not known when the first goes."""
    return solver if solver.name == "cvode" or solver.rtol is not None else replace(solver, rtol=RTOL_FEW)


def follow_table(asked: Asked, code: Any, stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Any]]:
    """Follow the people of a table.

    Parameters
    ----------
    asked, code
        What is asked, and the compiled system of the model.
    stretches
        Read as they are needed; a few chunks are in memory at a time.

    Yields
    ------
    stretch, found
        In the order of `stretches`: the values (n_times, n_names), or the fault as (reason, time, state). They do
        not depend on threads, nor on who is in the same chunk.
    """
    walk = _Walk(asked, code)
    threads = asked.solver.crew
    for chunk, found in in_turn(lambda c: (c, walk.follow(c)), _chunks(asked, code, stretches), threads):
        yield from zip(chunk, found, strict=True)


def _chunks(asked: Asked, code: Any, stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    """Gather people until memory is used well; what is left at the end is shared by all threads."""
    larger = GPU_LARGER if asked.solver.device == "gpu" else 1
    most, most_doses = asked.solver.chunk or larger * CHUNK, larger * MOST_DOSES
    room = larger * ROOM / 8 / (len(code.system.states) + len(asked.names))
    chunk: list[Stretch] = []
    rows = doses = 0
    for one in stretches:
        rows, doses = rows + len(one.times), doses + one.doses
        if chunk and (len(chunk) >= most or rows > room or doses > most_doses):
            yield chunk
            chunk, rows, doses = [], len(one.times), one.doses
        chunk.append(one)
    size = -(-len(chunk) // asked.solver.crew)
    for first in range(0, len(chunk), max(size, 1)):
        yield chunk[first : first + size]


@dataclass(frozen=True)
class _Walk:
    """From the rows of a chunk to its readings."""

    asked: Asked
    code: Any

    @cached_property
    def places(self) -> dict[str, int]:
        """Where parameters and inputs stand."""
        return {name: k for k, name in enumerate(self.code.system.slow)}

    @cached_property
    def usual(self) -> np.ndarray:
        """Parameters and inputs of everybody, before anything is known of a person. (n_slow,)"""
        model = self.asked.model
        constants = {n: float(v) for n, v in self.asked.inputs.items() if isinstance(v, (int, float))}
        same = {**model.values, **model.rest_inputs, **constants}
        return np.array([same.get(n, np.nan) for n in self.places])

    def follow(self, chunk: Sequence[Stretch]) -> list[np.ndarray | Fault]:
        """Follow a chunk; a person with a fault does not stop the others."""
        model, code, accuracy = self.asked.model, self.code, self.accuracy
        slow = np.array([self._slow(one) for one in chunk])
        madrs, stress = np.array([_illness(one.person) for one in chunk]).T
        healthy = np.array([model.rest[n] for n in code.system.states])
        arrival = arrive(code, healthy, slow, madrs, stress)
        faults: dict[int, Fault] = {place: (str(e), None, None) for place, e in arrival.failures.items()}
        plan = self._plan(chunk, arrival, faults)
        records = _records(chunk, plan)
        begin, last = (np.array([one.times[k] for one in chunk]) for k in (0, -1))
        busy = np.flatnonzero(np.diff(plan.first))
        begin[busy] = np.minimum(begin[busy], plan.time[plan.first[busy]])
        changing = np.unique(plan.index[plan.kind == Kind.CHANGE]).tolist()
        journey = Journey(
            code, arrival.state, arrival.slow, begin, plan, records, Watch.nothing(), accuracy, changing,
            self.asked.solver.device,
        )  # fmt: skip
        journey.status[sorted(faults)] = -1
        journey.go(last)
        record = without_dust(code, journey)
        faults = {**given_up(code, journey, accuracy, last), **faults}
        table = readings(code, journey, arrival.slow, self.asked.names, record)
        parts = np.split(table, records.first[1:-1])
        return [faults.get(place, part) for place, part in enumerate(parts)]

    @cached_property
    def accuracy(self) -> Accuracy:
        """Tolerances and budget."""
        return self.asked.solver.accuracy(1)

    def _slow(self, one: Stretch) -> np.ndarray:
        """Return parameters and inputs of a person before treatment: those of the first row. (n_slow,)"""
        slow = self.usual.copy()
        rows = one.subject.rows
        for values in (one.person.covariates(), rows[0].values if rows else {}):
            self._put(slow, values)
        return slow

    def _put(self, slow: np.ndarray, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            if name in self.places:
                slow[self.places[name]] = value

    def _plan(self, chunk: Sequence[Stretch], arrival: Any, faults: dict[int, Fault]) -> Timetable:
        """Return the timetable of a chunk; who cannot be given a dose is a fault and has no lines."""
        model, changes = self.asked.model, changes_of(self.asked.model, self.asked.inputs)
        behind = _Behind(self, chunk, arrival)
        blocks: list[Block] = []
        for place, one in enumerate(chunk):
            if place in faults:
                continue
            weight, at, carry = one.person.weight or 0.0, behind.of(place), self.asked.carry
            try:
                blocks.append(lines_of_subject(place, model, one.subject, weight, at, carry, one.wanted, changes))
            except RaadError as err:
                faults[place] = (str(err), None, None)
        return joined(len(chunk), blocks)


class _Behind:
    """What doses may depend on, for the covariates of each row with a dose: outputs are worked out for all at once."""

    def __init__(self, walk: _Walk, chunk: Sequence[Stretch], arrival: Any) -> None:
        self.weights = np.array([one.person.weight or 0.0 for one in chunk])
        self.row: dict[tuple[int, int], int] = {}
        owner: list[int] = []
        kept: list[np.ndarray] = []
        for place, one in enumerate(chunk):
            for row in one.subject.rows:
                if row.given is None or (place, id(row.values)) in self.row:
                    continue
                self.row[place, id(row.values)] = len(kept)
                slow = arrival.slow[place].copy()
                walk._put(slow, row.values)
                kept.append(slow)
                owner.append(place)
        self.slow = np.array(kept).reshape(len(kept), len(walk.places))
        state, names = arrival.state[owner], list(walk.code.system.outputs)
        self.outputs = tabulate(walk.code, names, state, self.slow, np.arange(len(kept)))

    def of(self, place: int) -> Any:
        """Return the function that gives what the doses of a person may depend on, for the covariates of a row."""

        def at(values: Mapping[str, float]) -> People:
            row = self.row[place, id(values)]
            return People(self.weights[place : place + 1], self.slow[row : row + 1], self.outputs[row : row + 1])

        return at


def _illness(person: Person) -> tuple[float, float]:
    """Return the score at entry, NaN where the stress is given, and the stress."""
    return np.nan if person.madrs is None else person.madrs, person.stress or 0.0


def _records(chunk: Sequence[Stretch], plan: Timetable) -> Records:
    """Say when to record each, and which records wait for their line of the timetable."""
    first = np.concatenate([[0], np.cumsum([len(one.times) for one in chunk])]).astype(np.int64)
    held = np.zeros(first[-1], np.int64)
    owner = np.repeat(np.arange(len(chunk)), np.diff(plan.first))
    lines = plan.kind == Kind.RECORD
    held[first[owner[lines]] + plan.index[lines]] = 1
    return Records(first, np.concatenate([one.times for one in chunk]).astype(float), held)
