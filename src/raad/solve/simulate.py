"""The one door: simulate(model, regimen, cohort, times)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from raad.engine.compiled import compiled
from raad.engine.graph import Kernel, compile_model
from raad.engine.system import System
from raad.model.wiring import Model
from raad.people import Cohort, Person
from raad.protocols import Dose, Regimen, StateDose
from raad.quantities.errors import BadInput
from raad.solve.inputs import Inputs, checked_inputs
from raad.solve.manifest import manifest
from raad.solve.population import Order, follow_all
from raad.solve.portions import Gathered, Shelf, Wanted
from raad.solve.reductions import Reduction, Watching
from raad.solve.request import (
    LONGEST,
    asked_for,
    checked_cohort,
    checked_parameters,
    checked_readouts,
    checked_reductions,
    checked_regimens,
    checked_times,
    checked_tolerances,
    fingerprint,
    wide_awake,
)  # fmt: skip
from raad.solve.solver import CVODE_TOLERANCES, Solver
from raad.solve.trajectory import Trajectory
from raad.solve.visits import Visits, follow_visits

RTOL, ATOL = CVODE_TOLERANCES
__all__ = ["ATOL", "LONGEST", "RTOL", "kernel_of", "simulate"]


def simulate(
    model: Model,
    regimen: Regimen | Dose | StateDose | Sequence[Regimen],
    cohort: Cohort | Person,
    times: Sequence[float] | np.ndarray = (),
    *,
    inputs: Inputs | None = None,
    parameters: Mapping[str, Any] | None = None,
    readouts: Sequence[str] | None = None,
    reductions: Reduction | Sequence[Reduction] = (),
    visits: Visits | None = None,
    solver: Solver | str = "engine",
    tolerances: tuple[float, float] | None = None,
    device: str | None = None,
    store: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Trajectory:
    """Follow every person of a cohort through a regimen.

    Use it for a first look, for fitting, and inside trials; the result carries units.

    Parameters
    ----------
    model
        Wired mechanisms with their parameters, for example `raad.treatment()`.
    regimen
        Doses, the same for all, or one regimen for each person. A single dose may stand alone.
    cohort
        Who is treated. (n_people,) A single person may stand alone; `Cohort.table` holds a million.
    times
        When to record, rising. (n_times,) [h] A record at the time of a dose shows the state before it.
        May be left out when reductions are asked for.
    inputs
        Values of other inputs (antagonists, stress), constant or stepwise: `{"ampa_antagonist": [(-1, 0.9), (3, 0)]}`.
        Names and units: `model.exogenous`.
    parameters
        Values of parameters that differ between people: `{"CLint_liver": array}`. (n_people,) each, in the unit
        that the mechanism declares (`model.params`); one value is for all.
    readouts
        Names to record; all states and outputs when None. A risk, such as "cadss" or "sbp_rise", is followed
        only where it is named here or in a reduction, or in `raad.treatment().awake()`.
    reductions
        Numbers to keep of each person's course: `raad.Reduction.maximum("madrs")` and others.
    visits
        Times at which a rule sees everybody and changes what follows.
    solver
        "engine", "cvode" (the referee), or a :class:`raad.Solver` with tolerances, device and threads.
    tolerances, device
        Relative and absolute tolerance, and "cpu" or "gpu", in short: they go before those of `solver`.
    store
        A folder for finished chunks: the same call, made again after an interrupt, takes them from there.
    progress
        Called with (people done, people in all).

    Returns
    -------
    Trajectory
        Records (n_people, n_times), each with its unit, and reductions (n_people,); failures are listed in it.
        Nobody's numbers depend on who else is in the cohort, on threads or on the device.

    Raises
    ------
    UnknownName, BadInput
        If times are not rising, a name is unknown, or a regimen does not fit the species or the one person who is
        followed.

    Holds for
        Adults; doses up to the largest of each product; 90 days. Differences from a control arm: the course of
        a control arm itself (expectation, natural history) is not part of this model.

    Examples
    --------
    >>> import raad
    >>> regimen = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg"))
    >>> result = raad.simulate(raad.treatment(), regimen, raad.Cohort.typical(), times=range(0, 25))
    >>> bool(result["madrs"].sel(person=0, time=24) < 30)
    True
    >>> peak = raad.Reduction.maximum("nmda_block_mean", until=24)
    >>> many = raad.simulate(raad.treatment(), regimen, raad.Cohort.table(50, madrs=32), reductions=[peak])
    >>> many.reduced[peak.label].shape
    (50,)
    """
    cohort = checked_cohort(model, cohort)
    people, done = len(cohort), 0
    wanted = checked_reductions(reductions)
    at = checked_times(times, empty=bool(wanted))
    regimens = checked_regimens(regimen, people)
    model = wide_awake(model, regimens, asked_for(readouts, wanted))
    names = checked_readouts(model, readouts, people, len(at))
    given, own = checked_inputs(inputs, model.exogenous), checked_parameters(model, parameters, people)
    solver = _solver(solver, tolerances, device)
    if visits is not None and not isinstance(visits, Visits):
        raise BadInput(f"visits are {visits!r}; write raad.Visits((0, 84), rule).")
    if progress is not None and not callable(progress):
        raise BadInput(f"progress is {progress!r}; a function of (people done, people in all) is needed.")
    order = _order(model, regimens, cohort, at, given, own, wanted, solver)
    keep = Wanted(order, at, names, wanted)
    gathered = Gathered(keep)
    settings = {**solver.settings(people), "inputs": given}
    more = [*(part for pair in own.items() for part in pair), [r.label for r in wanted], visits and visits.times]
    note = manifest(model, system_of(model).text, fingerprint(regimens, cohort, at, more), settings)
    if solver.name == "cvode":
        if wanted or visits or own or store:
            raise BadInput(
                "The referee follows courses only: reductions, visits, parameters and store need solver='engine'."
            )
        from raad.solve.refereed import follow_cohort

        gathered.record, gathered.failures = follow_cohort(order, kernel_of(model), names, solver.tolerances, progress)
    elif visits is not None:
        if store:
            raise BadInput("A run with visits cannot be taken up again: its rule may remember things. Leave out store.")
        follow_visits(order, code_of(model), visits, lambda group: gathered.put(keep.of(group)))
    else:
        shelf = Shelf(store, [note, names]) if store else None
        for portion in follow_all(order, code_of(model), keep.of, shelf and shelf.portion):
            gathered.put(portion)
            done += len(portion.who)
            if progress:
                progress(done, people)
    failures = tuple(sorted(gathered.failures, key=lambda f: f.person))
    return Trajectory(
        model, cohort, tuple(regimens), at, tuple(names), gathered.record, failures, note, gathered.reduced
    )


def _solver(solver: Solver | str, tolerances: tuple[float, float] | None, device: str | None) -> Solver:
    solver = solver if isinstance(solver, Solver) else Solver(solver)
    if tolerances is not None:
        rtol, atol = checked_tolerances(tolerances)
        solver = replace(solver, rtol=rtol, atol=atol)
    return solver if device is None else replace(solver, device=device)


def _order(
    model: Model, regimens: list[Regimen], cohort: Cohort, at: np.ndarray, inputs: Inputs,
    own: dict[str, np.ndarray], reductions: list[Reduction], solver: Solver,
) -> Order:  # fmt: skip
    """Say from when to when, and what is recorded: the times, and those that reductions need."""
    points = [r.at for r in reductions if r.at is not None]
    windows = [t for r in reductions for t in (r.since, r.until) if t is not None]
    ends = [*at[-1:].tolist(), *windows]
    last = max((r.last_time or 0.0 for r in {id(r): r for r in regimens}.values()), default=0.0)
    if reductions and not ends:
        raise BadInput("Without times a reduction needs an end. Give until=..., or times=[...].")
    start = min([*at[:1].tolist(), *windows], default=0.0) if len(at) else min(0.0, last, *windows, 0.0)
    end = max(ends)
    watching = Watching.of(reductions, [*model.states, *model.outputs], start, end)
    times = np.union1d(at, points)
    return Order(model, regimens, cohort, times, start, end, inputs, own, watching, solver)


_SYSTEMS: dict[tuple[int, ...], tuple[Model, System]] = {}
_KERNELS: dict[tuple[int, ...], tuple[Model, Kernel]] = {}
_KEPT = 16


def _once(model: Model, known: dict[tuple[int, ...], tuple[Model, Any]], make: Callable[[Model], Any]) -> Any:
    """Make something of a model's equations once; models that differ in values alone share it."""
    key = tuple(id(m) for m in model.mechanisms)
    if key not in known:
        while len(known) >= _KEPT:
            del known[next(iter(known))]
        known[key] = (model, make(model))  # the model is kept, so that its ids stay its own
    return known[key][1]


def system_of(model: Model) -> System:
    """Return the equations of a model as graphs."""
    return _once(model, _SYSTEMS, System.of)


def code_of(model: Model) -> Any:
    """Return the machine code of a model, from memory, from the disk, or made now."""
    return compiled(system_of(model))


def kernel_of(model: Model) -> Kernel:
    """Return the compiled equations of a model for the referee."""
    return _once(model, _KERNELS, compile_model)
