"""What happens between steps, in one compartment, against closed forms; and failures that stay alone."""

from __future__ import annotations

import numpy as np
import pytest
import symengine
from symengine import Symbol, sqrt

from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.loop.memory import BUDGET, FINE, NO_STEADY_STATE, NOT_A_NUMBER
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable

KE, KA = 0.3, 1.2
RTOL = 1e-8
NEAR = {"rel": 20 * RTOL, "abs": 1e-11}  # of the closed form: errors stay near the tolerance
A, B = Symbol("a"), Symbol("b")


def system(rates, slow):
    names = ("a", "b", "c")[: len(rates)]
    return System(names, tuple(slow), tuple(symengine.sympify(r) for r in rates), {}, frozenset(names))


ONE = system([Symbol("inflow") - Symbol("ke") * A], ["ke", "inflow"])
ORAL = system([-Symbol("ka") * A, Symbol("ka") * A - Symbol("ke") * B], ["ke", "ka"])


def follow(
    lines, times, one=ONE, slow=(KE, 0.0), entry=None, start=0.0, accuracy=None, end=None, held=(), halts=(),
    changing=(),
):  # fmt: skip
    """Follow people; `lines` is a list of lines for each, or one list for a single person."""
    lines = [lines] if not lines or isinstance(lines[0], tuple) else lines
    people, n = len(lines), len(one.states)
    times = np.asarray(times, dtype=float)
    records = Records.same(people, times)
    for k in held:
        records.held[k :: len(times)] = 1
    entry = np.zeros(n) if entry is None else entry
    run = Journey(
        compiled(one), np.broadcast_to(entry, (people, n)), np.broadcast_to(slow, (people, len(one.slow))),
        np.broadcast_to(np.asarray(start, dtype=float), people).copy(), Timetable.of(lines), records, Watch.nothing(),
        accuracy or Accuracy(rtol=RTOL), changing,
    )  # fmt: skip
    for stop in (*halts, times[-1] if end is None else end):
        run.go(stop)
    return run


def curve(run, state=0, person=0):
    return run.states.reshape(run.people, -1, run.n)[person, :, state]


def after(t, begin, end=None):
    """Return what a unit bolus, or an infusion of rate one, leaves of itself."""
    t = np.asarray(t, dtype=float)
    if end is None:
        return np.where(t > begin, np.exp(-KE * (t - begin)), 0.0)
    return np.where(t > begin, (np.exp(-KE * np.maximum(t - end, 0)) - np.exp(-KE * (t - begin))) / KE, 0.0)


TIMES = np.array([0.0, 0.5, 1.0, 1.7, 2.0, 3.0, 4.5, 6.0, 10.0, 24.0])


def test_a_bolus_enters_at_once_after_the_record_of_its_time():
    run = follow([(1.0, Kind.BOLUS, 0, 10.0), (2.0, Kind.BOLUS, 0, 5.0)], TIMES)
    assert curve(run) == pytest.approx(10 * after(TIMES, 1.0) + 5 * after(TIMES, 2.0), **NEAR)
    assert not curve(run)[:3].any(), "empty before and at the time of the first"


def test_boluses_of_one_time_add_up_in_every_compartment():
    lines = [(0.0, Kind.BOLUS, 0, 1.0), (0.0, Kind.BOLUS, 1, 3.0), (0.0, Kind.BOLUS, 0, 1.5)]
    run = follow(lines, TIMES, ORAL, (KE, KA))
    assert curve(run, 0)[1:] == pytest.approx(2.5 * np.exp(-KA * TIMES[1:]), **NEAR)
    oral = 2.5 * KA / (KA - KE) * (np.exp(-KE * TIMES) - np.exp(-KA * TIMES)) + 3 * after(TIMES, 0)
    assert curve(run, 1)[1:] == pytest.approx(oral[1:], **NEAR)


def test_infusions_that_overlap_add_up_and_the_last_leaves_no_flow():
    rates = [0.1, 0.2, 0.3]  # their sum is not 0.6 in binary, and taking them away leaves rounding
    spans = [(0.5, 3.0), (1.0, 6.0), (2.0, 4.5)]
    lines = sorted(
        [(s, Kind.START, 0, r) for r, (s, _) in zip(rates, spans, strict=True)]
        + [(e, Kind.STOP, 0, r) for r, (_, e) in zip(rates, spans, strict=True)]
    )
    run = follow(lines, TIMES)
    wanted = sum(r * after(TIMES, *span) for r, span in zip(rates, spans, strict=True))
    assert curve(run) == pytest.approx(wanted, **NEAR)
    assert run.shelf[0, 2] == 0 and run.shelf[0, 3] == 0, "rate and count are exactly zero"


def test_two_infusions_of_one_time_and_one_that_follows_at_once():
    lines = [
        (1.0, Kind.START, 0, 2.0), (1.0, Kind.START, 0, 3.0), (2.0, Kind.STOP, 0, 2.0), (2.0, Kind.STOP, 0, 3.0),
        (2.0, Kind.START, 0, 4.0), (3.0, Kind.STOP, 0, 4.0),
    ]  # fmt: skip
    run = follow(lines, TIMES)
    assert curve(run) == pytest.approx(5 * after(TIMES, 1, 2) + 4 * after(TIMES, 2, 3), **NEAR)


def test_an_infusion_runs_on_when_people_are_followed_in_parts():
    lines = [(1.0, Kind.START, 0, 2.0), (4.5, Kind.STOP, 0, 2.0)]
    run = follow(lines, TIMES, halts=(0.3, 1.0, 1.2, 4.5, 7.0))
    assert curve(run) == pytest.approx(2 * after(TIMES, 1.0, 4.5), **NEAR)


def test_a_change_counts_from_its_time_on_and_is_recorded():
    run = follow([(2.0, Kind.CHANGE, 0, 2 * KE)], TIMES, entry=[1.0], changing=(0,))
    wanted = np.where(TIMES <= 2, np.exp(-KE * TIMES), np.exp(-2 * KE) * np.exp(-2 * KE * (TIMES - 2)))
    assert curve(run) == pytest.approx(wanted, **NEAR)
    assert run.changed[:, 0].tolist() == [KE if t <= 2 else 2 * KE for t in TIMES]
    assert run.p[0].tolist() == [2 * KE, 0.0]


def test_a_reset_returns_to_the_entry_and_ends_all_infusions():
    lines = [(0.0, Kind.BOLUS, 0, 5.0), (1.0, Kind.START, 0, 7.0), (3.0, Kind.RESET, 0, 0.0)]
    run = follow(lines, TIMES, entry=[2.0])
    before = 7 * after(TIMES, 0) + 7 * after(TIMES, 1, 99)
    wanted = np.where(TIMES <= 3, before, 2 * np.exp(-KE * (TIMES - 3)))
    wanted[0] = 2.0
    assert curve(run) == pytest.approx(wanted, **NEAR)


@pytest.mark.parametrize("period", [1.0, 6.0])
def test_a_cycle_of_boluses_comes_to_the_closed_form_of_accumulation(period):
    lines = [
        (0.0, Kind.CYCLE, 10_000, period), (-period, Kind.BOLUS, 0, 3.0), (0.0, Kind.REPEAT, 0, 0.0),
        (0.0, Kind.BOLUS, 0, 3.0),
    ]  # fmt: skip
    run = follow(lines, TIMES)
    peak = 3 / (1 - np.exp(-KE * period))
    # A cycle may still change the state by a tenth of rtol, and what is left to come is that over KE * period.
    assert curve(run)[1:] == pytest.approx(peak * np.exp(-KE * TIMES[1:]), rel=20 * RTOL + 0.1 * RTOL / (KE * period))


@pytest.mark.parametrize("lasts", [0.5, 4.0])
def test_a_cycle_of_infusions_comes_to_the_closed_form(lasts):
    period, rate = 6.0, 2.0
    lines = [
        (0.0, Kind.CYCLE, 1000, period), (-period, Kind.START, 0, rate), (lasts - period, Kind.STOP, 0, rate),
        (0.0, Kind.REPEAT, 0, 0.0),
    ]  # fmt: skip
    run = follow(lines, TIMES)
    trough = rate / KE * (1 - np.exp(-KE * lasts)) * np.exp(-KE * (period - lasts)) / (1 - np.exp(-KE * period))
    assert curve(run)[1:] == pytest.approx(trough * np.exp(-KE * TIMES[1:]), **NEAR)
    assert run.shelf[0, 2] == run.shelf[0, 3] == 0


def test_a_cycle_later_on_counts_from_its_own_time_and_records_nothing():
    lines = [
        (0.0, Kind.BOLUS, 0, 1.0), (4.5, Kind.RESET, 0, 0.0), (4.5, Kind.CYCLE, 1000, 8.0), (-3.5, Kind.BOLUS, 0, 3.0),
        (4.5, Kind.REPEAT, 0, 0.0),
    ]  # fmt: skip
    run = follow(lines, TIMES)
    trough = 3 * np.exp(-KE * 8) / (1 - np.exp(-KE * 8))
    wanted = np.where(TIMES <= 4.5, after(TIMES, 0), trough * np.exp(-KE * (TIMES - 4.5)))
    assert curve(run) == pytest.approx(wanted, **NEAR)


def test_what_was_kept_is_added_to_a_steady_state():
    lines = [
        (0.0, Kind.BOLUS, 0, 4.0), (2.0, Kind.KEEP, 0, 0.0), (2.0, Kind.RESET, 0, 0.0), (2.0, Kind.CYCLE, 1000, 6.0),
        (-4.0, Kind.BOLUS, 0, 3.0), (2.0, Kind.REPEAT, 0, 0.0), (2.0, Kind.ADD_KEPT, 0, 0.0),
    ]  # fmt: skip
    run = follow(lines, TIMES)
    trough = 3 * np.exp(-KE * 6) / (1 - np.exp(-KE * 6))
    wanted = 4 * after(TIMES, 0) + np.where(TIMES > 2, trough * np.exp(-KE * (TIMES - 2)), 0)
    assert curve(run) == pytest.approx(wanted, **NEAR)


def test_kept_counts_from_the_entry_where_the_body_makes_its_own():
    """A pool that rests at its inflow: keeping and adding with nothing in between is no change."""
    lines = [(1.0, Kind.KEEP, 0, 0.0), (1.0, Kind.RESET, 0, 0.0), (1.0, Kind.ADD_KEPT, 0, 0.0)]
    run = follow([(0.5, Kind.BOLUS, 0, 2.0), *lines], TIMES, slow=(KE, 0.6), entry=[2.0])
    assert curve(run) == pytest.approx(2 + 2 * after(TIMES, 0.5), **NEAR)


def test_records_that_are_held_follow_the_dose_of_their_time():
    times = np.array([0.0, 1.0, 1.0, 1.0, 2.0])
    lines = [
        (1.0, Kind.BOLUS, 0, 1.0),
        (1.0, Kind.RECORD, 2, 0.0),
        (1.0, Kind.BOLUS, 0, 1.0),
        (1.0, Kind.RECORD, 3, 0.0),
    ]
    run = follow(lines, times, held=(2, 3))
    assert curve(run)[:4].tolist() == [0.0, 0.0, 1.0, 2.0]
    assert curve(run)[4] == pytest.approx(2 * np.exp(-KE), **NEAR)


def test_lines_of_one_time_are_taken_in_their_order():
    double = [(1.0, Kind.BOLUS, 0, 1.0), (1.0, Kind.RESET, 0, 0.0)]
    assert curve(follow(double, [0.5, 1.5]))[1] == 0
    assert curve(follow(double[::-1], [0.5, 1.5]))[1] == pytest.approx(np.exp(-KE / 2), **NEAR)


def test_times_that_differ_by_rounding_are_one_time():
    near = 0.1 + 0.2  # not 0.3
    run = follow([(near, Kind.BOLUS, 0, 1.0)], [0.1, 0.3, 1.0])
    assert curve(run)[:2].tolist() == [0.0, 0.0]
    assert curve(follow([(0.0, Kind.BOLUS, 0, 1.0)], [near - 0.3, 1.0]))[0] == 0.0, "at zero too"


def test_a_pause_ends_a_step_and_changes_nothing_else():
    lines = [(0.0, Kind.BOLUS, 0, 1.0)]
    plain = follow(lines, TIMES)
    run = follow([*lines, (3.3, Kind.PAUSE, 0, 0.0), (9.9, Kind.PAUSE, 0, 0.0)], TIMES)
    assert curve(run) == pytest.approx(curve(plain), **NEAR)
    assert run.steps[0] - plain.steps[0] <= 3, "no fresh start after it"


def test_doses_before_the_first_record_count():
    run = follow([(-5.0, Kind.BOLUS, 0, 1.0), (-3.0, Kind.START, 0, 1.0), (-1.0, Kind.STOP, 0, 1.0)], TIMES, start=-5.0)
    assert curve(run) == pytest.approx(after(TIMES, -5) + after(TIMES, -3, -1), **NEAR)


def test_a_dose_at_the_very_end_is_in_the_state_but_not_in_its_record():
    run = follow([(24.0, Kind.BOLUS, 0, 1.0)], TIMES)
    assert curve(run)[-1] == 0
    assert run.y[0, 0] == 1.0


def unlucky_times(number=20):
    """Return times for which begin + (end - begin) is rounded to less than the end."""
    rng = np.random.default_rng(0)
    begin, end = rng.uniform(0.25, 0.5, 1000), rng.uniform(1.0, 2.0, 1000)
    low = begin + (end - begin) < end
    return list(zip(begin[low], end[low], strict=True))[:number]


@pytest.mark.parametrize("lines", [[], [(0.0, Kind.BOLUS, 0, 1.0)]], ids=["last record", "before a dose"])
def test_a_record_at_the_end_of_a_step_is_written_whatever_the_rounding(lines):
    """At rest one step goes from begin to end; the record there is that of the state before the dose."""
    for begin, end in unlucky_times():
        run = follow(
            [(end, *line[1:]) for line in lines], [end, 3.0][: 1 + len(lines)], start=begin, slow=(0, 0), entry=[1.0]
        )
        assert curve(run).tolist() == [1.0, 2.0][: 1 + len(lines)]


def test_a_neighbour_does_not_change_what_is_recorded_before_a_dose():
    begin, end = unlucky_times()[0]
    alone = follow([[(end, Kind.BOLUS, 0, 1.0)]], [end, 3.0], start=begin, slow=(0, 0), entry=[1.0])
    beside = follow([[(end, Kind.BOLUS, 0, 1.0)], []], [end, 3.0], start=[begin, 0.0], slow=(0, 0), entry=[1.0])
    assert np.array_equal(curve(alone), curve(beside))


# Steady states that are not reached, budgets, and equations that break.


def test_growth_has_no_steady_state():
    lines = [(1.0, Kind.CYCLE, 7, 2.0), (-1.0, Kind.BOLUS, 0, 1.0), (1.0, Kind.REPEAT, 0, 0.0)]
    run = follow(lines, TIMES, slow=(-KE, 0.0))
    assert run.status[0] == NO_STEADY_STATE
    assert run.when[0] == pytest.approx(1.0)
    assert np.isnan(curve(run)[3:]).all()


def test_a_cycle_that_just_converges_within_its_most_repeats():
    def lines(most):
        return [(0.0, Kind.CYCLE, most, 6.0), (-6.0, Kind.BOLUS, 0, 1.0), (0.0, Kind.REPEAT, 0, 0.0)]

    needed = next(k for k in range(1, 40) if follow(lines(k), [1.0]).status[0] == FINE)
    # The change of a cycle falls by exp(-KE * 6) each time, to a tenth of the tolerance.
    assert needed == pytest.approx(np.log(0.1 * RTOL) / (-KE * 6), abs=2)


@pytest.mark.parametrize("budget", [1, 10])
def test_who_spends_all_steps_is_given_up(budget):
    lines = [[(0.0, Kind.BOLUS, 0, 1.0)], []]
    run = follow(lines, TIMES, accuracy=Accuracy(rtol=RTOL, budget=budget))
    assert run.status[0] == BUDGET
    assert run.steps[0] == budget
    assert 0 <= run.when[0] < 24
    assert run.culprit[0] == 0


def test_a_budget_that_is_enough_is_no_failure():
    needed = int(follow([(0.0, Kind.BOLUS, 0, 1.0)], TIMES).steps[0])
    for more, status in ((1, FINE), (-1, BUDGET)):
        budget = Accuracy(rtol=RTOL, budget=needed + more)
        assert follow([(0.0, Kind.BOLUS, 0, 1.0)], TIMES, accuracy=budget).status[0] == status


def test_a_budget_counts_over_all_parts_of_a_journey():
    lines = [(0.5 * k, Kind.BOLUS, 0, 1.0) for k in range(20)]
    halts = np.arange(0.25, 10, 0.5)
    needed = int(follow(lines, [10.0], halts=halts).steps[0])
    for budget, status in ((needed + 1, FINE), (needed // 2, BUDGET)):
        parts = follow(lines, [10.0], accuracy=Accuracy(rtol=RTOL, budget=budget), halts=halts)
        assert parts.status[0] == status


# 1 / sqrt(x) reaches zero, and its end, at t = 2/3.
CHAIN = {
    "the cause comes first": (system([-1 / sqrt(A), A - B, -Symbol("c")], ["k"]), [1.0, 1.0, 1.0], 0),
    "the cause comes later": (system([-A, -1 / sqrt(B), -Symbol("c")], ["k"]), [1.0, 1.0, 1.0], 1),
    "what it drives comes first": (system([B - A, -1 / sqrt(B), -Symbol("c")], ["k"]), [1.0, 1.0, 1.0], 1),
}


@pytest.mark.parametrize("case", list(CHAIN))
def test_who_breaks_is_named_with_the_time(case):
    one, entry, culprit = CHAIN[case]
    run = follow([], [0.1, 5.0], one, (1.0,), entry)
    assert run.status[0] == NOT_A_NUMBER
    assert run.when[0] == pytest.approx(2 / 3, abs=1e-5)
    assert run.culprit[0] == culprit
    assert np.isfinite(curve(run)[0]) and np.isnan(curve(run)[1])


def test_a_parameter_that_is_no_number_fails_at_the_start():
    run = follow([[(1.0, Kind.BOLUS, 0, 1.0)]] * 3, TIMES, slow=np.array([[KE, 0], [np.nan, 0], [KE, 0]]))
    assert run.status.tolist() == [FINE, NOT_A_NUMBER, FINE]
    assert run.when[1] == 0
    assert np.isnan(curve(run, person=1)[1:]).all()


def test_a_dose_that_is_no_number_fails_at_its_time():
    run = follow([(1.5, Kind.BOLUS, 0, np.nan)], TIMES)
    assert run.status[0] == NOT_A_NUMBER
    assert run.when[0] == 1.5
    assert not np.isnan(curve(run)[:3]).any()


def test_who_is_at_the_end_already_takes_the_lines_and_records_of_that_time():
    lines = [[(3.0, Kind.BOLUS, 0, 1.0 + k)] for k in range(12)]
    run = follow(lines, [3.0], start=3.0, entry=[5.0])
    assert (curve(run)[0], run.y[4, 0]) == (5.0, 10.0)
    assert not run.steps.any() and not run.status.any()


def test_everybody_may_have_an_own_end():
    lines = [[(0.0, Kind.BOLUS, 0, 1.0)]] * 10
    ends = np.linspace(0, 9, 10)
    run = follow(lines, TIMES, end=ends)
    assert run.y[1:, 0] == pytest.approx(np.exp(-KE * ends[1:]), **NEAR)
    assert (np.isnan(run.states.reshape(10, -1)) == (ends[:, None] < TIMES)).all()


def test_an_end_in_the_past_changes_nothing():
    run = follow([(0.0, Kind.BOLUS, 0, 1.0)], TIMES)
    before = run.shelf.copy()
    run.go(3.0)
    assert np.array_equal(run.y, before[:, :1]) and run.shelf[0, -2] == 24.0


def test_another_timetable_takes_the_place_of_what_was_still_to_come():
    run = follow([(1.0, Kind.BOLUS, 0, 1.0), (5.0, Kind.BOLUS, 0, 9.0)], TIMES, end=2.0)
    run.plan(Timetable.of([[(3.0, Kind.BOLUS, 0, 2.0)]]))
    run.go(24.0)
    assert curve(run) == pytest.approx(after(TIMES, 1) + 2 * after(TIMES, 3), **NEAR)
