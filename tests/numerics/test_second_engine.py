"""The same equations through other solvers: SciPy's LSODA and Radau must give what CVODE gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import raad
from raad.engine.timetable import Kind
from raad.solve.entry import enter
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable
from raad.solve.simulate import kernel_of

DUST = 1e-12  # what linear algebra leaves in a state that nothing enters
TIMES = np.array([0, 0.2, 0.5, 1, 2, 4, 8, 24, 30, 30.3, 32, 48, 72, 84, 85, 96])
HUMAN = raad.Regimen((
    raad.dose("rapamycin", "oral", AMT="6 mg", TIME="-2 h"),
    raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=1),
    raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", TIME="30 h"),
))  # fmt: skip
RAT = raad.Regimen((
    raad.dose("ketamine", "ip", AMT="10 mg/kg", II="24 h", ADDL=2),
    raad.dose("esketamine", "iv", AMT="5 mg/kg", DUR="10 min", TIME="30 h"),
))  # fmt: skip
CASES = {
    "human with MADRS 35": (raad.Person(madrs=35), HUMAN),
    "healthy human": (raad.Person.healthy(age=70, ancestry="japanese"), HUMAN),
    "stressed rat": (raad.Person(species="rat", stress=1), RAT),
}


def by_scipy(person, regimen, times, method):
    """Follow one person from event to event with solve_ivp. (n_times, n_states)"""
    model = raad.treatment(person.species)
    kernel = kernel_of(model)
    values = {**model.values, **model.rest_inputs, **person.covariates()}
    rest = np.array([model.rest[n] for n in kernel.state_names])
    entry = enter(kernel, rest, np.array([values[n] for n in kernel.slow_names]), person)
    people = People(np.array([person.weight]), entry.slow[None, :], entry.outputs[None, :])
    found = timetable(model, [regimen], people).timetable
    events = list(zip(*(getattr(found, n).tolist() for n in ("time", "kind", "index", "value")), strict=True))
    now, y, running, records = min(times[0], events[0][0]), entry.state.copy(), [], []
    for end in sorted({e[0] for e in events} | set(times)):
        if end > now:
            infused = np.zeros(len(rest))
            for index, rate in running:
                infused[index] += rate
            said = solve_ivp(
                lambda t, x, infused=infused: kernel.rates(x, entry.slow) + infused, (now, end), y, method=method,
                jac=lambda t, x: kernel.jacobian(x, entry.slow), rtol=1e-9, atol=1e-11,
            )  # fmt: skip
            assert said.success, said.message
            now, y = end, said.y[:, -1].copy()
        if end in times:
            records.append(y.copy())
        for _, kind, index, value in (e for e in events if e[0] == end):
            if kind == Kind.BOLUS:
                y[index] += value
            elif kind == Kind.START:
                running.append((index, value))
            else:
                running.remove((index, value))
    return np.array(records)


@pytest.mark.parametrize("method", ["LSODA", "Radau"])
@pytest.mark.parametrize("case", CASES)
def test_another_solver_gives_the_same(case, method):
    person, regimen = CASES[case]
    model = raad.treatment(person.species)
    ours = raad.simulate(model, regimen, raad.Cohort.of(person), TIMES).states[0]
    theirs = by_scipy(person, regimen, TIMES, method)
    largest = np.abs(theirs).max(axis=0)
    off = np.abs(ours - theirs).max(axis=0) / np.maximum(largest, DUST)
    worst = int(np.argmax(off))
    assert off[worst] < 1e-6, f"{list(model.states)[worst]} differs by {off[worst]:.2g} of its largest value"
