"""Rapid potentiation needs both arms behind mTORC1 and GSK3, and answers a rise only."""

from __future__ import annotations

import pytest

from raad.mechanisms.potentiation import POTENTIATION

MECHANISM = POTENTIATION.of(place="prefrontal")
PARAMS = {
    "width_surplus": 0.2,
    "EC50_potentiation": 0.5,
    "potentiation_max": 2.0,
    "k_potentiation": 2.0,
    "tau_potentiation": 6.0,
}


def rate(s6k: float, gsk3: float, permission: float = 1.0, state: float = 1.0) -> float:
    inputs = {"s6k_prefrontal_rel": s6k, "gsk3_prefrontal_rel": gsk3, "permission_fast": permission}
    said = MECHANISM({"potentiation_prefrontal_rel": state}, inputs, PARAMS)
    return said.rates["potentiation_prefrontal_rel"]


def test_both_arms_are_needed():
    both = rate(2.0, 0.6)
    assert both > 0.5
    assert rate(2.0, 1.0) == pytest.approx(0, abs=1e-12) and rate(1.0, 0.6) == pytest.approx(0, abs=1e-12)


def test_a_fall_leaves_it_at_rest():
    assert abs(rate(0.3, 1.5)) < 0.01 * rate(2.0, 0.6)


def test_it_is_in_proportion_to_permission_and_saturates():
    assert rate(2.0, 0.6, 0.5) == pytest.approx(rate(2.0, 0.6) / 2)
    assert rate(9.0, 0.1, state=2.0) < 0
