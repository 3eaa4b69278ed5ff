"""Compiled equations: they say what the mechanisms say, and their Jacobian is the derivative."""

from __future__ import annotations

import numpy as np
import pytest

from raad.engine.graph import compile_model
from raad.model.assemblies import SPECIES, treatment


@pytest.fixture(scope="module", params=SPECIES)
def compiled(request):
    model = treatment(request.param)
    return model, compile_model(model)


def point(model, seed):
    """A state away from rest, with the parameters of the register and a patient of 70 kg."""
    rng = np.random.default_rng(seed)
    y = np.array([rng.uniform(0.6, 1.4) if r else rng.uniform(0.05, 0.5) for r in model.rest.values()])
    given = {**model.values, **model.rest_inputs, "weight": 70.0, "age": 65.0, "stress_exposure": 0.5}
    return y, np.array([given[n] for n in (*model.params, *model.exogenous)])


@pytest.mark.parametrize("seed", range(3))
def test_it_says_what_the_mechanisms_say(compiled, seed):
    model, kernel = compiled
    y, p = point(model, seed)
    states, slow = dict(zip(model.states, y, strict=True)), dict(zip(kernel.slow_names, p, strict=True))
    rates, outputs = model.evaluate(states, slow, slow)
    assert kernel.rates(y, p) == pytest.approx(np.array(list(rates.values())), rel=1e-10, abs=1e-12)
    assert kernel.outputs(y, p) == pytest.approx(np.array(list(outputs.values())), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_its_jacobian_is_the_derivative(compiled, seed):
    model, kernel = compiled
    y, p = point(model, seed)
    exact = kernel.jacobian(y, p)
    for j in range(len(y)):
        h = 1e-5 * max(1, abs(y[j]))
        up, down = y.copy(), y.copy()
        up[j] += h
        down[j] -= h
        measured = (kernel.rates(up, p) - kernel.rates(down, p)) / (2 * h)
        assert exact[:, j] == pytest.approx(measured, rel=1e-6, abs=1e-6), model_column(model, j)


def model_column(model, j):
    return f"derivative with respect to {list(model.states)[j]}"


def test_entries_outside_the_pattern_are_zero(compiled):
    model, kernel = compiled
    y, p = point(model, 0)
    outside = np.ones((len(y), len(y)), dtype=bool)
    outside[kernel.rows, kernel.columns] = False
    assert not kernel.jacobian(y, p)[outside].any()
    assert len(kernel.rows) < 0.15 * outside.size  # a cascade is sparse


def test_in_place_rates_are_the_same(compiled):
    model, kernel = compiled
    y, p = point(model, 1)
    out = np.empty(len(y))
    kernel.rates_into(np.concatenate([y, p]), out)
    assert np.array_equal(out, kernel.rates(y, p))


def test_names_stand_in_the_order_of_the_vectors(compiled):
    model, kernel = compiled
    assert kernel.state_names == tuple(model.states)
    assert kernel.slow_names == (*model.params, *model.exogenous)
    assert {n for n, s in zip(kernel.state_names, kernel.signed, strict=True) if s} == set(model.signed)
