"""Reductions are what a dense curve gives, in every window, for every person, and each has a name of its own."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.integrate import simpson

import raad
from raad.quantities.errors import BadInput, UnknownName

MODEL = raad.treatment()
NASAL = raad.dose("esketamine", "nasal", AMT="84 mg")
REGIMEN = raad.Regimen((NASAL, raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", TIME="24 h")))
COHORT = raad.Cohort.table(3, madrs=[25.0, 30.0, 35.0], weight=[60.0, 75.0, 90.0])
READOUTS = ["esketamine_central", "madrs", "nmda_block_mean", "bdnf_prefrontal_rel"]
END = 48.0
# Even and fine, with the ends of all windows, doses and infusions on the grid of one minute.
DENSE = np.round(np.arange(0, END * 60 + 1) / 60, 12)
R = raad.Reduction
OF = {
    "maximum": lambda t, y: y.max(axis=1),
    "minimum": lambda t, y: y.min(axis=1),
    "time_of_maximum": lambda t, y: t[y.argmax(axis=1)],
    "time_of_minimum": lambda t, y: t[y.argmin(axis=1)],
    "auc": lambda t, y: simpson(y, x=t, axis=1),
}


@pytest.fixture(scope="module")
def dense():
    return raad.simulate(MODEL, REGIMEN, COHORT, DENSE, readouts=READOUTS)


def reduced(wanted, times=(), **more):
    return raad.simulate(MODEL, REGIMEN, COHORT, times, reductions=wanted, **more).reduced


WINDOWS = [(None, None), (0.0, 2.0), (1.0, 30.0), (24.0, 25.0), (30.0, None), (None, 24.0)]


@pytest.fixture(scope="module")
def everything():
    wanted = [getattr(R, what)(name, *w) for what in OF for name in READOUTS for w in WINDOWS]
    return {r: values for r, values in zip(wanted, reduced(wanted, [0, END]).values(), strict=True)}


@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("name", READOUTS)
@pytest.mark.parametrize("what", ["maximum", "minimum", "auc"])
def test_they_are_what_a_dense_curve_gives(dense, everything, what, name, window):
    since, until = window[0] or 0.0, END if window[1] is None else window[1]
    inside = (since <= DENSE) & (until >= DENSE)
    curve = dense.values(name)[:, inside]
    wanted = OF[what](DENSE[inside], curve)
    found = everything[getattr(R, what)(name, *window)]
    assert np.isfinite(found).all()
    # A minute's grid misses a sharp peak by a part in ten thousand, and records a dose of its time before it enters.
    size = np.abs(curve).max(axis=1) * ((until - since) if what == "auc" else 1)
    assert np.abs(found - wanted).max() < 2e-4 * size.max()


@pytest.mark.parametrize("name", READOUTS)
@pytest.mark.parametrize("what", ["time_of_maximum", "time_of_minimum"])
def test_times_of_extremes_lie_where_the_curve_is_extreme(dense, everything, what, name):
    curve = dense.values(name)
    at = everything[getattr(R, what)(name)]
    assert ((at >= 0) & (at <= END)).all()
    for i in range(3):
        there = np.interp(at[i], DENSE, curve[i])
        wanted = curve[i].max() if what == "time_of_maximum" else curve[i].min()
        assert there == pytest.approx(wanted, rel=2e-3, abs=2e-3 * np.ptp(curve[i]))


def test_time_above_is_the_share_of_a_dense_curve(dense):
    curve = dense.values("nmda_block_mean")
    level = 0.3 * curve.max()
    wanted = [R.time_above("nmda_block_mean", level), R.time_above("nmda_block_mean", level, until=12.0)]
    whole, early = reduced(wanted, [0, END]).values()
    assert whole == pytest.approx((curve > level).sum(axis=1) / 60, abs=0.05), "a few minutes of a grid of one minute"
    assert early == pytest.approx((curve[:, DENSE <= 12] > level).sum(axis=1) / 60, abs=0.05)
    assert (early < whole).all()
    (always,) = reduced([R.time_above("madrs", -1.0)], [0, END]).values()
    assert always == pytest.approx(np.full(3, END), rel=1e-12)


def test_windows_of_an_area_add_up():
    parts = [R.auc("madrs", a, b) for a, b in itertools.pairwise([0.0, 1.0, 24.0, 30.0, END])]
    *pieces, whole = reduced([*parts, R.auc("madrs", 0.0, END)]).values()
    assert sum(pieces) == pytest.approx(whole, rel=1e-12)


def test_a_value_at_a_time_is_the_record():
    times = [0.0, 1.0, 24.0, 30.0]
    wanted = [R.value_at(name, t) for name in READOUTS for t in (1.0, 24.0, 40.0)]
    run = raad.simulate(MODEL, REGIMEN, COHORT, [*times, 40.0, END], reductions=wanted)
    for one in wanted:
        record = run.values(one.readout)[:, [*times, 40.0, END].index(one.at)]
        assert np.array_equal(run.reduced[one.label], record), one.label


def test_a_value_between_the_recorded_times_and_one_alone():
    wanted = [R.value_at("madrs", 7.0), R.value_at("esketamine_central", 0.5)]
    between = raad.simulate(MODEL, REGIMEN, COHORT, [0.0, 24.0, 40.0], reductions=wanted)
    assert between.record.shape[1] == 3
    on_its_own = reduced(wanted, [40.0])
    for label, values in on_its_own.items():
        assert between.reduced[label] == pytest.approx(values, rel=2e-5), label


def test_a_value_needs_no_times():
    (value,) = reduced([R.value_at("madrs", 24.0)]).values()
    record = raad.simulate(MODEL, REGIMEN, COHORT, [24.0], readouts=["madrs"]).record[:, 0, 0]
    assert value == pytest.approx(record, rel=1e-5)


def test_a_state_may_be_reduced_as_an_output_may_and_one_alone_needs_no_list():
    one = reduced(R.maximum("esketamine_central", until=6.0))
    assert list(one) == ["esketamine_central_maximum_until_6"]


def test_the_records_are_those_of_a_run_without_reductions():
    plain = raad.simulate(MODEL, REGIMEN, COHORT, [0, 6, END])
    watched = raad.simulate(
        MODEL, REGIMEN, COHORT, [0, 6, END], reductions=[R.maximum("madrs"), R.auc("nmda_block_mean")]
    )
    assert np.array_equal(plain.record, watched.record), "without windows no step ends elsewhere"


def test_a_window_before_the_first_and_after_the_last_record():
    early, late = reduced([R.maximum("madrs", -5.0, -1.0), R.minimum("madrs", 50.0, 60.0)], [0, 6]).values()
    assert early == pytest.approx([25.0, 30.0, 35.0], rel=1e-6), "the rest before treatment"
    assert (late < early - 2).all()


LABELS = [
    R.maximum("madrs"), R.minimum("madrs"), R.time_of_maximum("madrs"), R.time_of_minimum("madrs"), R.auc("madrs"),
    R.time_above("madrs", 10), R.time_above("madrs", 20), R.value_at("madrs", 10), R.value_at("madrs", 20),
    R.maximum("madrs", since=1), R.maximum("madrs", until=1), R.maximum("madrs", since=1, until=2),
    R.maximum("nmda_block_mean"), R.auc("madrs", since=10), R.time_above("madrs", 10, since=20),
]  # fmt: skip


def test_different_reductions_have_different_labels():
    assert len({r.label for r in LABELS}) == len(LABELS)


@pytest.mark.parametrize(
    "pair",
    [
        (R.maximum("madrs", until=1000.0001), R.maximum("madrs", until=1000.0002)),
        (R.time_above("madrs", 0.12345671), R.time_above("madrs", 0.12345672)),
        (R.value_at("madrs", 1234567.0), R.value_at("madrs", 1234568.0)),
    ],
)
def test_labels_differ_in_the_last_digits_too(pair):
    assert pair[0].label != pair[1].label


def test_reductions_with_the_same_label_are_the_same():
    assert R.maximum("madrs", until=24) == R.maximum("madrs", until=24.0)
    values = reduced([R.maximum("madrs", until=24), R.maximum("madrs", until=24.0)])
    assert len(values) == 1


WRONG = [
    (lambda: R.maximum("madrs", since=5, until=5), "not after"),
    (lambda: R.auc("madrs", until=np.nan), "until"),
    (lambda: R.time_above("madrs", "high"), "threshold"),
    (lambda: R.value_at("madrs", np.inf), "since|time"),
    (lambda: R("madrs", "value_at"), "time|since"),
]


@pytest.mark.parametrize(("make", "words"), WRONG)
def test_what_has_no_meaning_is_refused_at_once(make, words):
    with pytest.raises(BadInput, match=words):
        make()


def test_unknown_names_are_refused():
    with pytest.raises(UnknownName, match="median"):
        R("madrs", "median")
    with pytest.raises(UnknownName, match="madr"):
        reduced([R.maximum("madr", until=3)])


@pytest.mark.parametrize(("since", "until"), [(30.0, None), (None, -5.0)])
def test_a_window_that_is_empty_in_this_run_is_an_error(since, until):
    with pytest.raises(BadInput):
        raad.simulate(
            MODEL, REGIMEN, COHORT, [0, 24] if since else [0.0, 1.0], reductions=R.maximum("madrs", since, until)
        )
