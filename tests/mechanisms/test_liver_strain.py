"""Liver strain: hours in a row count, the same hours with pauses do not."""

from __future__ import annotations

from raad.mechanisms.liver_strain import LIVER_STRAIN

PARAMS = {
    "half_liver_exposure": 0.1, "exponent_liver_exposure": 2.0, "half_liver_strain": 62.0,
    "exponent_liver_strain": 8.0, "tau_liver_strain": 100.0,
}  # fmt: skip


def strain(level, hours):
    """After `hours` [h] of those that are exposed to `level`, hour by hour."""
    states, worst = {"hours_exposed": 0.0}, 0.0
    for hour in range(hours):
        inputs = {"arterial_conc_esketamine": level(hour), "arterial_conc_arketamine": 0.0}
        said = LIVER_STRAIN(states, inputs, PARAMS)
        states = {"hours_exposed": states["hours_exposed"] + said.rates["hours_exposed"]}
        worst = max(worst, said.outputs["liver_strain"])
    return worst


def test_a_hundred_hours_at_once_and_in_pieces():
    assert strain(lambda hour: 0.8, 101) > 0.45
    assert strain(lambda hour: 0.8 if hour % 24 < 4 else 0.0, 600) < 0.01


def test_twice_the_level_is_not_twice_the_strain():
    assert strain(lambda hour: 1.6, 101) < 1.1 * strain(lambda hour: 0.8, 101)
