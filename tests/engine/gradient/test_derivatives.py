"""Derivatives as code: exact, and the transposes are the transposes."""

from __future__ import annotations

import numpy as np
import pytest
import symengine

from raad.engine.code.lanes import Lanes
from raad.engine.code.machine import this_machine
from raad.engine.compiled import compiled
from raad.engine.gradient.compiled_gradient import differentiated
from raad.engine.gradient.derivatives import STAGES, Derivatives
from raad.engine.loop.memory import lanes_array
from raad.engine.system import System

Y = np.array([0.7, 1.9, 0.4])
P = np.array([1.3, 0.6, 2.5, 0.8])


@pytest.fixture(scope="module")
def system():
    x, y, z = symengine.symbols("x y z")
    k, half, hill, gain = symengine.symbols("k half hill gain")
    bound = x**hill / (x**hill + half**hill)
    rates = (-k * x + gain * z * y, bound * gain - symengine.exp(-z) * y**2, symengine.sqrt(y) * k - z * x / (1 + y))
    return System(
        ("x", "y", "z"), ("k", "half", "hill", "gain"), rates, {"bound": bound, "sum": x + k * z}, frozenset()
    )


@pytest.fixture(scope="module")
def made(system):
    return differentiated(compiled(system))


def differences(function, at, step=1e-6):
    columns = []
    for k in range(len(at)):
        shift = np.eye(len(at))[k] * step
        columns.append((function(at + shift) - function(at - shift)) / (2 * step))
    return np.array(columns).T


def rates_at(made, y, p):
    return made.rates(y[None], p[None])[0]


def test_first_derivatives_are_those_of_the_rates(made):
    by_state, by_slow = made.slopes(Y, P)
    np.testing.assert_allclose(by_state, differences(lambda y: rates_at(made, y, P), Y), rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(by_slow, differences(lambda p: rates_at(made, Y, p), P), rtol=1e-8, atol=1e-9)


def test_derivatives_of_outputs(made):
    by_state, by_slow = made.output_slopes(np.array([Y, 2 * Y]), np.array([P, P]))
    risen = Y[0] ** P[2]
    assert by_state[0, 1].tolist() == [1.0, 0.0, P[0]]
    assert by_slow[1, 1, 0] == 2 * Y[2]
    wanted = P[2] * risen / Y[0] * P[1] ** P[2] / (risen + P[1] ** P[2]) ** 2
    np.testing.assert_allclose(by_state[0, 0, 0], wanted, rtol=1e-12)


def test_an_empty_compartment_has_finite_derivatives(made):
    """A power of zero is zero, whatever its exponent: no logarithm of zero comes through."""
    by_state, by_slow = made.slopes(np.array([0.0, 1.0, 1.0]), P)
    assert np.isfinite(by_state).all() and np.isfinite(by_slow).all()
    assert by_slow[1, 2] == 0.0


def packed(values, width):
    sheet = np.zeros(-(-len(values) // width) * width)
    sheet[: len(values)] = values
    found = lanes_array(len(sheet) // width, width)
    found[:] = sheet.reshape(-1, width)
    return found


def spread(made, vectors):
    return made.lanes_of(np.asarray(vectors))[0]


def test_transposed_solution_is_that_of_the_transposed_matrix(made, system):
    width, entries = made.width, list(system.jacobian)
    by_state, _ = made.slopes(Y, P)
    factors = lanes_array(made.code.sizes["n_factor"], width)
    jacobian = spread(made, [[by_state[e] for e in entries]])
    shift = spread(made, [[7.0]])
    made.code.functions["factor"](jacobian.ctypes.data, shift.ctypes.data, factors.ctypes.data)
    right = np.arange(3.0 * width).reshape(width, 3)
    x, one_step = spread(made, right), packed(factors[:, 0], width)
    made.functions["solve_transposed_packed"](one_step.ctypes.data, x.ctypes.data)
    np.testing.assert_allclose(x, np.linalg.solve((7 * np.eye(3) - by_state).T, right.T), rtol=1e-12)


def test_pulled_slopes_are_products_with_the_transposes(made):
    width = made.width
    by_state, by_slow = made.slopes(Y, P)
    raw = [by_state[tuple(e)] for e in made.known["entries"]] + [by_slow[tuple(e)] for e in made.known["by_slow"]]
    v = np.linspace(-1, 1, 3 * width).reshape(width, 3)
    y_bar, p_bar, lanes = lanes_array(3, width), lanes_array(4, width), spread(made, v)
    p_bar[:] = 1.0
    step = packed(raw, width)
    made.functions["pull_slopes_packed"](*(a.ctypes.data for a in (step, lanes, y_bar, p_bar)))
    np.testing.assert_allclose(y_bar, by_state.T @ v.T, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(p_bar, 1 + by_slow.T @ v.T, rtol=1e-12, atol=1e-14)


def test_pulled_curvature_is_the_gradient_of_the_jacobian_between_two_vectors(made):
    width = made.width
    u, v = np.random.default_rng(3).normal(size=(2, STAGES, 3))
    curvature, q = lanes_array(made.known["n_curvature"], width), lanes_array(made.known["n_hoisted"], width)
    y, p = spread(made, [Y]), spread(made, [P])
    made.functions["prepare_derivatives"](p.ctypes.data, q.ctypes.data)
    made.functions["curvature"](*(a.ctypes.data for a in (y, p, q, curvature)))
    y_bar, p_bar = lanes_array(3, width), lanes_array(4, width)
    arrays = (packed(curvature[:, 0], width), packed(u.ravel(), width), spread(made, [v.ravel()]), y_bar, p_bar)
    made.functions["pull_curvature_packed"](*(a.ctypes.data for a in arrays))

    def between(y, p):
        return np.array([np.einsum("sa,ab,sb->", v, made.slopes(y, p)[0], u)])

    np.testing.assert_allclose(y_bar[:, -1], differences(lambda y: between(y, P), Y)[0], rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(p_bar[:, -1], differences(lambda p: between(Y, p), P)[0], rtol=1e-7, atol=1e-8)


def test_the_code_is_the_same_each_time(system):
    lanes = Lanes(this_machine().lanes.width)
    assert str(Derivatives(system, lanes).module) == str(Derivatives(system, lanes).module)
