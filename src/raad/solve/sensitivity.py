"""Local sensitivities: sensitivity(model, regimen, person, times), every readout by everything, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.gradient.adjoint import Bars, pull, seeds_of
from raad.engine.gradient.compiled_gradient import Differentiated, differentiated
from raad.engine.gradient.tape import Steps, tape
from raad.model.wiring import Model
from raad.people import Cohort, Person
from raad.protocols import Dose, Regimen, StateDose
from raad.quantities.errors import BadInput, unknown
from raad.quantities.glossary import port_of, readout_names
from raad.solve.arrival import EXPOSURE, arrive
from raad.solve.inputs import Inputs, checked_inputs
from raad.solve.manifest import manifest
from raad.solve.request import checked_cohort, checked_regimens, checked_times, fingerprint, wide_awake
from raad.solve.schedule_flows import People, look_in
from raad.solve.schedule_table import changes_of
from raad.solve.sensitivity_doses import Given, amount_of
from raad.solve.sensitivity_entry import EntrySlopes, entry_slopes
from raad.solve.sensitivity_result import Factor, Sensitivity
from raad.solve.simulate import code_of, system_of
from raad.solve.solver import Solver

RTOL = 1e-6
_NUMBERS = ("age", "weight")  # covariates that are numbers; the others are yes or no
_UNITS = {"age": "year", "weight": "kg", "madrs": "", "stress": ""}


def sensitivity(
    model: Model,
    regimen: Regimen | Dose | StateDose,
    person: Person | Cohort,
    times: Sequence[float] | np.ndarray,
    *,
    readouts: Sequence[str] | None = None,
    wrt: Sequence[str] | None = None,
    inputs: Inputs | None = None,
    rtol: float = RTOL,
) -> Sensitivity:
    """Differentiate readouts at times by parameters, inputs, covariates, doses and dose times.

    Parameters
    ----------
    model
        Wired mechanisms with their parameters, for example `raad.treatment()`.
    regimen
        Doses and resets; no steady states.
    person
        Who is treated: a person, or a cohort of one.
    times
        When to read, rising. (n_times,) [h] At the time of a dose: the state before it.
    readouts
        Names of readouts, states or outputs; when None, all readouts of the glossary that the model gives.
    wrt
        Names of what to differentiate by; all when None: parameters and inputs of the model, age and weight,
        severity at entry ("madrs" or "stress"), and "dose 1 amount", "dose 1 time", ... of each dose of the regimen.
    inputs
        As in :func:`raad.simulate`.
    rtol
        Relative tolerance of the steps.

    Returns
    -------
    Sensitivity
        (n_readouts, n_times, n_factors), each in the unit of the readout per unit of the factor. Units of
        parameters are those that mechanisms declare (`model.params`).

    Raises
    ------
    UnknownName, BadInput
        If a name is unknown, or a dose does not fit the person.
    NotSupported
        If the regimen holds a steady state.
    SolveFailed
        If the person has no rest before treatment or cannot be followed.

    Notes
    -----
    The derivative of the accepted steps (discrete adjoint), exact for them to rounding; the derivative of the true
    course to about `rtol`. The state before treatment moves too: with parameters, and so that a person who is given
    by a MADRS score keeps the score. The times of doses are differentiated as those of the true course.

    Holds for
        Small changes about this person; nothing is said of changes that cross a threshold.

    Examples
    --------
    >>> import raad
    >>> regimen = raad.Regimen().then(raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min"))
    >>> found = raad.sensitivity(raad.treatment(), regimen, raad.Person(), [2, 24], readouts=["madrs"])
    >>> found.derivatives.shape[:2], bool(found.of("madrs", "dose 1 amount")[1] < 0)
    ((1, 2), True)
    """
    cohort = checked_cohort(model, person)
    if len(cohort) != 1:
        raise BadInput(f"There are {len(cohort)} people; sensitivities are those of one. Ask for each in turn.")
    (regimen,) = checked_regimens(regimen, 1)
    model = wide_awake(model, [regimen], readouts)
    at = checked_times(times, empty=False)
    known = [*model.states, *model.outputs]
    names = [n for n in readout_names() if port_of(n) in known] if readouts is None else _listed(readouts)
    for name in names:
        if port_of(name) not in known:
            raise unknown("readout", name, known, "List readouts with `raad model --readouts`.")
    given = checked_inputs(inputs, model.exogenous)
    who = _Person.of(model, regimen, cohort, given)
    factors = who.factors()
    if wrt is not None:
        asked = _listed(wrt)
        for name in asked:
            if name not in factors:
                raise unknown("factor", name, factors)
        factors = {name: factors[name] for name in asked}
    accuracy = Solver(rtol=rtol).accuracy(1)
    steps = tape(who.made, who.state, who.slow, at, who.given.table(), accuracy)
    values, derivatives = _differentiated(who, steps, [port_of(n) for n in names], list(factors))
    units = {**model.states, **model.outputs}
    settings = {"solver": "discrete adjoint of Rodas5P", "rtol": rtol, "atol": accuracy.atol, "inputs": given}
    note = manifest(model, system_of(model).text, fingerprint([regimen], cohort, at, [*names, *factors]), settings)
    return Sensitivity(
        cohort.people[0], regimen, at, tuple(names), tuple(units[port_of(n)] for n in names), values,
        tuple(factors.values()), derivatives, note,
    )  # fmt: skip


def _listed(names: Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(dict.fromkeys(names))


@dataclass(frozen=True)
class _Person:
    """One person before treatment, and what will be given."""

    model: Model
    made: Differentiated
    person: Person
    state: np.ndarray
    slow: np.ndarray
    outputs: np.ndarray
    given: Given

    @classmethod
    def of(cls, model: Model, regimen: Regimen, cohort: Cohort, inputs: Inputs) -> _Person:
        code, person = code_of(model), cohort.people[0]
        constants = {n: float(v) for n, v in inputs.items() if isinstance(v, (int, float))}
        values = {**model.values, **model.rest_inputs, **person.covariates(), **constants}
        slow = np.array([[values[n] for n in code.system.slow]])
        healthy = np.array([model.rest[n] for n in code.system.states])
        arrival = arrive(code, healthy, slow, cohort.column("madrs"), cohort.column("stress"))
        for error in arrival.failures.values():
            raise error
        outputs = tabulate(code, list(code.system.outputs), arrival.state, arrival.slow, np.zeros(1, np.int64))
        weight = float(person.weight or 0.0)
        look = look_in(model, People(np.array([weight]), arrival.slow, outputs))
        given = Given(model, regimen, weight, look, changes_of(model, inputs))
        return cls(model, differentiated(code), person, arrival.state[0], arrival.slow[0], outputs[0], given)

    @property
    def by_score(self) -> bool:
        """Whether the exposure to stress follows from the score at entry."""
        return self.person.madrs is not None and EXPOSURE in self.made.code.system.slow

    def factors(self) -> dict[str, Factor]:
        """Return all that a course depends on, in the order of the result."""
        model, slow = self.model, dict(zip(self.made.code.system.slow, self.slow, strict=True))
        found = [Factor(n, "parameter", u, float(slow[n])) for n, u in model.params.items()]
        persons = {*self.person.covariates(), EXPOSURE}
        found += [Factor(n, "input", u, float(slow[n])) for n, u in model.exogenous.items() if n not in persons]
        numbers = {
            **{n: getattr(self.person, n) for n in _NUMBERS},
            "madrs": self.person.madrs,
            "stress": self.person.stress,
        }
        if EXPOSURE not in slow:
            del numbers["madrs"], numbers["stress"]
        found += [Factor(n, "covariate", _UNITS[n], float(v)) for n, v in numbers.items() if v is not None]
        for k, dose in enumerate(self.given.regimen.doses, 1):
            amount = amount_of(dose)
            if amount and amount[0] == 0:
                continue  # nothing is given, so there is nothing to move
            if amount:
                unit = amount[1] or (model.states.get(dose.state, "") if isinstance(dose, StateDose) else "")
                found.append(Factor(f"dose {k} amount", "amount", unit, amount[0]))
            found.append(Factor(f"dose {k} time", "time", "h", float(dose.time)))
        return {f.name: f for f in found}


def _differentiated(
    who: _Person, steps: Steps, ports: Sequence[str], wanted: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return values (n_readouts, n_times) and derivatives (n_readouts, n_times, n_wanted)."""
    system = who.made.code.system
    places = {n: k for k, n in enumerate(system.outputs)}
    outputs = [n for n in ports if n in places]
    states = [n for n in ports if n not in places]
    seeds = seeds_of(
        who.made, steps, np.array([places[n] for n in outputs], dtype=int),
        np.array([system.states.index(n) for n in states], dtype=int),
    )  # fmt: skip
    bars = pull(who.made, steps, seeds)
    columns = _columns(who, bars, wanted)
    order = [[*outputs, *states].index(n) for n in ports]
    shape = (len(steps.times), len(ports), len(wanted))
    slow = np.array([steps.slow_at(steps.place(float(t))[0]) for t in steps.times])
    numbers = np.hstack([
        tabulate(who.made.code, outputs, steps.states, slow, np.arange(len(steps.times))),
        steps.states[:, [system.states.index(n) for n in states]],
    ])  # fmt: skip
    return numbers[:, order].T, columns.reshape(shape)[:, order].swapaxes(0, 1)


def _columns(who: _Person, bars: Bars, wanted: Sequence[str]) -> np.ndarray:
    """Join what comes back along all ways: parameters, the entry, amounts and times of doses. (n_seeds, n_wanted)"""
    given, system = who.given, who.made.code.system
    entry = entry_slopes(who.made, who.state, who.slow, who.by_score)
    by_value, by_time = bars.by_value.T, bars.by_time.T
    total = bars.slow @ entry.slow + bars.entry @ entry.state
    by_score = bars.slow @ entry.slow_by_score + bars.entry @ entry.state_by_score
    for name in given.names():
        slope, more = _behind(who, entry, name)
        value = given.look(name, {**who.model.outputs, **who.model.params, **who.model.exogenous}[name])
        moved = given.by_name(name, at_zero=value == 0).pull(by_value, by_time) / (value or 1.0)
        total += moved[:, None] * slope
        by_score = by_score + moved * more
    table = dict(zip(system.slow, total.T, strict=True))
    found: dict[str, Any] = {**table, "madrs": by_score, "stress": table.get(EXPOSURE)}
    zero = np.zeros(len(total))
    for k, dose in enumerate(given.regimen.doses):
        amount = amount_of(dose)
        if amount and amount[0] == 0:
            continue
        if amount:
            found[f"dose {k + 1} amount"] = given.by_amount(k).pull(by_value, by_time) / amount[0]
        found[f"dose {k + 1} time"] = given.by_time(k).pull(by_value, by_time)
        if given.weight:
            found["weight"] = found.get("weight", zero) + given.by_weight(k).pull(by_value, by_time) / given.weight
    return np.array([found.get(name, zero) for name in wanted]).T.reshape(len(total), len(wanted))


def _behind(who: _Person, entry: EntrySlopes, name: str) -> tuple[np.ndarray, float]:
    """Differentiate a value that doses refer to by parameters (n_slow,), and by the score at entry."""
    system = who.made.code.system
    if name not in system.outputs:
        place = system.slow.index(name)
        return entry.slow[place], float(entry.slow_by_score[place])
    by_state, by_slow = who.made.output_slopes(who.state[None, :], who.slow[None, :])
    row = list(system.outputs).index(name)
    one, two = by_state[0, row], by_slow[0, row]
    return one @ entry.state + two @ entry.slow, float(one @ entry.state_by_score + two @ entry.slow_by_score)
