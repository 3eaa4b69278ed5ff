"""Sparse elimination: its pattern holds the fill, its order is a permutation, and its code solves what NumPy solves."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import numpy as np
import pytest
import symengine
from hypothesis import given, settings
from hypothesis import strategies as st

from raad.engine.code.elimination import eliminate
from raad.engine.compiled import compiled
from raad.engine.loop.memory import lanes_array
from raad.engine.system import System

patterns = st.integers(1, 9).flatmap(
    lambda n: st.tuples(st.just(n), st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))))
)


def linear(matrix):
    """Return the system dy/dt = M y, whose Jacobian has the non-zeros of M as parameters."""
    n = len(matrix)
    names = {(i, j): f"m{i}_{j}" for i, j in zip(*np.nonzero(matrix), strict=True)}
    y = [symengine.Symbol(f"y{i}") for i in range(n)]
    rates = [sum(symengine.Symbol(names[i, j]) * y[j] for j in range(n) if (i, j) in names) for i in range(n)]
    states = tuple(f"y{i}" for i in range(n))
    return System(states, tuple(names.values()), tuple(map(symengine.sympify, rates)), {}, frozenset(states))


def by_engine(matrix, shift, right):
    """Solve (shift I - M) x = right in every lane by the generated code; return x and the residual."""
    code = compiled(linear(matrix))
    sizes = {**code.sizes, "one": 1}
    room = SimpleNamespace(**{k: lanes_array(max(v, 1), code.width) for k, v in sizes.items()})
    jacobian, factors, g, b, x, off = room.n_jacobian, room.n_factor, room.one, *(
        lanes_array(len(matrix), code.width) for _ in range(2)
    ), lanes_array(1, code.width)  # fmt: skip
    jacobian[: len(code.entries)] = matrix[code.entries[:, 0], code.entries[:, 1]][:, None]
    g[0], b[:] = shift, right
    x[:] = b
    for name, arrays in (
        ("factor", (jacobian, g, factors)), ("solve", (factors, x)), ("residual", (jacobian, g, x, b, off)),
    ):  # fmt: skip
        code.functions[name](*(ctypes.c_void_p(a.ctypes.data) for a in arrays))
    return x, off[0]


def dense_fill(size, entries, order):
    """Follow the fill of an elimination in this order with full matrices of yes and no."""
    full = np.eye(size, dtype=bool)
    for i, j in entries:
        full[i, j] = True
    left = set(range(size))
    for k in order:
        left.remove(k)
        down, across = [i for i in left if full[i, k]], [j for j in left if full[k, j]]
        full[np.ix_(down, across)] = True
    return {(int(i), int(j)) for i, j in zip(*np.nonzero(full), strict=True)}


@given(patterns)
def test_the_order_is_a_permutation_and_the_pattern_is_exactly_the_fill(pattern):
    size, entries = pattern
    plan = eliminate(size, entries)
    assert sorted(plan.order) == list(range(size))
    assert set(plan.place) == dense_fill(size, entries, plan.order)
    assert sorted(plan.place.values()) == list(range(len(plan.place))), "every entry has a place of its own"


@given(patterns)
def test_rows_and_columns_name_what_is_still_to_be_eliminated(pattern):
    plan = eliminate(*pattern)
    for k, pivot in enumerate(plan.order):
        later = set(plan.order[k + 1 :])
        assert set(plan.below[k]) == {i for i in later if (i, pivot) in plan.place}
        assert set(plan.right[k]) == {j for j in later if (pivot, j) in plan.place}


@given(patterns, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(pattern, random):
    size, entries = pattern
    mixed = random.sample(sorted(entries), len(entries))
    assert eliminate(size, sorted(entries)) == eliminate(size, mixed)


@pytest.mark.parametrize("point", [0, 3, 5])
def test_an_arrow_fills_nothing(point):
    arrow = [(point, k) for k in range(6)] + [(k, point) for k in range(6)]
    plan = eliminate(6, arrow)
    assert len(plan.place) == 16, "six on the diagonal, ten in the arrow"
    assert plan.order.index(point) >= 4, "the point comes when nothing is left but one"


def test_a_chain_fills_nothing():
    plan = eliminate(9, [(k, k + 1) for k in range(8)] + [(k + 1, k) for k in range(8)])
    assert len(plan.place) == 9 + 16


def test_a_cascade_is_solved_without_elimination_of_more_than_its_entries():
    entries = [(k + 1, k) for k in range(8)] + [(8, 0), (8, 3)]
    assert len(eliminate(9, entries).place) == 9 + 10 - 0, "a triangle has no fill in any order"


def test_nothing_but_a_diagonal():
    plan = eliminate(3, [])
    assert plan.below == plan.right == ((), (), ())
    assert len(eliminate(0, [])) == 0


@pytest.mark.parametrize("seed", range(6))
def test_the_code_solves_what_numpy_solves(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 13))
    matrix = np.where(rng.random((n, n)) < 0.3, rng.normal(size=(n, n)), 0.0)
    shift = np.abs(matrix).sum(axis=1).max() + rng.uniform(0.5, 2.0)  # the diagonal dominates, as at accepted steps
    right = rng.normal(size=n)[:, None] * rng.lognormal(0, 3, 16)[: compiled(linear(matrix)).width]
    x, off = by_engine(matrix, shift, right)
    exact = np.linalg.solve(shift * np.eye(n) - matrix, right)
    assert x == pytest.approx(exact, rel=1e-12, abs=1e-13 * np.abs(exact).max()), "rounding of a well posed system"
    assert off.max() < 1e-14


def test_every_lane_has_its_own_matrix_shift():
    matrix = np.array([[0.0, 2.0], [-3.0, -1.0]])
    width = compiled(linear(matrix)).width
    shift = np.geomspace(10, 1e9, width)
    x, _ = by_engine(matrix, shift, np.ones((2, width)))
    for lane, g in enumerate(shift):
        exact = np.linalg.solve(g * np.eye(2) - matrix, np.ones(2))
        assert x[:, lane] == pytest.approx(exact, rel=1e-14)


def test_a_vanished_pivot_shows_in_the_residual():
    # Off the diagonal alone: with shift 0 the first pivot is zero, though the matrix is regular.
    _, off = by_engine(np.array([[0.0, 1.0], [1.0, 0.0]]), 0.0, np.ones((2, 1)))
    assert not (off <= 1e-6).any()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_solution_of_any_dense_matrix_has_a_small_residual(seed):
    rng = np.random.default_rng(seed)
    matrix = DENSE * rng.normal(size=DENSE.shape)
    _, off = by_engine(matrix, np.abs(matrix).sum(axis=1).max() * 1.1, rng.normal(size=(4, 1)))
    assert off.max() < 1e-14


DENSE = np.ones((4, 4))
