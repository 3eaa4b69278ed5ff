"""People of an event table: each with an own regimen, covariates and observation times, followed one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from raad.exchange.scenario import ANY_WEIGHTS, check_grid
from raad.exchange.summary import of_values
from raad.people import Cohort, Person
from raad.protocols import Subject, iter_event_table
from raad.quantities.errors import BadInput, RaadError
from raad.solve.trajectory import Failure, Trajectory

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
    """

    species: str = "human"
    readouts: tuple[str, ...] = ()
    until: float | None = None
    every: float = 1.0


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
            subject.regimen.administrations(person.weight or 0.0, plan.species, ANY_WEIGHTS)
        except RaadError as err:
            raise type(err)(f"{name}: ID {subject.id!r}: {err}") from None
        found.append((subject, person))
    return found


def times_of(subject: Subject, plan: Plan) -> np.ndarray:
    """Return when a subject is recorded: at its observations, each once, or on the grid. (n_times,) [h]"""
    if subject.observation_times:
        return np.unique(np.asarray(subject.observation_times, dtype=float))
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
    from raad.solve.simulate import simulate

    model, cohort = treatment(plan.species), Cohort.of(person)
    values: dict[str, np.ndarray] = {}
    digest = hashlib.sha256()
    units: dict[str, str] = {}
    try:
        for start in range(0, len(times), BLOCK):
            block = times[start : start + BLOCK]
            result = simulate(model, subject.regimen, cohort, block)
            digest.update(result.manifest["run_sha256"].encode())
            if result.failures:
                return Course(subject.id, times, {}, {}, result.failures[0], digest.hexdigest())
            for name in _chosen(result, plan.readouts):
                units[name] = result.unit(name)
                values.setdefault(name, np.empty(len(times)))[start : start + len(block)] = result.values(name)[0]
    except RaadError as err:  # such as a MADRS that no stress explains: this subject's fault, not the table's
        return Course(subject.id, times, {}, {}, Failure(0, subject.id, str(err)), digest.hexdigest())
    return Course(subject.id, times, values, units, None, digest.hexdigest())


def _chosen(result: Trajectory, readouts: Sequence[str]) -> list[str]:
    if not readouts:
        return [name for name in WALK if name in result.names]
    for name in readouts:
        result.unit(name)  # raises with the nearest name
    return list(readouts)
