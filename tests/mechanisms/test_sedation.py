"""Sedation: sleepiness adapts, unconsciousness does not."""

from __future__ import annotations

import pytest

from raad.instruments.moaas import MOAAS
from raad.mechanisms.sedation import SEDATION

PARAMS = {
    "potency_arketamine_sedation": 0.44, "C50_sedation": 1.7, "exponent_sedation": 1.7,
    "share_adaptation_sedation": 0.96, "tau_adaptation_sedation": 0.8, "width_sedation": 0.0005,
    "C50_unconsciousness": 3.2, "exponent_unconsciousness": 3.0,
}  # fmt: skip


def said(s=0.0, r=0.0, adapted=0.0):
    inputs = {"effect_site_esketamine": s, "effect_site_arketamine": r}
    return SEDATION({"sedation_adaptation": adapted}, inputs, PARAMS).outputs


def test_adaptation_wakes_the_sleepy_and_not_the_unconscious():
    assert said(3.2, adapted=0.74)["sedation_drive"] < 0.1 * said(3.2)["sedation_drive"]
    assert said(3.2, adapted=0.74)["unconsciousness"] == said(3.2)["unconsciousness"] == pytest.approx(0.5)


def test_r_counts_less_than_half():
    assert said(r=1.0) == said(s=0.44)


@pytest.mark.parametrize(("sleepy", "out", "grade"), [(0, 0, 5), (9, 0, 3), (9, 1, 0), (0, 0.5, 2.5)])
def test_moaas_grades(sleepy, out, grade):
    """Sleepiness takes two grades at most; who is unconscious has none."""
    found = MOAAS({}, {"sedation_drive": sleepy, "unconsciousness": out}, {"gain_moaas": 4.0}).outputs["moaas"]
    assert found == pytest.approx(grade)
