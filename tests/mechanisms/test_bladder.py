"""Bladder: minor symptoms at any exposure, a wound at high ones only."""

from __future__ import annotations

import pytest

from raad.mechanisms.bladder import BLADDER

PARAMS = {
    "tau_weekly_exposure": 168.0, "hazard_urinary": 1e-5, "ceiling_urinary": 6e-5, "half_urinary": 5.0,
    "k_cystitis": 6e-5, "half_cystitis": 60.0, "exponent_cystitis": 3.0, "tau_cystitis": 8766.0,
}  # fmt: skip


def said(weekly, cystitis=0.0, s=0.0, r=0.0):
    states = {"weekly_exposure": weekly, "cystitis": cystitis}
    return BLADDER(states, {"arterial_conc_esketamine": s, "arterial_conc_arketamine": r}, PARAMS)


def test_a_level_held_for_long_is_told_as_the_area_of_a_week():
    assert said(168.0, s=0.4, r=0.6).rates["weekly_exposure"] == pytest.approx(0)


def test_a_tenth_of_the_half_wounds_a_thousandth_and_irritates_by_half():
    assert said(6.0).rates["cystitis"] == pytest.approx(6e-5 / 1001)
    assert said(5.0).outputs["urinary_hazard"] == pytest.approx(1e-5 + 3e-5)


def test_a_wound_heals_when_nothing_comes():
    assert said(0.0, cystitis=0.5).rates["cystitis"] == pytest.approx(-0.5 / 8766)
