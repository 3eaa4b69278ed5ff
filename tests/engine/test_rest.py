"""Rest: Newton finds where nothing moves, from afar too, and says who keeps moving when there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from raad.engine.graph import compile_model
from raad.engine.rest import settle
from raad.model.assemblies import SPECIES, treatment
from raad.quantities.errors import SolveFailed


@dataclass
class Pool:
    """A pool with an inflow and a loss that is written by a test."""

    loss: Any
    states: dict[str, str] = field(default_factory=lambda: {"pool": ""})
    outputs: dict[str, str] = field(default_factory=dict)
    exogenous: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=lambda: {"inflow": "1/h"})
    signed: frozenset[str] = frozenset()

    def read(self, leaf):
        pool, inflow = leaf("pool", "", 1.0), leaf("inflow", "1/h", 1.0)
        return {"pool": inflow - self.loss(pool)}, {}


def rest_of(loss, start=1.0, inflow=4.0):
    return settle(compile_model(Pool(loss)), np.array([start]), np.array([inflow]))[0]


def test_a_linear_pool_rests_at_inflow_over_loss():
    assert rest_of(lambda x: 2 * x) == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize("start", [1e-3, 1.0, 50.0])
def test_a_power_is_found_from_both_sides(start):
    assert rest_of(lambda x: x**2.5, start) == pytest.approx(4**0.4, rel=1e-12)


def test_who_keeps_moving_is_named():
    with pytest.raises(SolveFailed, match="pool"):
        rest_of(lambda x: x / (1 + x), start=1.0, inflow=4.0)


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("stress", [0.0, 0.3, 1.0])
def test_every_species_has_a_rest_at_every_stress(species, stress):
    model = treatment(species)
    kernel = compile_model(model)
    given = {**model.values, **model.rest_inputs, "stress_exposure": stress}
    slow = np.array([given[n] for n in kernel.slow_names])
    healthy = np.array(list(model.rest.values()))
    rest = settle(kernel, healthy, slow)
    assert np.abs(kernel.rates(rest, slow)).max() < 1e-9
    eigenvalues = np.linalg.eigvals(kernel.jacobian(rest, slow))
    assert eigenvalues.real.max() < 0, "the rest must be stable"
    if stress == 0:
        assert rest == pytest.approx(healthy, abs=1e-12)
