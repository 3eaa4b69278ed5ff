"""Tiny models with closed forms, and a way to follow any wired model without the entry of a patient."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import raad
from raad.engine.graph import compile_model
from raad.evidence import Parameter, ParameterTable
from raad.mechanisms.base import Mechanism, flow, step
from raad.model.wiring import wire
from raad.protocols.regimen import Administration
from raad.protocols.state_dose import StateDose
from raad.quantities.errors import SolveFailed
from raad.solve.cvode import follow
from raad.solve.inputs import checked_inputs
from raad.solve.referee import follow_person
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable

VALUES = {"CL": (3.0, "L/h"), "V": (20.0, "L"), "Q": (7.0, "L/h"), "V_tissue": (50.0, "L")}


def a_row(symbol: str, value: float, unit: str) -> Parameter:
    return Parameter(
        domain="pk", name=symbol, symbol=symbol, value=value, text=str(value), unit=unit, spread_type="none", spread=(),
        conditions="", species="any", study_id="definition", verification="defined", note="made for a test", line=0,
        cells={},
    )  # fmt: skip


def one_compartment(states, inputs, params):
    conc = states.body / params.V
    return step(flow("body", None, params.CL * inputs.activity * conc), outputs={"conc": conc})


def two_compartments(states, inputs, params):
    conc = states.body / params.V
    return step(
        flow("body", None, params.CL * inputs.activity * conc),
        flow("body", "tissue", params.Q * (conc - states.tissue / params.V_tissue)),
        outputs={"conc": conc},
    )


def tiny(function, *states: str):
    params = {n: u for n, (_, u) in VALUES.items() if len(states) > 1 or n in ("CL", "V")}
    mechanism = Mechanism(
        function.__name__, function, states=dict.fromkeys(states, "umol"), inputs={"activity": ""}, params=params,
        outputs={"conc": "uM"}, rest_inputs={"activity": 1.0},
    )  # fmt: skip
    table = ParameterTable(tuple(a_row(n, *v) for n, v in VALUES.items()))
    return wire(function.__name__, "human", [mechanism], table)


ORAL = {
    "CL": (1.1, "L/h"), "V": (20.0, "L"), "ka": (1.5, "1/h"), "weight_ref": (70.0, "kg"),
    "Q": (2.0, "L/h"), "V_tissue": (35.0, "L"), "Km": (5.0, "uM"),
}  # fmt: skip
BEHIND = {"share": (0.61, ""), "lag": (2.5, "h"), "length": (9.0, "h"), "speed": (12.0, "umol/h")}


def oral_one(states, inputs, params):
    conc = states.central / params.V
    return step(
        flow("depot", "central", params.ka * states.depot),
        flow("central", None, params.CL * (inputs.weight / params.weight_ref) ** 0.75 * conc),
        outputs={"conc": conc, "half": params.CL / (params.CL + params.CL)},
    )


def oral_two(states, inputs, params):
    conc = states.central / params.V
    return step(
        flow("depot", "central", params.ka * states.depot),
        flow("central", "tissue", params.Q * (conc - states.tissue / params.V_tissue)),
        flow(
            "central", None, params.CL * (inputs.weight / params.weight_ref) ** 0.75 * conc / (1 + conc / params.Km)
        ),  # saturable
        outputs={"conc": conc, "half": params.CL / (params.CL + params.CL)},
    )


def oral(function, *states: str, **values: float):
    """A model with a depot, weight as a covariate, and rows of the register that doses may refer to."""
    params = {n: u for n, (_, u) in ORAL.items() if len(states) > 2 or n in ("CL", "V", "ka", "weight_ref")}
    mechanism = Mechanism(
        function.__name__, function, states=dict.fromkeys(states, "umol"), inputs={"weight": "kg"}, params=params,
        outputs={"conc": "uM", "half": ""}, rest_inputs={"weight": 70.0},
    )  # fmt: skip
    rows = tuple(a_row(n, values.get(n, v), u) for n, (v, u) in (ORAL | BEHIND).items())
    return wire(function.__name__, "human", [mechanism], ParameterTable(rows))


KERNELS = {}


def course(solver, model, regimen, times, weight=70.0, inputs=None):
    """Return states and outputs by name, of one person by one solver. Each (n_times,)"""
    at = np.asarray(times, dtype=float)
    if solver == "engine":
        exact = raad.Solver(rtol=1e-9, atol=1e-12, budget=10_000_000)
        result = raad.simulate(model, regimen, raad.Person(weight=weight), at, inputs=inputs, solver=exact)
        for failure in result.failures:
            raise SolveFailed(failure.reason)
        return {n: result.values(n)[0] for n in (*model.states, *model.outputs)}
    kernel = KERNELS.setdefault(id(model), compile_model(model))
    steps = checked_inputs(inputs, model.exogenous)
    found = follow_person(model, kernel, regimen, raad.Person(weight=weight), at, steps, (1e-10, 1e-12))
    names = (*kernel.state_names, *kernel.output_names)
    return dict(zip(names, np.concatenate([found.states, found.outputs], axis=1).T, strict=True))


def table(solver, model, path, rows, **words):
    """Follow the rows of an event table; return the courses of its subjects."""
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    exact = raad.Solver(rtol=1e-9, atol=1e-12, budget=10_000_000) if solver == "engine" else solver
    found = raad.simulate_table(model, path, solver=exact, **words)
    assert not [c.failure for c in found if c.failure]
    return found


def given(target, amount, at=0.0, duration=None):
    """Return what a dose puts into a state."""
    kind = "bolus" if duration is None else "infusion"
    return Administration(at, target, amount, kind, None, duration, "test", "test", 0)


def followed(model, administrations, times, inputs=None, start=None, rtol=1e-10, atol=1e-12):
    """Return states by name, from the healthy rest. Each (n_times,)"""
    kernel = compile_model(model)
    values = {**model.values, **model.rest_inputs, **(start or {})}
    slow = np.array([values[n] for n in kernel.slow_names])
    rest = np.array([model.rest[n] for n in kernel.state_names])
    doses = [
        StateDose(a.target, a.amount_umol, "umol", a.time_h, fraction=a.fraction or 1.0, duration=a.duration)
        for a in administrations
    ]
    people = People(np.array([70.0]), slow[None, :], kernel.outputs(rest, slow)[None, :])
    found = timetable(model, [raad.Regimen(tuple(doses))], people, inputs)
    assert not found.failures
    table = found.timetable
    states, _ = follow(kernel, rest, slow, table, np.asarray(times, dtype=float), rtol, atol)
    return dict(zip(kernel.state_names, states.T, strict=True))


@pytest.fixture(params=["cvode", "engine"])
def solver(request):
    """Which solver follows the people of a test."""
    return request.param


@pytest.fixture(scope="session")
def lab():
    """What the tests of numerics share."""
    return SimpleNamespace(
        one=tiny(one_compartment, "body"), two=tiny(two_compartments, "body", "tissue"), row=a_row, given=given,
        followed=followed, oral=oral(oral_one, "depot", "central"), course=course, table=table,
        saturable=oral(oral_two, "depot", "central", "tissue"), ORAL={n: v for n, (v, _) in ORAL.items()},
        CL=VALUES["CL"][0], V=VALUES["V"][0], Q=VALUES["Q"][0], V_tissue=VALUES["V_tissue"][0],
    )  # fmt: skip
