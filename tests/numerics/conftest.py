"""Tiny models with closed forms, and a way to follow any wired model without the entry of a patient."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from raad.engine.graph import compile_model
from raad.evidence import Parameter, ParameterTable
from raad.mechanisms.base import Mechanism, flow, step
from raad.model.wiring import wire
from raad.protocols.regimen import Administration
from raad.solve.cvode import follow
from raad.solve.schedule import schedule

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


def given(target, amount, at=0.0, duration=None):
    """Return what a dose puts into a state."""
    kind = "bolus" if duration is None else "infusion"
    return Administration(at, target, amount, kind, None, duration, "test", "test", 0)


def followed(model, administrations, times, inputs=None, start=None, rtol=1e-10, atol=1e-12):
    """Return states by name, from the healthy rest. Each (n_times,)"""
    kernel = compile_model(model)
    table = model.parameters
    values = {**model.values, **model.rest_inputs, **(start or {})}
    slow = np.array([values[n] for n in kernel.slow_names])
    rest = np.array([model.rest[n] for n in kernel.state_names])
    offered = dict(zip(kernel.output_names, kernel.outputs(rest, slow), strict=True))

    def resolve(name, unit):
        return float(offered[name]) if name in offered else table.value(name, unit, model.species)

    events = schedule(administrations, kernel.state_names, resolve, inputs or {}, kernel.slow_names)
    states, _ = follow(kernel, rest, slow, events, np.asarray(times, dtype=float), rtol, atol)
    return dict(zip(kernel.state_names, states.T, strict=True))


@pytest.fixture(scope="session")
def lab():
    """What the tests of numerics share."""
    return SimpleNamespace(
        one=tiny(one_compartment, "body"), two=tiny(two_compartments, "body", "tissue"), row=a_row, given=given,
        followed=followed, CL=VALUES["CL"][0], V=VALUES["V"][0], Q=VALUES["Q"][0], V_tissue=VALUES["V_tissue"][0],
    )  # fmt: skip
