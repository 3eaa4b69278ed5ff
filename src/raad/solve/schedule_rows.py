"""The rows of an event table as events of one person: covariates carried forward or backward, names of the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from raad.engine.timetable import Kind, Timetable
from raad.model.wiring import Model
from raad.protocols.dose import Dose
from raad.protocols.record import Record, taken_apart
from raad.protocols.subject import Subject, TableRow
from raad.quantities.errors import unknown
from raad.solve.schedule import resolution
from raad.solve.schedule_flows import Flow, Look, People, flows_of, look_in, names_of
from raad.solve.schedule_lines import Row
from raad.solve.schedule_steady import Line
from raad.solve.schedule_table import Block, block_of, joined, molecular_weights

CARRIES = ("nocb", "locf")
PeopleAt = Callable[[Mapping[str, float]], People]


def timetable_of(
    model: Model, subject: Subject, weight: float, people_at: PeopleAt, carry: str = "nocb",
    observations: range | None = None, changes: Sequence[Line] = (),
) -> Timetable:  # fmt: skip
    """Return the timetable of one subject; takes and raises the same as :func:`lines_of_subject`."""
    return joined(1, [lines_of_subject(0, model, subject, weight, people_at, carry, observations, changes)])


def lines_of_subject(
    place: int, model: Model, subject: Subject, weight: float, people_at: PeopleAt, carry: str = "nocb",
    observations: range | None = None, changes: Sequence[Line] = (),
) -> Block:  # fmt: skip
    """Return the lines of a subject, in the order of its table.

    Parameters
    ----------
    place
        Of the person among those whose lines will be joined.
    model
        Whose states receive the doses.
    subject
        With its rows.
    weight
        Body weight, for doses per kg. [kg]
    people_at
        Gives what doses may depend on, for the covariates of a row.
    carry
        "nocb": a value holds in the interval that ends with its row, as in NONMEM. "locf": from its row on.
    observations
        Numbers of the observations that are recorded, the first as record 0; all when None.
    changes
        Inputs that change by themselves.

    Raises
    ------
    UnknownName, BadUnit, BadInput
        If a name is not known, or a dose cannot be given.
    """
    check_carry(carry)
    wanted = range(len(subject.observation_times)) if observations is None else observations
    given = _records(model, subject, weight)
    before, after = _steps(model, subject.rows, carry)
    rows: list[Row] = []
    flows: dict[int, Sequence[Flow]] = {}
    known: dict[tuple[object, ...], Sequence[Flow]] = {}
    for i, row in enumerate(subject.rows):
        record = None if row.given is None else given.get(row.given)
        if record is not None:
            same = (id(row.values), record.endless, id(record.pieces))  # as an earlier dose, for the same covariates
            if same not in known:
                known[same] = flows_of(record, model, _look(model, people_at, row))
            flows[record.place] = known[same]
        seen = row.observation if row.observation in wanted else None
        number = None if seen is None else seen - wanted.start
        rows.append(Row(row.time, record, number, tuple(before[i]), tuple(after[i])))
    return block_of(place, rows, flows, changes)


def check_carry(carry: str) -> None:
    """Refuse a way to carry covariates that is not known."""
    if carry not in CARRIES:
        raise unknown("way to carry covariates", carry, CARRIES, "nocb is NONMEM's way.")


def _records(model: Model, subject: Subject, body: float) -> dict[int, Record]:
    """Take the doses of a subject apart; those that differ in time only share their pieces."""
    weights = molecular_weights(model)
    found: dict[int, Record] = {}
    known: dict[tuple[object, ...], Record] = {}
    for i, one in enumerate(subject.regimen.doses):
        record = None
        if isinstance(one, Dose):
            key = (one.drug, one.route, one.amount, one.per_kg, one.duration, one.rate, one.rate_per_kg)
            if key in known:
                record = Record(i, one.times, one.interval, one.steady_state, known[key].pieces)
            elif (record := taken_apart(one, i, body, model.species, weights)) is not None:
                known[key] = record
        else:
            record = taken_apart(one, i, body, model.species, weights)
        if record is not None:
            found[i] = record
    return found


def _look(model: Model, people_at: PeopleAt, row: TableRow) -> Look:
    """Look a name up in the row first, then in the model with the covariates of the row."""
    behind: list[Look] = []

    def look(name: str, unit: str) -> float:
        if name in row.values and name not in model.outputs:
            return row.values[name]
        if not behind:
            behind.append(look_in(model, people_at(row.values)))
        return behind[0](name, unit)

    return look


def _steps(model: Model, rows: Sequence[TableRow], carry: str) -> tuple[list[list[Line]], list[list[Line]]]:
    """Return the changes before each row, and those that come after all rows of its time."""
    places = names_of(model).slow
    before: list[list[Line]] = [[] for _ in rows]
    after: list[list[Line]] = [[] for _ in rows]
    for i in range(1, len(rows)):
        was, now = rows[i - 1], rows[i]
        if now.values is was.values:
            continue
        lines = [
            Line(0.0, Kind.CHANGE, places[name], scale=value)
            for name, value in now.values.items() if name in places and value != was.values[name]
        ]  # fmt: skip
        together = now.time - was.time <= resolution(now.time)
        (before[i] if carry == "locf" or together else after[i - 1]).extend(lines)
    return before, after


def people_with(model: Model, weight: float, slow: np.ndarray, outputs: Callable[[np.ndarray], np.ndarray]) -> PeopleAt:
    """Return a function that gives what the doses of one person may depend on, for the covariates of a row.

    Parameters
    ----------
    weight, slow
        Body weight [kg], parameters and inputs before treatment. (n_slow,)
    outputs
        Gives the outputs before treatment for other parameters and inputs. (n_slow,) -> (n_outputs,)
    """
    places = names_of(model).slow

    def at(values: Mapping[str, float]) -> People:
        here = slow.copy()
        for name, value in values.items():
            if name in places:
                here[places[name]] = value
        return People(np.array([weight]), here[None, :], outputs(here)[None, :])

    return at
