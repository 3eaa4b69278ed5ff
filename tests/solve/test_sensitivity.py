"""Sensitivities through the door: against differences of whole simulations, and laws that they must obey."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

import raad
from raad.protocols import Reset, StateDose
from raad.quantities.errors import BadInput, NotSupported, UnknownName

NASAL = raad.dose("esketamine", "nasal", AMT="84 mg", II="48 h", ADDL=1)
DRIP = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", RATE="0.75 mg/kg/h", TIME="60 h")
REGIMEN = raad.Regimen((NASAL, DRIP))
PERSON = raad.Person(age=50, weight=66, madrs=33)
TIMES = [2.0, 24.0, 60.5, 96.0]
READOUTS = ["madrs", "nmda_block_mean", "esketamine_central", "spine_density_prefrontal_rel"]


@pytest.fixture(scope="module")
def model():
    return raad.treatment()


@pytest.fixture(scope="module")
def found(model):
    return raad.sensitivity(model, REGIMEN, PERSON, TIMES, readouts=READOUTS, rtol=1e-8)


@pytest.fixture(scope="module")
def simulated(model):
    def values(regimen=REGIMEN, person=PERSON, **parameters):
        solver = raad.Solver(rtol=1e-11)
        run = raad.simulate(model, regimen, person, TIMES, readouts=READOUTS, parameters=parameters, solver=solver)
        return np.array([run.values(n)[0] for n in READOUTS])

    return values


def close(found, name, difference, size, bound=1e-5):
    """Compare with a thousandth of the readout's largest value as the smallest change that counts."""
    column = found.derivatives[:, :, found.names.index(name)]
    smallest = 1e-3 * np.abs(found.values).max(axis=1, keepdims=True)
    assert np.all(np.abs(column - difference) * size <= bound * (np.abs(column) * size + smallest)), name


def test_values_are_those_of_a_simulation(found, simulated):
    np.testing.assert_allclose(found.values, simulated(), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "name", ["CLint_liver", "share_called_formation", "spine_density_max", "spacing_madrs", "F_gut"]
)
def test_parameters_agree_with_differences_of_simulations(model, found, simulated, name):
    """The fraction that passes the gut moves how much of each spray enters: it acts through the doses alone."""
    value = model.values[name]
    step = 1e-4 * value
    difference = (simulated(**{name: value + step}) - simulated(**{name: value - step})) / (2 * step)
    close(found, name, difference, value)


@pytest.mark.parametrize("name", ["age", "weight", "madrs"])
def test_covariates_agree_with_differences_of_simulations(found, simulated, name):
    """Weight moves clearance and doses per kg; the score at entry moves the exposure to stress."""
    value = getattr(PERSON, name)
    up, down = (replace(PERSON, **{name: value * (1 + h)}) for h in (1e-4, -1e-4))
    close(found, name, (simulated(person=up) - simulated(person=down)) / (2e-4 * value), value)


def test_amounts_and_times_agree_with_differences_of_simulations(found, simulated):
    def of(dose):
        return simulated(raad.Regimen((NASAL, dose)))

    difference = (of(replace(DRIP, amount=0.5 * 1.0001)) - of(replace(DRIP, amount=0.5 * 0.9999))) / 1e-4
    close(found, "dose 2 amount", difference, 0.5)
    difference = (of(replace(DRIP, time=60.0001)) - of(replace(DRIP, time=59.9999))) / 2e-4
    close(found, "dose 2 time", difference, 1.0)
    difference = (simulated(raad.Regimen((replace(NASAL, time=1e-3), DRIP))) - simulated()) / 1e-3
    close(found, "dose 1 time", difference, 1.0, bound=2e-3)  # one side only: 0 h is the first time of all


def test_before_the_first_dose_a_person_keeps_the_score(model):
    """Whatever a parameter does, the stress is chosen so that the score at entry is as given."""
    first = raad.sensitivity(model, REGIMEN, PERSON, [0.0], readouts=["madrs"])
    parameters = [k for k, f in enumerate(first.factors) if f.kind in ("parameter", "input")]
    assert np.abs(first.elasticities[0, 0, parameters]).max() < 1e-8
    np.testing.assert_allclose(first.of("madrs", "madrs"), 1.0, rtol=1e-9)
    assert first.of("madrs", "dose 1 amount")[0] == 0.0


def test_a_person_given_by_stress_has_a_sensitivity_by_stress(model):
    found = raad.sensitivity(model, NASAL, raad.Person(stress=0.8), [0.0, 24.0], readouts=["madrs"], wrt="stress")
    up, down = (
        raad.simulate(
            model, NASAL, raad.Person(stress=s), [0.0, 24.0], readouts=["madrs"], solver=raad.Solver(rtol=1e-10)
        ).values("madrs")[0]
        for s in (0.8001, 0.7999)
    )
    np.testing.assert_allclose(found.of("madrs", "stress"), (up - down) / 2e-4, rtol=1e-5)


def test_names_behind_a_dose_count(model):
    """A fraction that is a parameter moves the dose, too."""
    given = StateDose("esketamine_central", 50.0, fraction="share_called_formation")
    found = raad.sensitivity(model, given, raad.Person(), [1.0], readouts=["esketamine_central"])
    share = model.values["share_called_formation"]
    np.testing.assert_allclose(
        found.of("esketamine_central", "share_called_formation") * share,
        found.of("esketamine_central", "dose 1 amount") * 50.0,
        rtol=1e-6,
    )


def test_a_reset_cuts_what_was_before(model):
    regimen = raad.Regimen((NASAL, Reset(10.0), raad.dose("ketamine", "iv", AMT="20 mg", DUR="40 min", TIME="20 h")))
    found = raad.sensitivity(model, regimen, raad.Person(), [9.0, 40.0], readouts=["madrs", "nmda_block_mean"])
    assert np.all(found.of("madrs", "dose 1 amount") == np.array([found.of("madrs", "dose 1 amount")[0], 0.0]))
    assert found.of("madrs", "dose 3 amount")[0] == 0.0 and found.of("madrs", "dose 3 amount")[1] < 0.0
    assert [f.name for f in found.factors if f.kind == "amount"] == ["dose 1 amount", "dose 3 amount"]


def test_all_readouts_by_everything_in_one_call(model):
    found = raad.sensitivity(model, REGIMEN, raad.Person(), TIMES)
    assert found.derivatives.shape == (len(found.readouts), 4, len(found.factors))
    assert {*model.params} <= {*found.names} and len(found.readouts) > 40
    assert np.isfinite(found.derivatives).all()
    [(first, share), *_] = found.top("madrs", 3, time=24.0)
    assert abs(share) == np.nanmax(np.abs(found.elasticities[found.readouts.index("madrs"), 1]))
    assert found.of("madrs", first, normalised=True)[1] == share
    assert len(found.top("madrs", 5)) == 5


def test_a_rodent_has_sensitivities_too():
    given = raad.dose("ketamine", "ip", AMT="10 mg/kg")
    found = raad.sensitivity(raad.treatment("mouse"), given, raad.Person(species="mouse"), [0.5, 24.0])
    assert np.isfinite(found.derivatives).all()
    assert [f.name for f in found.factors if f.kind == "covariate"] == ["age", "weight", "stress"]


def test_the_result_goes_to_labelled_arrays_and_tables(found, tmp_path):
    array = found.to_xarray(normalised=True)
    assert dict(array.sizes) == {"readout": len(found.readouts), "time": 4, "factor": len(found.factors)}
    share = array.sel(readout="madrs", time=24.0, factor="weight")
    assert float(share) == found.of("madrs", "weight", normalised=True)[1]
    path = found.to_csv(tmp_path / "madrs.csv", readouts=["madrs"])
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * len(found.factors) and {r["PARAMCD"] for r in rows} == {"madrs"}
    assert path.with_suffix(".manifest.json").is_file()
    with pytest.raises(BadInput, match="folder"):
        found.to_csv(tmp_path)


def test_wrong_requests_name_what_is_right(model):
    with pytest.raises(UnknownName, match="madrs"):
        raad.sensitivity(model, REGIMEN, PERSON, [1], readouts=["madr"])
    with pytest.raises(UnknownName, match="weight"):
        raad.sensitivity(model, REGIMEN, PERSON, [1], wrt=["weigth"])
    with pytest.raises(BadInput, match="in turn"):
        raad.sensitivity(model, REGIMEN, raad.Cohort.of(PERSON, PERSON), [1])
    steady = raad.dose("esketamine", "nasal", AMT="56 mg", II="84 h", SS=1)
    with pytest.raises(NotSupported, match="steady state"):
        raad.sensitivity(model, steady, PERSON, [1])
