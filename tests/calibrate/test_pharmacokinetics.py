"""The calibration of the pharmacokinetics: its exact solution, its targets, and that the register is what it finds."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.calibrate.linear import LinearBody
from raad.calibrate.pharmacokinetics import calibrate, plasma_model, predict
from raad.calibrate.pharmacokinetics_designs import DOSES, STRATA, as_printed, kamp_infusion, nasal, person_of
from raad.calibrate.pharmacokinetics_priors import observed, published, unknowns
from raad.calibrate.pharmacokinetics_targets import demands
from raad.evidence import load_observations
from raad.quantities.errors import BadInput

ESTIMATED = [r.symbol for r in raad.load_register().rows if "calibration 'pharmacokinetics'" in r.note]


@pytest.fixture(scope="module")
def fit():
    return calibrate()


@pytest.fixture(scope="module")
def model():
    return plasma_model()


def test_exactly_the_rows_of_this_calibration_are_estimated():
    assert sorted(ESTIMATED) == sorted(u.symbol for u in unknowns())


@pytest.mark.parametrize("symbol", ESTIMATED)
def test_the_register_is_what_the_fit_finds(fit, symbol):
    row = raad.load_register().row(symbol)
    assert fit.values[symbol] == pytest.approx(row.value, rel=0.02)
    assert fit.values[symbol] * fit.relative_se[symbol] == pytest.approx(row.spread[0], rel=0.1)


def test_every_target_has_a_finite_residual(fit, model):
    rows = fit.rows()
    assert [r["target"] for r in rows] == [d.target.name for d in demands(model)]
    assert len({r["target"] for r in rows}) == len(rows)
    assert all(r["why"] for r in rows)
    assert np.all(np.isfinite([r["residual"] for r in rows]))


def test_the_objective_is_the_residuals_and_the_priors(fit):
    data = sum(r**2 for r in fit.residuals.values())
    away = sum((np.log(fit.values[u.symbol] / u.prior) / u.spread) ** 2 for u in fit.unknowns)
    assert fit.objective == pytest.approx(data + away, rel=1e-6)


def test_every_usable_row_of_the_fitted_series_is_a_target(model):
    names = " ".join(d.target.name for d in demands(model))
    for row in load_observations():
        curve = row.study_id in ("kamp2020", "hasan2021") and row.hours is not None and 0.25 <= row.hours < 11
        if row.domain == "pk" and curve:
            assert f"{row.quantity} at {row.hours:g} h" in names


def test_the_model_is_linear(model):
    body = LinearBody.of(model, person_of("18-60 y Caucasian", 70))
    y = np.random.default_rng(1).uniform(1, 50, len(model.states))
    assert body.kernel.rates(y, body.slow) == pytest.approx(body.matrix @ y, rel=1e-10)
    assert body.kernel.outputs(y, body.slow) == pytest.approx(y @ body.sensors + body.empty_outputs, rel=1e-10)


@pytest.mark.parametrize("regimen", [nasal(84), kamp_infusion("racemic 3-step infusion")], ids=["nasal", "racemate"])
def test_the_exact_course_is_that_of_the_solver(model, regimen):
    person = raad.Person(age=70, weight=60, ancestry="japanese", madrs=35)
    times = np.array([0.25, 0.5, 1, 1.5, 2.5, 3, 4, 8, 24, 48])
    solved = raad.simulate(raad.treatment(), regimen, raad.Cohort.of(person), times)
    exact = LinearBody.of(model, person).course(regimen)
    for name in ("venous_ketamine", "venous_noresketamine", "arterial_hnk_2r6r", "arterial_hnk_2s6s"):
        assert exact.values((name,), times) == pytest.approx(solved.values(name)[0], rel=1e-6, abs=1e-8)


def test_the_area_is_the_integral_of_the_curve(model):
    course = LinearBody.of(model, person_of("18-60 y Caucasian", 74)).course(nasal(84))
    times = np.concatenate([np.linspace(0, 4, 4001), np.linspace(4, 24, 4001)[1:]])
    curve = course.values(("venous_esketamine",), times)
    assert course.area(("venous_esketamine",), 24.0) == pytest.approx(np.trapezoid(curve, times), rel=1e-5)
    assert course.peak(("venous_esketamine",))[0] == pytest.approx(curve.max(), rel=1e-5)


@pytest.mark.parametrize("stratum", STRATA)
@pytest.mark.parametrize("mg", DOSES)
def test_perezruixo2021_as_printed_is_a_case_of_this_structure(model, mg, stratum):
    course = LinearBody.of(model.with_values(as_printed()), person_of(stratum, 70)).course(nasal(mg))
    arm, venous = f"esketamine nasal {mg} mg, {stratum}", ("venous_esketamine",)
    # Strata above 60 y hold people of many ages; 70 y stands for them.
    close = 0.01 if stratum.startswith("18") else 0.03
    assert course.peak(venous)[0] == pytest.approx(observed_value(arm, "plasma_esketamine_cmax"), rel=close)
    assert course.area(venous, 24.0) == pytest.approx(observed_value(arm, "plasma_esketamine_auc_0_24"), rel=close)


def observed_value(arm: str, quantity: str) -> float:
    return observed("perezruixo2021", arm, quantity)[0].value_in("ng*h/mL" if "auc" in quantity else "ng/mL")


def test_a_row_that_does_not_exist_is_named():
    with pytest.raises(BadInput, match="no_such"):
        published("simons2022", "no_such", "L")
    with pytest.raises(BadInput, match="no_such"):
        observed("kamp2020", "esketamine 3-step infusion", "no_such")


def test_predictions_are_named_by_their_targets(model):
    asked = demands(model)[:3]
    assert set(predict(model, {}, asked)) == {d.target.name for d in asked}
