"""Discomfort, analgesia and cognition: ceilings, one potency, a threshold."""

from __future__ import annotations

import pytest

from raad.mechanisms.analgesia import ANALGESIA
from raad.mechanisms.cognition import COGNITION
from raad.mechanisms.discomfort import DISCOMFORT
from raad.mechanisms.effect_site import EFFECT_SITE

CEILINGS = {"dizziness": 0.55, "nausea": 0.45, "vomiting": 0.17, "headache": 0.14}


def test_each_has_half_of_its_ceiling_where_pain_is_half():
    params = {"C50_perception": 0.51, **{f"ceiling_{name}": value for name, value in CEILINGS.items()}}
    told = DISCOMFORT({}, {"effect_site_esketamine": 0.51}, params).outputs
    drives = {f"{name}_drive": value / 2 for name, value in CEILINGS.items()}
    assert told == pytest.approx({"perceived": 0.5, **drives})
    assert ANALGESIA({}, {"effect_site_esketamine": 0.51}, params).outputs["analgesia"] == pytest.approx(0.5)


def test_cognition_fails_below_the_peak_of_dissociation():
    params = {"half_cognition": 0.02, "exponent_cognition": 2.0}
    impaired = [
        COGNITION({}, {"dissociation_drive": d}, params).outputs["cognitive_impairment"] for d in (0, 0.02, 0.06)
    ]
    assert impaired == pytest.approx([0, 0.5, 0.9])


def test_the_effect_site_speaks_of_plasma():
    site = EFFECT_SITE.of(analyte="esketamine", group="ketamine")
    said = site({}, {"brain_esketamine_free": 0.2}, {"Kp_uu_ketamine": 0.8, "fu_plasma_ketamine": 0.5})
    assert said.outputs["effect_site_esketamine"] == pytest.approx(0.5)
