"""What came in is in the body or has left it: every way out of the wired model is led into one account."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import raad
from raad.mechanisms.base import Flow, Mechanism, step
from raad.model.assemblies import pharmacokinetics, routes_in_reserve
from raad.model.wiring import wire

WEIGHTS = {"MW_ketamine": 237.73}


def _account(states, inputs, params):
    return step(rates={"gone": 0 * params.CL_hnk * states.gone / params.V_hnk})


ACCOUNT = Mechanism("account", _account, states={"gone": "umol"}, params={"CL_hnk": "L/h", "V_hnk": "L"})


def _accounted(mechanism: Mechanism) -> Mechanism:
    """Return a mechanism whose flows to the outside end in the account."""

    def function(states, inputs, params):
        said = mechanism.function(states, inputs, params)
        flows = tuple(Flow(f.source, f.target or "gone", f.rate) for f in said.flows)
        return replace(said, flows=flows)

    return replace(mechanism, function=function, inputs={**mechanism.inputs, "gone": "umol"})


@pytest.fixture(scope="module", params=["human", "rat", "mouse"])
def accounted(request):
    every = [*pharmacokinetics(request.param), *routes_in_reserve(request.param)]
    chain = [m for m in every if not m.name.startswith(("rapamycin", "brain_entry"))]
    chain = [_accounted(m) if m.states else m for m in chain]
    return wire("accounted", request.param, [*chain, ACCOUNT], raad.load_register())


def balance(lab, model, regimen, times):
    """Return (in the body, gone, entered) in umol. Each (n_times,)"""
    person = raad.Person(species=model.species, weight=None)
    given = regimen.administrations(person.weight, model.species, WEIGHTS)
    states = lab.followed(model, given, times, start=person.covariates())
    entered = np.zeros(len(times))

    def known(name, unit=""):
        return model.parameters.value(name, unit, model.species)

    def share(name):
        if name in ("F_injected", "F_mucosal"):
            return known(name)
        if name == "F_gut_wall":
            return known("F_gut")
        if name == "F_swallowed_mouth":
            return (1 - known("F_mucosal")) * known("F_gut")
        nasal = known("F_nasal") * (known("ratio_F_nasal_further") if name.endswith("further") else 1)
        return nasal if name.startswith("F_nasal") else (1 - nasal) * known("F_gut")

    for one in given:
        lasts = one.duration
        if isinstance(lasts, str):
            lasts = known(lasts, "h")
        since = np.asarray(times) - one.time_h
        part = (since > 0).astype(float) if lasts is None else np.clip(since / lasts, 0, 1)
        entered += part * one.amount_umol * (share(one.fraction) if one.fraction else 1)
    inside = sum(v for n, v in states.items() if model.states[n] == "umol" and n != "gone")
    return inside, states["gone"], entered


TIMES = np.array([0, 0.1, 0.4, 0.7, 1, 2.5, 6, 24, 100, 400])


@pytest.mark.parametrize("amount", ["1 mg/kg"])
def test_by_vein_nothing_is_lost(lab, accounted, amount):
    for drug in ("ketamine", "esketamine", "arketamine"):
        regimen = raad.Regimen((raad.dose(drug, "iv", AMT=amount, DUR="40 min", II="2 h", ADDL=2),))
        inside, gone, entered = balance(lab, accounted, regimen, TIMES)
        assert inside + gone == pytest.approx(entered, rel=1e-8, abs=1e-10)
        assert gone[-1] == pytest.approx(entered[-1], rel=1e-6)


def test_by_other_routes_nothing_is_lost(lab, accounted):
    if accounted.species == "human":
        doses = (
            raad.dose("esketamine", "nasal", AMT="84 mg"), raad.dose("esketamine", "oral", AMT="84 mg", TIME="1.5 h"),
            raad.dose("ketamine", "im", AMT="20 mg"), raad.dose("ketamine", "sc", AMT="20 mg", DUR="1 h"),
            raad.dose("ketamine", "sublingual", AMT="20 mg"), raad.dose("ketamine", "prolonged", AMT="60 mg"),
            raad.dose("esketamine", "film", AMT="50 mg", TIME="2 h"), raad.dose("ketamine", "nasal", AMT="50 mg"),
        )  # fmt: skip
    else:
        doses = (raad.dose("ketamine", "ip", AMT="30 mg/kg", II="3 h", ADDL=1),)
    inside, gone, entered = balance(lab, accounted, raad.Regimen(doses), TIMES)
    assert inside + gone == pytest.approx(entered, rel=1e-8, abs=1e-10)
    assert gone[-1] == pytest.approx(entered[-1], rel=1e-6)
