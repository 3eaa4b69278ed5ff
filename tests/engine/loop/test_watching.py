"""Watched values: extremes with their times, areas and times above, against closed forms of oral absorption."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from symengine import Symbol, exp

from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.loop.memory import ABOVE, AREA, FINE, LEAST, LEAST_AT, MOST, MOST_AT
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable

KA, KE, DOSE = 1.5, 0.2, 10.0
GUT, BODY = Symbol("gut"), Symbol("body")
ORAL = System(
    ("gut", "body"), ("ka", "ke"), (-Symbol("ka") * GUT, Symbol("ka") * GUT - Symbol("ke") * BODY),
    {"double": 2 * BODY, "below": 3 - BODY, "slow": Symbol("ke") * 5, "sharp": exp(BODY / 5)}, frozenset(),
)  # fmt: skip
GIVEN = [(0.0, Kind.BOLUS, 0, DOSE)]
PEAK_AT = np.log(KA / KE) / (KA - KE)


def body(t, ka=KA, ke=KE):
    return DOSE * ka / (ka - ke) * (np.exp(-ke * t) - np.exp(-ka * t))


def area(since, until):
    def whole(t):
        return DOSE * KA / (KA - KE) * (-np.exp(-KE * t) / KE + np.exp(-KA * t) / KA)

    return whole(until) - whole(since)


def watch(slots, end=24.0, rtol=1e-6, lines=GIVEN, people=1, slow=(KA, KE), entry=(0.0, 0.0), start=0.0, stops=None):
    """Follow people and return what was kept: (n_people, n_slots, 7); a slot is (name, threshold, since, until)."""
    names, *columns = zip(*slots, strict=True)
    run = Journey(
        compiled(ORAL), np.tile(np.asarray(entry, dtype=float), (people, 1)), np.broadcast_to(slow, (people, 2)),
        np.full(people, start), Timetable.of([lines] * people), Records.same(people, np.zeros(0)),
        Watch(names, *(np.array(c, dtype=float) for c in columns)), Accuracy(rtol=rtol),
    )  # fmt: skip
    borders = sorted({t for _, _, since, until in slots for t in (since, until) if start < t < end})
    for stop in [*(borders if stops is None else stops), end]:
        run.go(stop)
    assert (run.status == FINE).all()
    return run.watch


def whole(name, threshold=0.0, until=24.0):
    return (name, threshold, 0.0, until)


RTOLS = pytest.mark.parametrize("rtol", [1e-4, 1e-5, 1e-6])


@RTOLS
def test_the_maximum_and_its_time(rtol):
    kept = watch([whole("body")], rtol=rtol)[0, 0]
    assert kept[MOST] == pytest.approx(body(PEAK_AT), rel=10 * rtol)
    # A curve is flat at its top: a value that is off by 10 rtol moves the time by the root of that.
    assert kept[MOST_AT] == pytest.approx(PEAK_AT, abs=0.05)


def test_the_time_of_the_maximum_is_found_within_a_step():
    assert watch([whole("body")], rtol=1e-8)[0, 0, MOST_AT] == pytest.approx(PEAK_AT, abs=2e-3)


@RTOLS
def test_the_area_under_the_curve(rtol):
    kept = watch([whole("body"), whole("gut"), whole("sharp")], rtol=rtol)[0]
    assert kept[0, AREA] == pytest.approx(area(0, 24), rel=10 * rtol)
    assert kept[1, AREA] == pytest.approx(DOSE / KA * (1 - np.exp(-24 * KA)), rel=10 * rtol)
    t = np.linspace(0, 24, 200_001)
    assert kept[2, AREA] == pytest.approx(np.trapezoid(np.exp(body(t) / 5), t), rel=10 * rtol + 1e-8)


@RTOLS
def test_the_time_above_a_threshold(rtol):
    level = 3.0
    up = brentq(lambda t: body(t) - level, 0, PEAK_AT)
    down = brentq(lambda t: body(t) - level, PEAK_AT, 24)
    kept = watch([whole("body", level), whole("body", 0.0), whole("body", 99.0), whole("below", 0.0)], rtol=rtol)[0]
    # Crossings lie on straight lines through quarters of a step.
    assert kept[0, ABOVE] == pytest.approx(down - up, abs=0.02 if rtol > 1e-5 else 5e-3)
    assert kept[1, ABOVE] == pytest.approx(24, rel=1e-12)
    assert kept[2, ABOVE] == 0
    assert kept[0, ABOVE] + kept[3, ABOVE] == pytest.approx(24, rel=1e-12), "either above or below"


def test_the_minimum_and_its_time():
    second = [*GIVEN, (12.0, Kind.BOLUS, 0, DOSE)]
    kept = watch([("body", 0.0, 6.0, 20.0), whole("below"), ("gut", 0.0, 0.0, 12.0)], lines=second)[0]
    assert kept[0, LEAST] == pytest.approx(body(12.0), rel=1e-5)
    assert kept[0, LEAST_AT] == pytest.approx(12.0, abs=1e-9)
    top = max(body(PEAK_AT), (body(np.linspace(0, 12, 10_001) + 12) + body(np.linspace(0, 12, 10_001))).max())
    assert kept[1, LEAST] == pytest.approx(3 - top, rel=1e-5)
    assert kept[2, LEAST] == pytest.approx(DOSE * np.exp(-12 * KA), rel=1e-3, abs=1e-9)
    assert kept[2, MOST] == DOSE, "the jump counts"
    assert kept[2, MOST_AT] == 0


@RTOLS
def test_windows(rtol):
    slots = [("body", 0.0, 0.5, 1.0), ("body", 0.0, 1.0, 6.0), ("body", 0.0, 6.0, 24.0), whole("body")]
    kept = watch(slots, rtol=rtol)[0]
    for k, (_, _, since, until) in enumerate(slots):
        assert kept[k, AREA] == pytest.approx(area(since, until), rel=10 * rtol)
    assert kept[0, MOST] == pytest.approx(body(1.0), rel=10 * rtol)
    assert kept[0, MOST_AT] == pytest.approx(1.0, rel=1e-12)
    assert kept[2, MOST] == pytest.approx(body(6.0), rel=10 * rtol)
    assert (kept[2, MOST_AT], kept[2, LEAST_AT]) == (pytest.approx(6.0), pytest.approx(24.0))
    assert kept[3, MOST] >= kept[:3, MOST].max()
    assert kept[:, ABOVE] == pytest.approx([0.5, 5.0, 18.0, 24.0], rel=1e-12)


def test_a_flat_curve_has_its_extremes_at_the_start_of_the_window():
    kept = watch([("slow", 0.0, 0.0, 24.0), ("slow", 0.0, 3.0, 5.0), ("gut", 0.0, 0.0, 24.0)], lines=[])[0]
    assert kept[:, MOST_AT].tolist() == kept[:, LEAST_AT].tolist() == [0.0, 3.0, 0.0]


def test_windows_add_up():
    kept = watch([("sharp", 0.0, 0.0, 2.0), ("sharp", 0.0, 2.0, 24.0), whole("sharp")])[0]
    assert kept[0, AREA] + kept[1, AREA] == pytest.approx(kept[2, AREA], rel=1e-12)
    assert max(kept[0, MOST], kept[1, MOST]) == kept[2, MOST]
    assert min(kept[0, LEAST], kept[1, LEAST]) == kept[2, LEAST]


def test_outputs_and_states_are_watched_alike():
    kept = watch([whole("body", 2.0), whole("double", 4.0), whole("slow", 0.5)])[0]
    assert kept[1, [MOST, LEAST, AREA]] == pytest.approx(2 * kept[0, [MOST, LEAST, AREA]], rel=1e-14)
    assert kept[1, [MOST_AT, ABOVE]] == pytest.approx(kept[0, [MOST_AT, ABOVE]], rel=1e-12)
    assert kept[2, [MOST, LEAST, AREA, ABOVE]] == pytest.approx([1, 1, 24, 24], rel=1e-12)


def test_a_change_of_a_parameter_counts_from_its_time_on():
    lines = [*GIVEN, (6.0, Kind.CHANGE, 1, 2 * KE)]
    kept = watch([whole("slow"), ("slow", 0.0, 6.0, 24.0)], lines=lines)[0]
    assert kept[0, [LEAST, MOST, AREA]] == pytest.approx([5 * KE, 10 * KE, 5 * KE * 6 + 10 * KE * 18], rel=1e-12)
    assert kept[1, LEAST] == pytest.approx(10 * KE), "at the border the step before it does not count"


def test_watching_changes_nobody():
    def states(slots):
        names, *columns = zip(*slots, strict=True) if slots else ((), (), (), ())
        run = Journey(
            compiled(ORAL), np.zeros((3, 2)), np.full((3, 2), (KA, KE)), np.zeros(3), Timetable.of([GIVEN] * 3),
            Records.same(3, np.array([1.0, 5.0])), Watch(names, *(np.array(c, dtype=float) for c in columns)),
            Accuracy(),
        )  # fmt: skip
        run.go(24.0)
        return run.states, run.shelf, run.steps

    for plain, watched in zip(states([]), states([whole("body", 1.0), whole("double")]), strict=True):
        assert np.array_equal(plain, watched)


def test_lane_mates_do_not_disturb():
    """Everybody has an own pace, so in most steps of one the others stand elsewhere or fail."""
    rng = np.random.default_rng(1)
    slow = np.stack([rng.lognormal(0, 1, 21), rng.lognormal(-1, 1, 21)], axis=1)
    slots = [whole("body", 1.0), ("double", 3.0, 2.0, 6.0), whole("sharp")]
    everybody = watch(slots, people=21, slow=slow)
    for i in (0, 7, 20):
        assert np.array_equal(watch(slots, slow=slow[i])[0], everybody[i])


def test_a_cycle_of_a_steady_state_is_not_counted():
    lines = [
        (4.0, Kind.CYCLE, 500, 6.0), (-2.0, Kind.BOLUS, 1, 8.0), (4.0, Kind.REPEAT, 0, 0.0), (10.0, Kind.BOLUS, 1, 8.0),
    ]  # fmt: skip
    kept = watch([whole("body", 1e-6, 16.0)], end=16.0, lines=lines)[0, 0]
    trough = 8 * np.exp(-6 * KE) / (1 - np.exp(-6 * KE))
    total = trough / KE * (1 - np.exp(-6 * KE)) + (trough * np.exp(-6 * KE) + 8) / KE * (1 - np.exp(-6 * KE))
    assert kept[AREA] == pytest.approx(total, rel=1e-5)
    assert kept[ABOVE] == pytest.approx(12.0, rel=1e-9)
    assert kept[MOST] == pytest.approx(trough * np.exp(-6 * KE) + 8, rel=1e-5), "not the peak before the start"
    assert kept[LEAST] == 0


def test_a_reset_and_a_dose_at_the_border_of_a_window():
    lines = [(0.0, Kind.BOLUS, 1, 4.0), (6.0, Kind.BOLUS, 1, 40.0), (12.0, Kind.RESET, 0, 0.0)]
    kept = watch([("body", 0.0, 0.0, 6.0), ("body", 0.0, 6.0, 12.0), ("body", 0.0, 12.0, 24.0)], lines=lines)[0]
    assert kept[0, MOST] == 4.0, "the dose at its end does not count"
    assert kept[1, MOST] == pytest.approx(40 + 4 * np.exp(-6 * KE), rel=1e-5)
    assert kept[2, [MOST, LEAST, AREA]].tolist() == [0, 0, 0]


def test_a_window_without_time_keeps_nothing():
    kept = watch([("body", 0.0, 30.0, 40.0)], end=24.0)[0, 0]
    assert (kept[MOST], kept[LEAST], kept[AREA], kept[ABOVE]) == (-np.inf, np.inf, 0, 0)


def test_pauses_of_the_journey_change_no_more_than_rounding():
    slots = [whole("body", 3.0), whole("sharp")]
    free, halted = watch(slots, rtol=1e-8), watch(slots, rtol=1e-8, stops=np.arange(0.5, 24, 0.5))
    assert halted[0, :, [MOST, LEAST, AREA]] == pytest.approx(free[0, :, [MOST, LEAST, AREA]], rel=1e-6)


def test_a_window_that_begins_within_a_step_needs_a_stop_there():
    """The engine counts whole steps; it is the caller who ends a step at each border."""
    with_stop = watch([("body", 0.0, 3.0, 5.0)])[0, 0, AREA]
    without = watch([("body", 0.0, 3.0, 5.0)], stops=[])[0, 0, AREA]
    assert with_stop == pytest.approx(area(3, 5), rel=1e-5)
    assert without < with_stop
