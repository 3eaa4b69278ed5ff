"""People of an event table: each with an own regimen, covariates and observation times, followed one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.exchange.scenario import ANY_WEIGHTS, check_grid
from raad.exchange.summary import of_values
from raad.people import Person
from raad.protocols import Compartments, Subject, iter_event_table
from raad.quantities.errors import BadInput, RaadError, SolveFailed, unknown
from raad.quantities.glossary import port_of, readout_names
from raad.solve.trajectory import Failure

if TYPE_CHECKING:
    from raad.model.wiring import Model
    from raad.solve.inputs import Inputs

MOST_SUBJECTS, MOST_DOSES = 2_000, 100_000
BLOCK = 20_000  # times of one call of the solver; bounds the memory
# What is shown when nothing is asked: one readout for each step from plasma to mood.
WALK = (
    "venous_esketamine", "venous_ketamine", "venous_norketamine", "brain_ketamine_free", "nmda_block_mean",
    "glutamate_prefrontal_rel", "bdnf_prefrontal_rel", "mtorc1_rel", "spine_density_rel", "madrs", "hamd17", "severity",
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What happened to one subject: times (n_times,) [h] and readouts (n_times,), or why there are none."""

    id: str
    times: np.ndarray
    values: dict[str, np.ndarray]
    units: dict[str, str]
    failure: Failure | None
    run_sha256: str

    @property
    def summary(self) -> dict[str, dict[str, Any]]:
        """Summary of each readout, as `summarise` gives it."""
        return {name: of_values(self.times, values, self.units[name]) for name, values in self.values.items()}


@dataclass(frozen=True)
class Plan:
    """How to follow subjects: species, readouts (empty for the walk), and the grid of those who were not observed.

    `until` and `every` are in h; `until` None means that every subject needs observation times of its own.
    `carry` says how covariates that change are carried: "nocb" as in NONMEM, or "locf".
    """

    species: str = "human"
    readouts: tuple[str, ...] = ()
    until: float | None = None
    every: float = 1.0
    carry: str = "nocb"


def read_subjects(path: str | Path, drug: str | None, route: str | None, plan: Plan) -> list[tuple[Subject, Person]]:
    """Read the subjects of a table, and refuse what is too much for the referee solver.

    Raises
    ------
    BadTable, BadInput, UnknownName, NotSupported
        As for `raad.read_event_table`; and if there are too many subjects or doses, a subject has neither
        observations nor an end, or its covariates are out of range.
    """
    found: list[tuple[Subject, Person]] = []
    doses, name = 0, Path(path).name
    for subject in iter_event_table(path, drug, route):
        doses += sum(one.additional + 1 for one in subject.regimen.doses)
        if len(found) >= MOST_SUBJECTS or doses > MOST_DOSES:
            raise BadInput(
                f"{name} holds more than {MOST_SUBJECTS} subjects or {MOST_DOSES} doses (at ID {subject.id!r}). "
                "The referee solver follows people one by one. Split the table and run its parts."
            )
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
        found.append((subject, person))
    return found


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


def follow(
    people: Sequence[tuple[Subject, Person]], plan: Plan, progress: Callable[[int, int], None] | None = None
) -> Iterator[Course]:
    """Yield the course of each subject, in the order of the table; `progress` gets (done, in all).

    Times are followed in blocks, each from the start of the treatment, so a subject with a million
    observations needs no more memory than its answer. A subject who cannot be followed is a course with a
    failure; the others go on.
    """
    for i, (subject, person) in enumerate(people):
        yield _course(subject, person, times_of(subject, plan), plan)
        if progress:
            progress(i + 1, len(people))


def _course(subject: Subject, person: Person, times: np.ndarray, plan: Plan) -> Course:
    from raad.model.assemblies import treatment

    model = treatment(plan.species)
    return _followed(model, subject, person, times, plan.carry, _chosen(model, plan.readouts), {})


def _followed(
    model: Model, subject: Subject, person: Person, times: np.ndarray, carry: str, names: Sequence[str], inputs: Inputs
) -> Course:
    """Follow one subject, in blocks of times."""
    from raad.solve.referee import Visitor
    from raad.solve.request import wide_awake
    from raad.solve.simulate import ATOL, LONGEST, RTOL, kernel_of

    model = wide_awake(model, [subject.regimen])
    kernel = kernel_of(model)
    text = repr((subject.regimen, subject.rows, person, times.tolist(), carry, inputs))
    digest = hashlib.sha256(text.encode()).hexdigest()
    ports = {**model.states, **model.outputs}
    columns = {name: list(ports).index(port_of(name)) for name in names}
    units = {name: ports[port_of(name)] for name in names}
    values = {name: np.empty(len(times)) for name in names}
    observed = bool(subject.observation_times)
    visitor = Visitor(model, kernel, subject, person, carry, inputs)
    try:
        if max((abs(t) for t in (*times, *subject.regimen.times)), default=0.0) > LONGEST:
            raise BadInput(f"Times reach beyond {LONGEST:.0f} h (a century), the longest that can be followed.")
        for start in range(0, len(times), BLOCK):
            here = range(start, min(start + BLOCK, len(times)))
            block = visitor.course(times[here.start : here.stop], here if observed else range(0), (RTOL, ATOL))
            whole = np.concatenate([block.states, block.outputs], axis=1)
            for name, column in columns.items():
                values[name][here.start : here.stop] = whole[:, column]
    except (BadInput, SolveFailed) as err:  # such as a MADRS that no stress explains: this subject's fault
        return Course(subject.id, times, {}, {}, Failure(0, subject.id, str(err)), digest)
    return Course(subject.id, times, values, units, None, digest)


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
    inputs: Inputs | None = None,
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

    Returns
    -------
    tuple of Course
        One for each ID, in the order of the table: `times` (n_observations,) [h], a record for each observation
        row; `values` of every state and output (n_observations,), with `units`; or `failure`.

    Raises
    ------
    BadTable, BadInput, UnknownName, NotSupported
        If the table cannot be read, or an argument is wrong.

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
    from raad.solve.schedule_rows import check_carry

    check_carry(carry)
    given = Compartments.of(compartments)
    if not given.names:
        given = replace(given, names=tuple(model.states))
    checked = checked_inputs(inputs, model.exogenous)
    columns = [*model.exogenous, *model.params]
    ports = [*model.states, *model.outputs]
    names = [*ports, *(n for n in readout_names() if n not in ports and port_of(n) in ports)]
    courses = []
    for subject in iter_event_table(path, drug, route, compartments=given, columns=columns):
        try:
            person = _person(model, subject)
        except RaadError as err:
            raise type(err)(f"{Path(path).name}: ID {subject.id!r}: {err}") from None
        times = np.asarray(subject.observation_times, dtype=float)
        courses.append(_followed(model, subject, person, times, carry, names, checked))
    return tuple(courses)


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
