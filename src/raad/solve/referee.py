"""One person by the referee: entry before treatment, timetable, and the course of states and outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from raad.engine.graph import Kernel
from raad.engine.rest import settle
from raad.engine.timetable import Timetable
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Regimen, Subject
from raad.quantities.errors import BadInput, SolveFailed
from raad.solve.cvode import follow
from raad.solve.entry import Entry, enter
from raad.solve.inputs import Inputs
from raad.solve.schedule_flows import People
from raad.solve.schedule_rows import people_with, timetable_of
from raad.solve.schedule_table import changes_of, timetable
from raad.solve.table_people import Asked, Stretch


@dataclass(frozen=True)
class Course:
    """States (n_times, n_states) and outputs (n_times, n_outputs) of one person."""

    states: np.ndarray
    outputs: np.ndarray


def entry_of(model: Model, kernel: Kernel, person: Person, constants: Inputs) -> Entry:
    """Find the drug-free rest of a person; a model without stress has one rest only.

    Parameters
    ----------
    model, kernel
        The wired model and its compiled equations.
    person
        Whose covariates are read where the model has an input of their name.
    constants
        Inputs; those that change count from their first change only.
    """
    fixed = {n: float(v) for n, v in constants.items() if isinstance(v, (int, float))}
    values = {**model.values, **model.rest_inputs, **person.covariates(), **fixed}
    healthy = np.array([model.rest[n] for n in kernel.state_names])
    slow = np.array([values[n] for n in kernel.slow_names])
    if "stress_exposure" in kernel.slow_names:
        return enter(kernel, healthy, slow, person)
    state = settle(kernel, healthy, slow)
    return Entry(state, slow, kernel.outputs(state, slow))


def people_of(person: Person, entry: Entry) -> People:
    """Return what the doses of one person may depend on."""
    weight = np.array([person.weight or 0.0])
    return People(weight, entry.slow[None, :], entry.outputs[None, :])


def follow_person(
    model: Model, kernel: Kernel, regimen: Regimen, person: Person, times: np.ndarray, inputs: Inputs,
    tolerances: tuple[float, float],
) -> Course:  # fmt: skip
    """Follow one person through a regimen by CVODE.

    Raises
    ------
    SolveFailed, BadInput
        If the person has no rest, cannot be given a dose, or cannot be followed.
    """
    entry = entry_of(model, kernel, person, inputs)
    found = timetable(model, [regimen], people_of(person, entry), inputs)
    for error in found.failures.values():
        raise error
    return course_of(kernel, entry, found.timetable, times, tolerances)


@dataclass(frozen=True)
class Visitor:
    """One subject of an event table, on the way: entry and person are found once, times may come in blocks."""

    model: Model
    kernel: Kernel
    subject: Subject
    person: Person
    carry: str
    inputs: Inputs

    @cached_property
    def entry(self) -> Entry:
        """The state before treatment, with the covariates of the first row."""
        slow = {*self.model.params, *self.model.exogenous}
        first = {n: v for n, v in (self.subject.rows[0].values if self.subject.rows else {}).items() if n in slow}
        return entry_of(self.model, self.kernel, self.person, {**self.inputs, **first})

    def course(self, times: np.ndarray, observations: range, tolerances: tuple[float, float]) -> Course:
        """Follow the subject to some of its observations, or to times without a row. (n_times,) [h]"""
        entry = self.entry

        def outputs(slow: np.ndarray) -> np.ndarray:
            return self.kernel.outputs(entry.state, slow)

        weight = self.person.weight or 0.0
        people = people_with(self.model, weight, entry.slow, outputs)
        changes = changes_of(self.model, self.inputs)
        table = timetable_of(self.model, self.subject, weight, people, self.carry, observations, changes)
        return course_of(self.kernel, entry, table, times, tolerances)


def visit_table(asked: Asked, kernel: Kernel, stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Any]]:
    """Follow the people of a table by CVODE; takes and yields what `table_people.follow_table` does."""
    place = {n: k for k, n in enumerate([*kernel.state_names, *kernel.output_names])}
    columns = [place[n] for n in asked.names]
    visitor: Visitor | None = None
    for one in stretches:
        if visitor is None or visitor.subject is not one.subject:
            visitor = Visitor(asked.model, kernel, one.subject, one.person, asked.carry, asked.inputs)
        try:
            course = visitor.course(one.times, one.wanted, asked.solver.tolerances)
            yield one, np.concatenate([course.states, course.outputs], axis=1)[:, columns]
        except (SolveFailed, BadInput) as err:
            yield one, (str(err), None, None)


def course_of(
    kernel: Kernel, entry: Entry, table: Timetable, times: Sequence[float] | np.ndarray,
    tolerances: tuple[float, float],
) -> Course:  # fmt: skip
    """Follow one person through a timetable by CVODE.

    Raises
    ------
    SolveFailed
        If the equations cannot be followed.
    """
    states, slow = follow(kernel, entry.state, entry.slow, table, np.asarray(times, dtype=float), *tolerances)
    return Course(states, np.array([kernel.outputs(row, p) for row, p in zip(states, slow, strict=True)]))
