"""Gates of plasticity: nothing at rest, little from a rise, nearly everything from a loss."""

from __future__ import annotations

import pytest

from raad.mechanisms.permission import PERMISSION

PERMISSIVE = {
    "share_dopamine_gate": 1.0, "half_dopamine_gate": 0.5, "share_serotonin_fast": 0.0,
    "share_serotonin_sustained": 1.0, "half_serotonin_gate": 0.3, "share_nmda_gate": 1.0,
}  # fmt: skip


def permitted(params=PERMISSIVE, **inputs):
    given = {**dict.fromkeys(PERMISSION.inputs, 0.0), "dopamine_rel": 1.0, "serotonin_rel": 1.0, **inputs}
    said = PERMISSION({}, given, params).outputs
    return said["permission_fast"], said["permission_sustained"]


def test_rest_permits_all():
    assert permitted() == pytest.approx((1, 1))


def test_a_rise_of_monoamines_adds_a_sixteenth_at_most():
    assert 1 < permitted(dopamine_rel=50.0)[0] < 1.07 and 1 < permitted(serotonin_rel=50.0)[1] < 1.07


def test_a_loss_takes_nearly_all():
    assert permitted(d1_antagonist=0.9)[0] < 0.15 and permitted(pka_inhibitor=0.9)[1] < 0.15
    assert permitted(serotonin_1a_antagonist=0.9)[1] < 0.15


def test_the_quick_effect_needs_no_serotonin_by_default():
    assert permitted(serotonin_rel=0.01)[0] == pytest.approx(1)


def test_a_strict_gate_asks_for_the_rise():
    strict = PERMISSIVE | {"half_dopamine_gate": 10.0}
    assert permitted(strict, dopamine_rel=2.0)[0] > 5


def test_nmda_current_counts_for_what_lasts_only():
    assert permitted(nmda_block_pyramidal=0.8) == pytest.approx((1, 0.04))
    assert permitted(nmda_potentiator=0.5) == pytest.approx((1, 2.25))
