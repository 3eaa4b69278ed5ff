"""People of an event table: each with an own regimen, covariates and observation times, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from raad.exchange.courses import Course, courses_of
from raad.exchange.scenario import ANY_WEIGHTS, check_grid
from raad.people import Person
from raad.protocols import Compartments, Subject, iter_event_table
from raad.protocols.event_table import table_path
from raad.quantities.errors import BadInput, BadUnit, RaadError, unknown
from raad.quantities.glossary import port_of, readout_names
from raad.quantities.units import factor
from raad.solve.solver import Solver

if TYPE_CHECKING:
    from raad.model.wiring import Model
    from raad.solve.inputs import Inputs

MOST_DOSES = 100_000  # of one subject, repeats counted; bounds the memory of its timetable
# What is shown when nothing is asked: one readout for each step from plasma to mood.
WALK = (
    "venous_esketamine", "venous_ketamine", "venous_norketamine", "brain_ketamine_free", "nmda_block_mean",
    "glutamate_prefrontal_rel", "bdnf_prefrontal_rel", "mtorc1_rel", "spine_density_rel", "madrs", "hamd17", "severity",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How to follow subjects: species, readouts (empty for the walk), and the grid of those who were not observed.

    `until` and `every` are in h; `until` None means that every subject needs observation times of its own.
    `carry` says how covariates that change are carried: "nocb" as in NONMEM, or "locf". Who solves is said by
    `solver`; the engine takes rtol 1e-6 when none is given. `hypothesis` names the accounts of how ketamine works.
    """

    species: str = "human"
    readouts: tuple[str, ...] = ()
    until: float | None = None
    every: float = 1.0
    carry: str = "nocb"
    solver: Solver = field(default_factory=Solver)
    hypothesis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subjects:
    """The people of a table that has been checked: how many, their warnings, how many records in all, which states
    their doses enter, and which drugs they take.

    They are read anew each time they are asked for, so that a table may be larger than the memory; what is no
    file on a disk, such as a pipe, is kept.
    """

    count: int
    records: int
    warnings: tuple[str, ...]
    entered: frozenset[str]
    drugs: frozenset[str]
    read: Callable[[], Iterator[tuple[Subject, Person]]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[Subject, Person]]:
        return self.read()


def read_subjects(path: str | Path, drug: str | None, route: str | None, plan: Plan) -> Subjects:
    """Read the subjects of a table once, and refuse what cannot be followed before anybody is.

    Raises
    ------
    BadTable, BadInput, UnknownName, NotSupported
        As for `raad.read_event_table`; and if a subject has too many doses, or neither observations nor an end,
        or its covariates are out of range.
    """
    from raad.solve.request import entered

    path = table_path(path)
    kept: list[tuple[Subject, Person]] | None = None if path.is_file() else []
    warnings: dict[str, None] = {}
    count = records = 0
    states: set[str] = set()
    drugs: set[str] = set()
    for subject, person in _checked(path, drug, route, plan):
        states.update(entered(subject.regimen, plan.species))
        drugs.update(one.drug for one in subject.regimen.products)
        count, records = count + 1, records + _count(subject, plan)
        warnings.update(dict.fromkeys(subject.warnings))
        if kept is not None:
            kept.append((subject, person))
    read = (lambda: _checked(path, drug, route, plan, again=True)) if kept is None else kept.__iter__
    return Subjects(count, records, tuple(warnings), frozenset(states), frozenset(drugs), read)


def _checked(
    path: str | Path, drug: str | None, route: str | None, plan: Plan, again: bool = False
) -> Iterator[tuple[Subject, Person]]:
    """Yield the subjects of a table, each with who it is; what has been checked once is not checked `again`."""
    from raad.model.assemblies import treatment

    name, known = Path(path).name, Compartments().within(treatment(plan.species).states)
    for subject in iter_event_table(path, drug, route, compartments=known):
        if again:
            yield subject, Person(species=plan.species, label=subject.id, **subject.covariates)  # type: ignore[arg-type]
            continue
        _check_doses(name, subject)
        if plan.until is None and not subject.observation_times:
            raise BadInput(
                f"{name}: ID {subject.id!r} has no observation records, so there is nothing to record. "
                "Add rows with EVID 0, or say when to record with --until and --every."
            )
        late = [t for t in subject.regimen.times if plan.until is not None and t > plan.until]
        if late and not subject.observation_times:
            raise BadInput(
                f"{name}: ID {subject.id!r} has a dose at {late[0]:g} h, after the end at {plan.until:g} h (--until). "
                "Give a later end."
            )
        try:
            person = Person(species=plan.species, label=subject.id, **subject.covariates)  # type: ignore[arg-type]
            _check_changes(subject, person)
            subject.regimen.records(person.weight or 0.0, plan.species, ANY_WEIGHTS)
        except RaadError as err:
            raise type(err)(f"{name}: ID {subject.id!r}: {err}") from None
        yield subject, person


def _check_doses(name: str, subject: Subject) -> None:
    """Refuse more doses than the timetable of one subject can hold."""
    doses = sum(one.additional + 1 for one in subject.regimen.doses)
    if doses > MOST_DOSES:
        raise BadInput(
            f"{name}: ID {subject.id!r} has {doses} doses, repeats counted; at most {MOST_DOSES} can be followed. "
            "Check ADDL, or give what follows another ID."
        )


def _check_changes(subject: Subject, person: Person) -> None:
    """Refuse a later value of a covariate that is out of its range."""
    for name in ("age", "weight"):
        for value in {row.values[name] for row in subject.rows if name in row.values}:
            replace(person, **{name: value})


def times_of(subject: Subject, plan: Plan) -> np.ndarray:
    """Return when a subject is recorded: at its observations, as the table has them, or on the grid. (n_times,) [h]"""
    if subject.observation_times:
        return np.asarray(subject.observation_times, dtype=float)
    first = min([0.0, *subject.regimen.times[:1]])
    until = plan.until or 0.0
    if until <= first:
        raise BadInput(f"until is {until:g} h, which is not after the start of ID {subject.id!r}. Give a later one.")
    check_grid(until - first, plan.every)
    grid = np.arange(np.floor(first / plan.every), np.floor(until / plan.every + 1e-9) + 1) * plan.every
    return grid if until - grid[-1] < 1e-6 * plan.every else np.append(grid, until)


def _count(subject: Subject, plan: Plan) -> int:
    return len(subject.observation_times) or len(times_of(subject, plan))


def follow(
    people: Subjects | Sequence[tuple[Subject, Person]], plan: Plan, progress: Callable[[int, int], None] | None = None
) -> Iterator[Course]:
    """Yield the course of each subject, in the order of the table; `progress` gets (done, in all).

    People are taken from the table as they are needed. A subject who cannot be followed is a course with a
    failure; the others go on.
    """
    from raad.solve.table_people import Asked

    model = model_for(people, plan)
    asked = Asked(model, _chosen(model, plan.readouts), plan.carry, {}, plan.solver)
    yield from courses_of(asked, ((one, person, times_of(one, plan)) for one, person in people), len(people), progress)


def model_for(people: Subjects | Sequence[tuple[Subject, Person]], plan: Plan) -> Model:
    """Return the model of the whole walk with the other drugs that people take and the routes by which they do."""
    from raad.model.assemblies import treatment
    from raad.model.other_drugs import taken
    from raad.solve.request import wide_awake

    if isinstance(people, Subjects):
        entered, asked = set(people.entered), {port_of(name) for name in plan.readouts}
        return treatment(plan.species, drugs=taken(people.drugs)).under(*plan.hypothesis).awake(entered | asked)
    regimens = [subject.regimen for subject, _ in people]
    drugs = taken(one.drug for regimen in regimens for one in regimen.products)
    return wide_awake(treatment(plan.species, drugs=drugs).under(*plan.hypothesis), regimens, plan.readouts)


def _chosen(model: Model, readouts: Sequence[str]) -> list[str]:
    ports = {**model.states, **model.outputs}
    if not readouts:
        return [name for name in WALK if port_of(name) in ports]
    for name in readouts:
        if port_of(name) not in ports:
            known = [n for n in (*readout_names(), *ports) if port_of(n) in ports]
            todo = "List readouts with `raad model --readouts`."
            raise unknown(f"readout of a {model.species} model", name, known, todo)
    return list(readouts)


def simulate_table(
    model: Model, path: str | Path, *, drug: str | None = None, route: str | None = None,
    compartments: Compartments | Mapping[int, str] | Sequence[str] | None = None, carry: str = "nocb",
    inputs: Inputs | None = None, readouts: Sequence[str] | None = None, solver: Solver | str = "engine",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Course, ...]:  # fmt: skip
    """Follow everybody of an event table through any wired model.

    Parameters
    ----------
    model
        Wired mechanisms with their parameters.
    path
        The table; what it may hold is told by :func:`raad.read_event_table`. A column with the name of an input or
        parameter of the model gives its value, row by row.
    drug, route
        For tables of products without the columns DRUG and ROUTE.
    compartments
        States behind the numbers of CMT, alone or with F, ALAG, D and R: :class:`raad.Compartments`. Where no
        names are given, numbers count the states of the model.
    carry
        How values that change within an ID are carried: "nocb" (a value holds in the interval that ends with its
        row, as in NONMEM) or "locf" (from its row on).
    inputs
        Other inputs, constant or stepwise, as for :func:`raad.simulate`.
    readouts
        Names to record; every state, output and readout when None.
    solver
        "engine", "cvode" (the referee, one subject after the other), or a :class:`raad.Solver`. The relative
        tolerance of the engine is 1e-6 when none is given, however many people the table holds.
    progress
        Called with (people done, people in all).

    Returns
    -------
    tuple of Course
        One for each ID, in the order of the table: `times` (n_observations,) [h], a record for each observation
        row; `values` of what is recorded (n_observations,), with `units`; or `failure`. Nobody's numbers depend
        on who else is in the table, on threads or on the device.

    Raises
    ------
    BadTable, BadInput, UnknownName, BadUnit, NotSupported
        If the table cannot be read, an argument is wrong, or CMT or the compartments speak of what neither the model
        nor the table has: once, before anybody is followed.

    Examples
    --------
    >>> import raad
    >>> path = getfixture("tmp_path") / "events.csv"
    >>> _ = path.write_text("ID,TIME,AMT,CMT,EVID\\n1,0,100,esketamine_central,1\\n1,2,.,.,0\\n")
    >>> course, = raad.simulate_table(raad.treatment(), path)
    >>> course.times.tolist(), bool(course.values["venous_esketamine"][0] > 0)
    ([2.0], True)
    """
    from raad.solve.inputs import checked_inputs
    from raad.solve.request import wide_awake
    from raad.solve.schedule_rows import check_carry
    from raad.solve.table_people import Asked

    check_carry(carry)
    path, given = table_path(path), Compartments.of(compartments)
    if not given.names:
        given = replace(given, names=tuple(model.states))
    given = given.within(model.states)
    checked = checked_inputs(inputs, model.exogenous)
    people = []
    for subject in iter_event_table(path, drug, route, compartments=given, columns=[*model.exogenous, *model.params]):
        _check_doses(path.name, subject)
        try:
            person = _person(model, subject)
        except RaadError as err:
            raise type(err)(f"{path.name}: ID {subject.id!r}: {err}") from None
        people.append((subject, person, np.asarray(subject.observation_times, dtype=float)))
    _check_references(model, given, {name for one, _, _ in people for row in one.rows[:1] for name in row.values})
    model = wide_awake(model, (subject.regimen for subject, _, _ in people), readouts)
    ports = [*model.states, *model.outputs]
    names = [*ports, *(n for n in readout_names() if n not in ports and port_of(n) in ports)]
    if readouts is not None:
        names = _chosen(model, [readouts] if isinstance(readouts, str) else readouts)
    asked = Asked(model, names, carry, checked, solver if isinstance(solver, Solver) else Solver(solver))
    return tuple(courses_of(asked, people, len(people), progress))


def _check_references(model: Model, given: Compartments, columns: Collection[str]) -> None:
    """Refuse a name behind F, ALAG, D or R that neither the model nor the table has, or that has no such unit.

    `columns` are those of the table that hold values; as everywhere, they come before parameters and inputs.
    """
    ports = {**model.params, **model.exogenous, **model.outputs}
    for word, state, name in given.references:
        if name in columns and name not in model.outputs:
            continue
        unit = {"F": "", "ALAG": "h", "D": "h"}.get(word, f"{model.states[state] or '1'}/h")
        try:
            if name in ports:
                factor(ports[name], unit)
            elif name in model.parameters:
                model.parameters.value(name, unit, model.species)
            else:
                known = [*columns, *ports, *model.parameters]
                kind = "filled column of the table, or parameter, input or output of the model,"
                raise unknown(kind, name, known, f"{word} of {state!r} refers to it.")
        except BadUnit as err:
            needed = f"a name in {unit!r}" if unit else "a name without unit"
            raise BadUnit(f"{word} of {state!r} is {name!r}: {err} {word} needs {needed}.") from None


def _person(model: Model, subject: Subject) -> Person:
    """Return who a subject is, as far as the model asks; what else the table holds is not checked."""
    asks = {
        "age": "age", "weight": "weight", "sex": "female", "ancestry": "asian", "liver": "child_pugh_a",
        "cyp2b6": "cyp2b6_6_alleles", "comedication": "cyp3a4_liver_rel", "madrs": "stress_exposure",
    }  # fmt: skip
    read = {n: v for n, v in subject.covariates.items() if asks[n] in model.exogenous}
    person = Person(species=model.species, label=subject.id, **read)  # type: ignore[arg-type]
    if read:
        _check_changes(subject, person)
    return person
