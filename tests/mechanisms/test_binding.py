"""Binding: at rest each drug holds its share of a target, as competition at equilibrium would have it."""

from __future__ import annotations

import pytest

from raad.mechanisms.binding import BINDING
from raad.mechanisms.reading import rates_of, read
from raad.quantities.readings import as_number


@pytest.mark.parametrize("one", [0.0, 0.3, 5.0])
@pytest.mark.parametrize("other", [0.0, 2.0])
def test_competition_at_equilibrium(one, other):
    """Concentrations in units of Kd: the shares are c / (1 + sum of c)."""
    shares = {"a": one / (1 + one + other), "b": other / (1 + one + other)}
    for drug, level in (("a", one), ("b", other)):
        values = {
            f"brain_{drug}_free": 0.02 * 3 * level, "occupancy_sert": sum(shares.values()),
            f"bound_sert_{drug}": shares[drug], f"Kd_sert_{drug}": 0.02, "shift_in_vivo_sert": 3.0,
            f"k_off_{drug}": 7.0,
        }  # fmt: skip
        rate = rates_of(read(BINDING.of(drug=drug, target="sert"), as_number, values))[f"bound_sert_{drug}"]
        assert rate == pytest.approx(0, abs=1e-12)
