"""The steps: order of the method and of its dense output, stability, and errors near the tolerance."""

from __future__ import annotations

import numpy as np
import pytest
import symengine
from scipy.integrate import solve_ivp
from symengine import Symbol, exp, symbols

from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.loop.memory import FINE
from raad.engine.loop.rodas5p import GAMMA, A, C
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable

# With such a tolerance every step is taken, and `go` in small increments sets their length.
ANY_ERROR = Accuracy(rtol=1e50, atol=1e100)


def system(states, rates, slow=()):
    return System(tuple(states), tuple(slow), tuple(symengine.sympify(r) for r in rates), {}, frozenset(states))


def journey(one, entry, times, accuracy, slow=(), lines=(), start=0.0):
    entry, slow = np.atleast_2d(np.asarray(entry, dtype=float)), np.atleast_2d(np.asarray(slow, dtype=float))
    people = len(entry)
    return Journey(
        compiled(one), entry, np.broadcast_to(slow, (people, slow.shape[1])), np.full(people, start),
        Timetable.of([lines] * people), Records.same(people, np.asarray(times)), Watch.nothing(), accuracy,
    )  # fmt: skip


def course(*arguments, **named):
    """Follow people to the last of the times. (n_people, n_times, n_states)"""
    one = journey(*arguments, **named)
    one.go(one.records.time[-1])
    assert (one.status == FINE).all()
    return one.states.reshape(one.people, -1, one.n), one


def smooth():
    """Nonlinear, with a circle that attracts: y = cos t, z = sin t, w = exp(-t)."""
    y, z, w, k = symbols("y z w k")
    return system("yzw", [-z - k * (y**2 + z**2 - 1) * y, y - k * (y**2 + z**2 - 1) * z, -w * (y**2 + z**2)], ["k"])


def driven():
    """Prothero and Robinson's problem: w is drawn to z with any strength; y = cos t, z = sin t = w."""
    y, z, w, k = symbols("y z w k")
    return system("yzw", [-z, y, y - k * (w - z)], ["k"])


def equal_steps(number, k, times=None, one=None, entry=(1, 0, 1)):
    one = journey(one or smooth(), entry, [1.0] if times is None else times, ANY_ERROR, slow=[k])
    for end in np.linspace(0, 1, number + 1)[1:]:
        one.go(end)
    assert one.steps[0] == number
    return one


def exact(t):
    return np.stack([np.cos(t), np.sin(t), np.exp(-t)], axis=-1)


def orders(errors):
    return np.log2(np.array(errors[:-1]) / np.array(errors[1:]))


@pytest.mark.parametrize("k", [0.0, 1.0])
def test_steps_are_of_order_five(k):
    errors = [np.abs(equal_steps(n, k).y - exact(1.0)).max() for n in (8, 16, 32)]
    assert orders(errors) == pytest.approx(5, abs=0.25)


@pytest.mark.parametrize("k", [1e2, 1e4, 1e6])
def test_stiffness_does_not_reduce_the_order_much(k):
    """Rodas5P meets conditions for such problems; a method without them falls to order one or two."""
    runs = [equal_steps(n, k, one=driven(), entry=(1, 0, 0)) for n in (4, 8, 16, 32)]
    errors = [abs(run.y[0, 2] - np.sin(1.0)) for run in runs]
    assert errors[0] < 2e-5
    assert np.mean(orders(errors)) > 3.5 or errors[-1] < 1e-12


@pytest.mark.parametrize("k", [0.0, 1.0])
def test_dense_output_is_of_order_four(k):
    """Its error per step is of order five, as that of the method's steps summed up; it must not fall below four."""
    times = np.linspace(0, 1, 200)
    errors = [np.abs(equal_steps(n, k, times).states - exact(times)).max() for n in (4, 8, 16, 32)]
    assert (orders(errors) > 3.7).all()


def test_dense_output_is_much_finer_than_a_straight_line():
    times = np.linspace(0, 1, 200)
    assert np.abs(equal_steps(4, 1.0, times).states - exact(times)).max() < 3e-5


def test_dense_output_meets_the_steps_at_their_ends():
    ends = np.linspace(0, 1, 5)
    between = equal_steps(4, 1.0, ends).states
    for k, end in enumerate(ends):
        one = journey(smooth(), [1, 0, 1], [1.0], ANY_ERROR, slow=[1.0])
        for stop in ends[1 : k + 1]:
            one.go(stop)
        assert np.array_equal(between[k], one.y[0]), end


def test_coefficients_say_that_the_method_is_stiffly_accurate():
    """Stages seven and eight start where the stage before ended, so the tables hold six rows of A and eight of C."""
    assert [len(row) for row in A] == [0, 1, 2, 3, 4, 5]
    assert [len(row) for row in C] == list(range(8))
    assert 0.1 < GAMMA < 0.3


@pytest.mark.parametrize("rate", [1e4, 1e8, 1e12])
def test_one_long_step_of_a_fast_decay_ends_near_zero(rate):
    """L-stability: the step is as long as 1e12 time constants, and what decays is gone."""
    one = journey(system("y", [-Symbol("k") * Symbol("y")], ["k"]), [1.0], [1.0], ANY_ERROR, slow=[rate])
    one.go(1.0)
    assert one.steps[0] == 1
    assert abs(one.y[0, 0]) < 20 / rate


def test_a_fast_state_follows_a_slow_one():
    y, z, k = symbols("y z k")
    one, t, rtol = system("yz", [-y, k * (y**2 - z)], ["k"]), np.array([0.5, 1.0, 3.0]), 1e-6
    found, run = course(one, [1.0, 0.0], t, Accuracy(rtol=rtol), slow=[1e8])
    assert run.steps[0] < 100, "the fast state does not keep the steps short"
    assert found[0, :, 0] == pytest.approx(np.exp(-t), rel=rtol)
    assert found[0, -1, 1] == pytest.approx(np.exp(-6.0), rel=2 * rtol), "a step ends there"
    # Within long steps the dense output of what follows another state is less exact than the steps are.
    assert found[0, :-1, 1] == pytest.approx(np.exp(-2 * t[:-1]), rel=300 * rtol)


ROBERTSON = system(
    "abc",
    [
        -Symbol("a") * 0.04 + Symbol("b") * Symbol("c") * 1e4,
        Symbol("a") * 0.04 - Symbol("b") * Symbol("c") * 1e4 - 3e7 * Symbol("b") ** 2,
        3e7 * Symbol("b") ** 2,
    ],
)
VAN_DER_POL = system(["x", "v"], [Symbol("v"), ((1 - Symbol("x") ** 2) * Symbol("v") - Symbol("x")) * 1000])
KINETICS = system(
    ["gut", "blood", "effect"],
    [
        -Symbol("gut"), Symbol("gut") - 5 * Symbol("blood") / (Symbol("blood") + 0.2),
        50 * (1 - exp(-Symbol("blood"))) - 50 * Symbol("effect"),
    ],
)  # fmt: skip
PROBLEMS = {
    "Robertson": (ROBERTSON, [1.0, 0.0, 0.0], np.array([0.4, 4.0, 40.0, 400.0, 4e3])),
    "Van der Pol": (VAN_DER_POL, [2.0, 0.0], np.array([0.1, 0.5, 0.75])),
    "kinetics": (KINETICS, [3.0, 0.0, 0.0], np.array([0.1, 0.5, 1.0, 2.0, 4.0, 8.0])),
}


@pytest.fixture(scope="module", params=PROBLEMS)
def problem(request):
    one, entry, times = PROBLEMS[request.param]
    y = [Symbol(n) for n in one.states]
    f = symengine.Lambdify(y, list(one.rates), backend="lambda")
    slopes = symengine.Lambdify(y, [[r.diff(s) for s in y] for r in one.rates], backend="lambda")
    said = solve_ivp(
        lambda t, x: f(x), (0, times[-1]), entry, method="Radau", jac=lambda t, x: slopes(x).reshape(len(y), len(y)),
        rtol=1e-12, atol=1e-16, t_eval=times,
    )  # fmt: skip
    return one, entry, times, said.y.T


@pytest.mark.parametrize("rtol", [1e-4, 1e-6, 1e-8, 1e-10])
def test_errors_are_near_the_tolerance(problem, rtol):
    one, entry, times, reference = problem
    found, _ = course(one, entry, times, Accuracy(rtol=rtol, floor=1e-3, atol=1e-14))
    error = np.abs(found[0] - reference) / (np.abs(reference) + 1e-3 * np.abs(reference).max(axis=0))
    assert error.max() < 20 * rtol + 2e-11, "the reference itself is known to about 1e-11"


def test_a_tighter_tolerance_costs_steps_as_order_five_does(problem):
    one, entry, times, _ = problem
    steps = [course(one, entry, times, Accuracy(rtol=r, atol=1e-14))[1].steps[0] for r in (1e-5, 1e-10)]
    assert 4 < steps[1] / steps[0] < 25, "a hundred thousand times tighter: ten times the steps at order five"


def test_a_dose_costs_a_handful_of_steps():
    def steps(lines):
        run = course(KINETICS, [0.0, 0.0, 0.0], [48.0], Accuracy(rtol=1e-4), lines=lines)[1]
        return run.steps[0], run.rejected[0]

    none, (one, tried), (two, again) = steps([])[0], steps([(1.0, Kind.BOLUS, 0, 3.0)]), steps(
        [(1.0, Kind.BOLUS, 0, 3.0), (25.0, Kind.BOLUS, 0, 3.0)]
    )  # fmt: skip
    assert none <= 12, "nothing happens in an empty body"
    assert one < 60
    assert two < 2 * one + 5
    assert tried + again < 0.3 * (one + two)


def test_a_long_rest_is_crossed_in_few_steps():
    _, run = course(KINETICS, [1.0, 0.0, 0.0], [10_000.0], Accuracy(rtol=1e-6))
    assert run.steps[0] < 250


def test_steps_end_on_every_event_and_leave_no_crumb():
    """Lines that do nothing, at times that no natural step would meet."""
    stops = [(0.1 * k + 1e-3 * k**2, Kind.PAUSE, 0, 0.0) for k in range(1, 20)]
    found, run = course(KINETICS, [3.0, 0.0, 0.0], [1.0, 3.0], Accuracy(rtol=1e-4), lines=stops)
    free, alone = course(KINETICS, [3.0, 0.0, 0.0], [1.0, 3.0], Accuracy(rtol=1e-4))
    assert found == pytest.approx(free, rel=1e-3)
    assert run.steps[0] <= alone.steps[0] + 2 * len(stops)


def test_a_state_that_is_no_number_is_never_taken():
    y = Symbol("y")
    run = journey(system("y", [-1 / symengine.sqrt(y)]), [1.0], [10.0], Accuracy(rtol=1e-4))  # gone at t = 2/3
    run.go(10.0)
    assert run.status[0] != FINE
    assert run.when[0] == pytest.approx(2 / 3, abs=1e-3)
    assert np.isfinite(run.y).all()
