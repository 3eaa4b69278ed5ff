"""The calibration 'first-walk': the register holds what the fit finds, and the fit looks rows up honestly."""

from __future__ import annotations

import re

import pytest

from raad.calibrate import first_walk
from raad.calibrate.first_walk_targets import targets
from raad.evidence import load_register
from raad.quantities.errors import BadTable

REGISTER = load_register()


def species(symbol: str) -> str:
    return "rat" if symbol == "gain_dopamine" else "human"


@pytest.fixture(scope="module")
def register_values() -> dict[str, float]:
    return {u.symbol: float(REGISTER.row(u.symbol, species(u.symbol)).value or 0) for u in first_walk.unknowns()}


@pytest.fixture(scope="module")
def predicted(register_values) -> dict[str, float]:
    return first_walk.predict(register_values)


def test_rows_of_the_register_name_this_calibration():
    for u in first_walk.unknowns():
        row = REGISTER.row(u.symbol, species(u.symbol))
        assert row.study_id == "calibration" and "first-walk" in row.note


def test_every_estimated_row_is_an_unknown_of_a_calibration():
    named = {u.symbol for u in first_walk.unknowns()}
    rows = {r.symbol for r in REGISTER.rows if r.study_id == "calibration" and "first-walk" in r.note}
    assert rows == named


def test_register_is_at_the_optimum(register_values):
    """Steps of 5 % along four unknowns that matter do not lower the objective by more than rounding of the rows."""
    at = objective(register_values)
    for symbol in ("weight_spines_mood", "exponent_mtorc1", "k_new_spines", "gain_disinhibition"):
        for factor in (0.95, 1.05):
            assert objective({**register_values, symbol: register_values[symbol] * factor}) > at - 0.05


def objective(values: dict[str, float]) -> float:
    from math import log

    said = first_walk.predict(values)
    away = sum((log(values[u.symbol] / u.prior) / u.spread) ** 2 for u in first_walk.unknowns())
    return away + sum(t.residual(said[t.name]) ** 2 for t in targets())


def test_every_target_is_predicted_and_no_residual_is_hidden(predicted):
    assert set(predicted) == {t.name for t in targets()}


# Residuals beyond two standard deviations: what the walk does not explain yet.
KNOWN_MISSES = {
    *("dose_buys_duration", "ketamine_7d_over_1d", "surge_time", "surge_rat30", "mtorc1_rat", "rescue_spines"),
}


def test_residuals_are_within_two_standard_deviations_but_for_known_misses(predicted):
    off = {t.name: t.residual(predicted[t.name]) for t in targets()}
    assert {name for name, residual in off.items() if abs(residual) > 2} == KNOWN_MISSES


def test_targets_use_read_rows_only():
    """Every target that names a study found its row among the read ones; the others are called assumptions."""
    for t in targets():
        assert t.sd > 0 and t.why


def test_a_sign_cannot_be_read_the_wrong_way_round(monkeypatch):
    row = next(r for r in first_walk.table("first_walk_targets.csv") if r["target"] == "surge_rat200")
    from raad.calibrate.first_walk_targets import _target

    with pytest.raises(BadTable, match="sign"):
        _target({**row, "reading": "0.2"})


def test_citations_name_what_a_calibration_was_fitted_to():
    from raad.solve.cited import calibrated_from

    said = {study.partition("/")[2] for study in calibrated_from()["first-walk"]}
    assert said >= {t.study_id for t in targets()} - {"assumption"}
    named = {word for t in targets() for word in re.findall(r"[a-z]+[0-9]{4}[a-z]*", t.why)}
    assert said >= named
