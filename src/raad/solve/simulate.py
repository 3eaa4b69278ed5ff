"""The one door: simulate(model, regimen, cohort, times)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from raad.engine.graph import Kernel, compile_model
from raad.model.wiring import Model
from raad.people import Cohort, Person
from raad.protocols import Dose, Regimen
from raad.quantities.errors import BadInput, SolveFailed
from raad.solve.cvode import follow
from raad.solve.entry import enter
from raad.solve.inputs import Inputs, checked_inputs
from raad.solve.manifest import manifest
from raad.solve.schedule import schedule
from raad.solve.trajectory import Failure, Trajectory

RTOL, ATOL = 1e-8, 1e-10
LONGEST = 1e6  # [h]


def simulate(
    model: Model,
    regimen: Regimen | Dose | Sequence[Regimen],
    cohort: Cohort | Person,
    times: Sequence[float] | np.ndarray,
    *,
    inputs: Inputs | None = None,
    tolerances: tuple[float, float] = (RTOL, ATOL),
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
        Who is treated. (n_people,) A single person may stand alone.
    times
        When to record, rising. (n_times,) [h] A record at the time of a dose shows the state before it.
    inputs
        Values of other inputs (antagonists, stress), constant or stepwise: `{"ampa_antagonist": [(-1, 0.9), (3, 0)]}`.
        Names and units: `model.exogenous`.
    tolerances
        Relative and absolute tolerance of the solver.
    progress
        Called with (people done, people in all).

    Returns
    -------
    Trajectory
        All states and outputs. (n_people, n_times), each with its unit; failures are listed in it.

    Raises
    ------
    BadInput
        If times are not rising, or a regimen does not fit the species or the one person who is followed.

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
    """
    at = _checked(times)
    if not isinstance(model, Model):
        raise BadInput(f"model is {model!r}; a wired model is needed, such as raad.treatment().")
    cohort = Cohort.of(cohort) if isinstance(cohort, Person) else cohort
    regimen = Regimen((regimen,)) if isinstance(regimen, Dose) else regimen
    if not isinstance(cohort, Cohort):
        raise BadInput(f"cohort is {cohort!r}; write Cohort.typical(), or Cohort.of(Person(...), ...).")
    if not isinstance(regimen, (Regimen, list, tuple)):
        raise BadInput(f"regimen is {regimen!r}; write Regimen().then(dose(...)), or one regimen for each person.")
    if cohort.species != model.species:
        raise BadInput(f"The cohort is {cohort.species}, the model {model.species}. Use treatment({cohort.species!r}).")
    regimens = [regimen] * len(cohort) if isinstance(regimen, Regimen) else list(regimen)
    for one in regimens:
        if not isinstance(one, Regimen):
            raise BadInput(f"{one!r} is no regimen. Write Regimen().then(dose(...)).")
        if max((abs(t) for t in one.times), default=0.0) > LONGEST:
            raise BadInput(f"A dose lies beyond {LONGEST:.0f} h (a century), the longest that can be followed.")
    if len(regimens) != len(cohort):
        raise BadInput(f"There are {len(regimens)} regimens for {len(cohort)} people. Give one for all, or one each.")
    given = checked_inputs(inputs, model.exogenous)
    kernel = kernel_of(model)
    shape = (len(cohort), len(at))
    states, outputs = (
        np.full((*shape, len(kernel.state_names)), np.nan),
        np.full((*shape, len(kernel.output_names)), np.nan),
    )
    failures: list[Failure] = []
    for i, (person, doses) in enumerate(zip(cohort, regimens, strict=True)):
        try:
            states[i], outputs[i] = _follow_one(model, kernel, doses, person, at, given, tolerances)
        except (SolveFailed, BadInput) as err:
            if isinstance(err, BadInput) and len(cohort) == 1:
                raise  # what was asked of one person is wrong; in a cohort it is that person's failure alone
            failures.append(Failure(i, person.label or str(i), str(err)))
        if progress:
            progress(i + 1, len(cohort))
    settings = {"solver": "CVODE", "rtol": tolerances[0], "atol": tolerances[1], "inputs": given}
    note = manifest(model, kernel.equations, (regimens, tuple(cohort), at.tolist()), settings)
    return Trajectory(model, cohort, tuple(regimens), at, states, outputs, tuple(failures), note)


_KERNELS: dict[tuple[int, ...], tuple[Model, Kernel]] = {}
_KEPT = 16


def kernel_of(model: Model) -> Kernel:
    """Return the compiled equations of a model; models that differ in values alone share them."""
    key = tuple(id(m) for m in model.mechanisms)
    if key not in _KERNELS:
        while len(_KERNELS) >= _KEPT:
            del _KERNELS[next(iter(_KERNELS))]
        _KERNELS[key] = (model, compile_model(model))  # the model is kept, so that its ids stay its own
    return _KERNELS[key][1]


def _checked(times: Sequence[float] | np.ndarray) -> np.ndarray:
    try:
        at = np.atleast_1d(np.asarray(list(times) if isinstance(times, range) else times, dtype=float))
    except (TypeError, ValueError):
        raise BadInput(f"times are {times!r}; a rising list of numbers is needed. [h]") from None
    if at.ndim != 1 or not len(at) or not np.all(np.isfinite(at)) or np.any(np.diff(at) <= 0):
        raise BadInput("times must be finite numbers that rise, without doubles. [h]")
    if np.max(np.abs(at)) > LONGEST:
        raise BadInput(f"times reach {np.max(np.abs(at)):.3g} h; at most {LONGEST:.0f} h (a century) can be followed.")
    return at


def _follow_one(
    model: Model, kernel: Kernel, doses: Regimen, person: Person, at: np.ndarray, inputs: Inputs,
    tolerances: tuple[float, float],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    constants = {n: float(v) for n, v in inputs.items() if isinstance(v, (int, float))}
    values = {**model.values, **model.rest_inputs, **person.covariates(), **constants}
    healthy = np.array([model.rest[n] for n in kernel.state_names])
    entry = enter(kernel, healthy, np.array([values[n] for n in kernel.slow_names]), person)
    offered = dict(zip(kernel.output_names, entry.outputs, strict=True))

    def resolve(name: str, unit: str) -> float:
        return float(offered[name]) if name in offered else model.parameters.value(name, unit, model.species)

    weights = {n: model.parameters.value(n, "g/mol", model.species) for n in ("MW_ketamine", "MW_rapamycin")}
    given = doses.administrations(values["weight"], model.species, weights)
    events = schedule(given, kernel.state_names, resolve, inputs, kernel.slow_names)
    y, slow = follow(kernel, entry.state, entry.slow, events, at, *tolerances)
    return y, np.array([kernel.outputs(row, p) for row, p in zip(y, slow, strict=True)])
