"""Event semantics against closed forms: lags, F with infusions, steady states, resets, several compartments."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput, BadUnit, UnknownName

TIMES = np.concatenate([np.arange(0.27, 60, 0.75), [97.1, 151.3]])  # never at the time of a dose


def close(expected):
    return pytest.approx(expected, rel=2e-7, abs=1e-8)


def into(state, amount, **words):
    return raad.dose(CMT=state, AMT=f"{amount} umol", **words)


def bolus(k, dose=100.0, at=0.0):
    return lambda t: np.where(t >= at, dose * np.exp(-k * np.maximum(t - at, 0)), 0.0)


def infusion(k, rate, lasts, at=0.0):
    return lambda t: rate / k * -np.expm1(-k * np.clip(t - at, 0, lasts)) * np.exp(-k * np.maximum(t - at - lasts, 0))


def absorbed(k, ka, dose=100.0, at=0.0):
    """Amount in the centre after a dose into the depot."""
    return lambda t: dose * ka / (ka - k) * (np.exp(-k * np.maximum(t - at, 0)) - np.exp(-ka * np.maximum(t - at, 0)))


def series(one: Callable[..., Callable[[np.ndarray], np.ndarray]], starts):
    """Add what each of many doses leaves: the superposition of a linear model."""
    return lambda t: sum(one(at=at)(t) for at in starts)


@pytest.fixture
def k(lab):
    return lab.ORAL["CL"] / lab.ORAL["V"]


@pytest.fixture
def central(lab, solver):
    """Amount in the centre, of a person of 70 kg."""
    return lambda *doses, times=TIMES, **words: lab.course(solver, lab.oral, raad.Regimen(doses), times, **words)[
        "central"
    ]


def test_a_dose_into_a_state(central, k):
    assert central(into("central", 100)) == close(bolus(k)(TIMES))


def test_a_dose_in_another_unit_of_the_state(central, k):
    assert central(raad.dose(CMT="central", AMT="0.1 mmol")) == close(bolus(k)(TIMES))


def test_a_lag_moves_a_dose(central, k):
    assert central(into("central", 100, ALAG="150 min")) == close(bolus(k, at=2.5)(TIMES))


def test_oral_with_lag_and_fraction(central, k, lab):
    expected = absorbed(k, lab.ORAL["ka"], 61, at=2.5)(TIMES)
    assert central(into("depot", 100, F="share", ALAG="lag")) == close(expected)


def test_an_output_may_be_a_fraction(central, k):
    assert central(into("central", 100, F="half")) == close(bolus(k, 50)(TIMES))


@pytest.mark.parametrize(
    ("words", "rate", "lasts"),
    [
        ({"RATE": "10 umol/h"}, 10, 6.1),  # the rate stays
        ({"RATE": "0.01 mmol/h"}, 10, 6.1),
        ({"RATE": "speed"}, 12, 61 / 12),
        ({"DUR": "10 h"}, 6.1, 10),  # the duration stays
        ({"DUR": "length"}, 61 / 9, 9),
    ],
)
def test_fraction_and_lag_of_an_infusion(central, k, words, rate, lasts):
    assert central(into("central", 100, F=0.61, ALAG="2 h", **words)) == close(infusion(k, rate, lasts, at=2)(TIMES))


def test_infusions_longer_than_their_interval_add_up(central, k):
    doses = into("central", 100, DUR="20 h", II="6 h", ADDL=4, ALAG="1 h")
    expected = series(lambda at: infusion(k, 5, 20, at), [1 + 6 * i for i in range(5)])(TIMES)
    assert central(doses) == close(expected)


FOR_EVER = range(-400, 1)  # doses of the past that still matter


@pytest.mark.parametrize("lag", [0.0, 2.5, 8.0, 11.9])
@pytest.mark.parametrize("addl", [0, 2])
def test_bolus_at_steady_state(central, k, lag, addl):
    dose = into("central", 100, II="12 h", SS=1, ADDL=addl, ALAG=f"{lag} h")
    starts = [12 * i + lag for i in (*FOR_EVER, *range(1, addl + 1))]
    assert central(dose) == close(series(lambda at: bolus(k, at=at), starts)(TIMES))


@pytest.mark.parametrize("lag", [12.0, 15.0, 30.0])
def test_a_lag_of_more_than_an_interval_leaves_doses_on_the_way(central, k, lag):
    dose = into("central", 100, II="12 h", SS=1, ALAG=f"{lag} h")
    assert central(dose) == close(series(lambda at: bolus(k, at=at), [12 * i + lag for i in FOR_EVER])(TIMES))


def test_oral_at_steady_state(central, k, lab):
    dose = into("depot", 100, II="8 h", SS=1, F="share", ALAG="lag")
    starts = [8 * i + 2.5 for i in FOR_EVER]
    expected = series(lambda at: absorbed(k, lab.ORAL["ka"], 61, at), starts)
    seen = sum(np.where(at <= TIMES, absorbed(k, lab.ORAL["ka"], 61, at)(TIMES), 0.0) for at in starts)
    assert central(dose) == close(seen)
    assert expected(TIMES) == close(seen)


@pytest.mark.parametrize("lasts", [0.5, 11.9, 12.0, 12.1, 24.0, 31.7])
@pytest.mark.parametrize("lag", [0.0, 5.0])
@pytest.mark.parametrize("addl", [0, 3])
def test_infusion_at_steady_state(central, k, lasts, lag, addl):
    dose = into("central", 100, DUR=f"{lasts} h", II="12 h", SS=1, ADDL=addl, ALAG=f"{lag} h", TIME="1 h")
    starts = [1 + 12 * i + lag for i in (*FOR_EVER, *range(1, addl + 1))]
    later = TIMES[TIMES > 1]
    assert central(dose, times=later) == close(series(lambda at: infusion(k, 100 / lasts, lasts, at), starts)(later))


def test_endless_infusion_ends_at_its_time(central, k):
    """Neither F nor a lag applies to it."""
    dose = into("central", 0, RATE="11 umol/h", SS=1, TIME="3 h", F=0.5, ALAG="9 h")
    later = TIMES[TIMES > 3]
    assert central(dose, times=later) == close(11 / k * np.exp(-k * (later - 3)))


def test_a_steady_state_replaces_what_was_there(central, k):
    before = (into("central", 500, DUR="40 h"), into("central", 70, II="5 h", ADDL=20), into("depot", 9, ALAG="30 h"))
    later = TIMES[TIMES > 20]
    steady = into("central", 100, II="12 h", SS=1, TIME="20 h")
    expected = series(lambda at: bolus(k, at=at), [20 + 12 * i for i in FOR_EVER])(later)
    assert central(*before, steady, times=later) == close(expected)


def test_a_steady_state_is_added_to_what_is_there(central, k):
    running = (into("central", 500, DUR="40 h"), into("central", 70, II="5 h", ADDL=9), into("central", 9, ALAG="30 h"))
    steady = into("central", 100, DUR="15 h", II="12 h", SS=2, TIME="20 h", ADDL=1)
    later = TIMES[TIMES > 20]
    expected = infusion(k, 12.5, 40)(later) + bolus(k, 9, at=30)(later)
    expected = expected + series(lambda at: bolus(k, 70, at), [5 * i for i in range(10)])(later)
    expected = expected + series(lambda at: infusion(k, 100 / 15, 15, at), [20 + 12 * i for i in range(-400, 2)])(later)
    assert central(*running, steady, times=later) == close(expected)


def test_two_steady_states_with_lags_at_one_time(central, k):
    doses = [into("central", 100, II="12 h", SS=s, ALAG="5 h") for s in (1, 2, 2)]
    expected = 3 * series(lambda at: bolus(k, at=at), [12 * i + 5 for i in FOR_EVER])(TIMES)
    assert central(*doses) == close(expected)


def test_the_order_of_writing_counts_at_one_time(central, k):
    steady = into("central", 100, II="12 h", SS=1)
    alone = central(steady)
    assert central(into("central", 40), steady) == close(alone)
    assert central(steady, into("central", 40)) == close(alone + bolus(k, 40)(TIMES))


def test_a_reset_ends_all_that_came_before(central, k):
    before = (
        into("central", 100, DUR="60 h"),
        into("depot", 50, II="7 h", ADDL=9),
        into("central", 30, ALAG="25 h"),
        into("central", 30, II="12 h", SS=1, DUR="30 h", ADDL=5),
    )
    after = into("central", 80, TIME="20 h", ALAG="1 h", II="12 h", ADDL=1)
    later = TIMES[TIMES > 20]
    expected = series(lambda at: bolus(k, 80, at), [21, 33])(later)
    assert central(*before, raad.Reset(20), after, times=later) == close(expected)


def test_a_reset_leaves_changing_inputs(lab, solver):
    regimen = raad.Regimen((lab_dose(50, "0 h"), raad.Reset(4), lab_dose(100, "4 h")))
    steps = {"activity": [(2.0, 0.5), (8.0, 0.0)]}
    body = lab.course(solver, lab.one, regimen, [6.0, 30.0], inputs=steps)["body"]
    rate = lab.CL / lab.V
    assert body == close(100 * np.exp(-rate * 0.5 * np.array([2.0, 4.0])))


def lab_dose(amount, time):
    return raad.dose(CMT="body", AMT=f"{amount} umol", TIME=time)


def test_doses_into_several_states_at_one_time(lab, solver, k):
    regimen = raad.Regimen((into("depot", 60), into("central", 40), into("central", 30, DUR="4 h")))
    found = lab.course(solver, lab.oral, regimen, TIMES)
    expected = absorbed(k, lab.ORAL["ka"], 60)(TIMES) + bolus(k, 40)(TIMES) + infusion(k, 7.5, 4)(TIMES)
    assert found["central"] == close(expected)
    assert found["depot"] == close(60 * np.exp(-lab.ORAL["ka"] * TIMES))


def test_negative_times(central, k):
    dose = into("central", 100, TIME="-30 h", II="12 h", SS=1, ADDL=1, ALAG="20 h")
    expected = series(lambda at: bolus(k, at=at), [-30 + 12 * i + 20 for i in range(-400, 2)])(TIMES)
    assert central(dose) == close(expected)


@pytest.mark.parametrize(
    ("dose", "kind", "said"),
    [
        (into("centre", 1), UnknownName, "no compartment named 'centre'.*'central'"),
        (into("central", 1, F="shar"), UnknownName, "'shar'.*'share'"),
        (raad.dose(CMT="central", AMT="1 mg"), BadUnit, "'mg'"),
        (into("central", 1, ALAG="share"), BadUnit, "'h'"),
        (into("central", 1, DUR="CL"), BadUnit, "'h'"),
    ],
)
def test_what_the_model_does_not_know_is_said(central, dose, kind, said):
    with pytest.raises(kind, match=said):
        central(dose)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"F": -0.1}, "F is -0.1"),
        ({"ALAG": "-1 h"}, "ALAG is -1"),
        ({"SS": 1}, "II is missing"),
        ({"SS": 4, "II": "1 h"}, "SS is 4"),
        ({"AMT": "0 umol", "SS": 1}, "no RATE"),
        ({"AMT": "0 umol", "SS": 1, "RATE": "1 umol/h", "II": "3 h"}, "leave II"),
        ({"DUR": "1 h", "RATE": "1 umol/h"}, "both given"),
    ],
)
def test_what_contradicts_itself_is_refused(words, said):
    with pytest.raises(BadInput, match=said):
        raad.dose(**{"CMT": "central", "AMT": "1 umol", **words})


@pytest.mark.parametrize("words", [{}, {"DUR": "3 h"}], ids=["bolus", "infusion"])
@pytest.mark.parametrize(("period", "lag"), [(24, 24), (8, 8), (8, 24), (24, 48)])
@pytest.mark.parametrize("at", [0, 0.1, 4.05, 7.3])
def test_a_lag_of_whole_intervals_loses_no_dose(central, k, at, period, lag, words):
    """Sums of times round: the lagged dose of the interval before must not fall before the steady state begins."""
    dose = into("central", 100, II=f"{period} h", SS=1, ALAG=f"{lag} h", TIME=f"{at} h", **words)
    times = at + np.array([0.5, 2.2, 5.1, 7.9])
    lasts = 3.0 if words else 0.0
    one = (lambda s: infusion(k, 100 / lasts, lasts, s)) if lasts else (lambda s: bolus(k, 100.0, s))
    starts = [at + lag - n * period for n in range(400)]
    expected = sum(one(start)(times) for start in starts)
    assert central(dose, times=times) == pytest.approx(expected, rel=1e-6)
