"""Vital signs: the drug's part by level and age, the visit's part beside it."""

from __future__ import annotations

import pytest

from raad.mechanisms.vital_signs import VITAL_SIGNS

PARAMS = {
    "C50_pressure": 2.0, "potency_arketamine_pressure": 0.0, "antagonism_noresketamine_pressure": 0.0,
    "share_adaptation_pressure": 0.6, "tau_adaptation_pressure": 0.8, "width_pressure": 0.001,
    "slope_pressure_age": 0.015, "age_reference_pressure": 45.0, "ceiling_sbp": 60.0, "ceiling_dbp": 30.0,
    "ceiling_heart_rate": 45.0, "visit_sbp": 6.0, "visit_dbp": 5.0,
}  # fmt: skip


def rises(s=0.0, r=0.0, nor=0.0, age=45.0, visit=0.0, adapted=0.0, **params):
    inputs = {
        "effect_site_esketamine": s, "effect_site_arketamine": r, "effect_site_noresketamine": nor, "age": age,
        "visit_arousal": visit,
    }  # fmt: skip
    outputs = VITAL_SIGNS({"pressure_adaptation": adapted}, inputs, PARAMS | params).outputs
    return outputs["sbp_rise"], outputs["dbp_rise"], outputs["heart_rate_rise"]


def test_half_of_the_ceilings_at_c50():
    assert rises(2.0) == pytest.approx((30, 15, 22.5), rel=0.01)


def test_a_visit_alone_raises_pressure_only():
    assert rises(visit=1.0) == (6.0, 5.0, 0.0)


def test_both_add_up_and_age_acts_on_the_drug():
    assert rises(2.0, visit=1.0)[0] == pytest.approx(rises(2.0)[0] + 6)
    assert rises(2.0, age=65.0)[0] == pytest.approx(1.3 * rises(2.0)[0])
    assert rises(age=65.0, visit=1.0)[0] == 6.0


def test_an_anaesthetic_level_raises_pressure_as_long_as_it_lasts():
    assert rises(8.2, adapted=0.8)[0] > 0.35 * rises(8.2)[0]


def test_variants_of_enantiomer_and_metabolite():
    assert rises(1.0, r=1.0, potency_arketamine_pressure=1.0) == pytest.approx(rises(2.0))
    assert rises(2.0, nor=1.0, antagonism_noresketamine_pressure=1.0) == pytest.approx(rises(1.0))
