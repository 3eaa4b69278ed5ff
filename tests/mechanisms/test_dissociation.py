"""Dissociation: by S-ketamine, against what the session has got used to, and less from session to session."""

from __future__ import annotations

import pytest

from raad.mechanisms.dissociation import DISSOCIATION

PARAMS = {
    "C50_dissociation": 1.7, "exponent_dissociation": 1.7, "potency_arketamine_dissociation": 0.0,
    "antagonism_noresketamine_dissociation": 0.0, "share_adaptation_dissociation": 0.9,
    "tau_adaptation_dissociation": 0.8, "gain_rate_dissociation": 0.0, "floor_rate_dissociation": 0.01,
    "tau_trace_dissociation": 1.0, "width_dissociation": 0.0005, "k_habituation": 3.0, "tau_habituation": 672.0,
}  # fmt: skip
NOTHING = dict.fromkeys(DISSOCIATION.states, 0.0)


def said(s=0.0, r=0.0, nor=0.0, states=NOTHING, **params):
    sites = {"effect_site_esketamine": s, "effect_site_arketamine": r, "effect_site_noresketamine": nor}
    return DISSOCIATION({**NOTHING, **states}, sites, PARAMS | params)


def drive(*args, **kwargs):
    return said(*args, **kwargs).outputs["dissociation_drive"]


def test_half_at_c50_and_nothing_by_r():
    assert drive(1.7) == pytest.approx(0.5, abs=0.001)
    assert drive(r=5.0) == 0
    assert drive(r=1.7, potency_arketamine_dissociation=1.0) == pytest.approx(drive(1.7))


def test_an_effect_that_is_known_is_felt_to_a_tenth():
    assert drive(1.7, states={"dissociation_adaptation": 0.5}) == pytest.approx(0.05, abs=0.001)
    assert 0 <= drive(0.5, states={"dissociation_adaptation": 0.5}) < 3e-4  # half of the width


def test_the_metabolite_shifts_the_curve():
    assert drive(1.7, nor=0.5, antagonism_noresketamine_dissociation=2.0) == pytest.approx(
        drive(0.85, antagonism_noresketamine_dissociation=2.0)
    )


def test_a_rise_counts_more_than_a_level():
    known = {"dissociation_trace": 1.0}
    assert drive(1.7, states=known, gain_rate_dissociation=4.0) < 0.25 * drive(1.7, gain_rate_dissociation=4.0)
    assert drive(1.7, states=known) == drive(1.7)


def test_earlier_sessions_take_a_share_of_what_is_felt_and_not_of_perception():
    outputs = said(1.0, states={"dissociation_habituation": 0.4}).outputs
    assert outputs["dissociation_felt"] == pytest.approx(0.6 * outputs["dissociation_drive"])
    assert outputs["dissociation_drive"] == drive(1.0)
