"""Doses: the words of an event record, their units, and what contradicts itself."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raad.protocols import Dose, dose
from raad.protocols.repeats import MOST_REPEATS
from raad.quantities.errors import BadInput, BadUnit, NotSupported, UnknownName


def iv(**words):
    return dose("ketamine", "iv", **{"AMT": "40 mg", **words})


@pytest.mark.parametrize(
    ("words", "field", "expected"),
    [
        ({"AMT": "40 mg"}, "amount", 40),
        ({"AMT": "0.04 g"}, "amount", 40),
        ({"AMT": "0.5 mg/kg"}, "amount", 0.5),
        ({"AMT": "500 ug / kg"}, "amount", 0.5),
        ({"AMT": "0.5 mg/kg"}, "per_kg", True),
        ({"AMT": "40 mg"}, "per_kg", False),
        ({"AMT": "0 mg"}, "amount", 0),
        ({"TIME": "-2 h"}, "time", -2),
        ({"TIME": "1 day"}, "time", 24),
        ({"DUR": "40 min"}, "duration", 2 / 3),
        ({"RATE": "30 mg/h"}, "rate", 30),
        ({"RATE": "0.5 mg/min"}, "rate", 30),
        ({"RATE": "0.3 mg/kg/h"}, "rate", 0.3),
        ({"RATE": "0.3 mg/kg/h"}, "rate_per_kg", True),
        ({"RATE": "0.3 mg/h/kg"}, "rate_per_kg", True),
        ({"II": "3.5 days", "ADDL": 7}, "interval", 84),
        ({"II": "84 h", "ADDL": "7"}, "additional", 7),
        ({"II": "84 h", "ADDL": 7.0}, "additional", 7),
    ],
)
def test_units_are_read(words, field, expected):
    assert getattr(iv(**words), field) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ({"AMT": "40"}, BadUnit, "AMT is '40' without a unit"),
        ({"AMT": 40}, BadUnit, "AMT is 40 without a unit"),
        ({"AMT": "40 h"}, BadUnit, "A unit like 'mg' is needed"),
        ({"AMT": "40 mg/h"}, BadUnit, "AMT"),
        ({"AMT": "1 1/h"}, BadUnit, "AMT"),
        ({"AMT": "much"}, BadInput, "AMT is 'much'"),
        ({"AMT": "nan mg"}, BadInput, "AMT"),
        ({"AMT": "1e999 mg"}, BadInput, "AMT"),
        ({"AMT": "-1 mg"}, BadInput, "cannot be negative"),
        ({"TIME": "0"}, BadUnit, "TIME is '0' without a unit"),
        ({"TIME": "inf h"}, BadInput, "TIME"),
        ({"TIME": "3 mg"}, BadUnit, "TIME"),
        ({"DUR": "0 h"}, BadInput, "DUR is 0; it must be greater than 0"),
        ({"DUR": "-1 h"}, BadInput, "DUR is -1"),
        ({"RATE": "0 mg/h"}, BadInput, "RATE is 0"),
        ({"RATE": "5 mg"}, BadUnit, "RATE"),
        ({"RATE": "0.5 1/h"}, BadUnit, "RATE"),
        ({"RATE": "30 mg/h", "DUR": "1 h"}, BadInput, "RATE and DUR are both given"),
        ({"ADDL": 3}, BadInput, "ADDL is 3, but II is missing"),
        ({"ADDL": 3, "II": "0 h"}, BadInput, "II is 0"),
        ({"ADDL": 3, "II": "-24 h"}, BadInput, "II is -24"),
        ({"ADDL": 2.5, "II": "24 h"}, BadInput, "ADDL is 2.5; it must be a whole number"),
        ({"ADDL": -1, "II": "24 h"}, BadInput, "ADDL is -1"),
        ({"ADDL": "some", "II": "24 h"}, BadInput, "ADDL is 'some'"),
        ({"ADDL": math.nan, "II": "24 h"}, BadInput, "ADDL"),
        ({"ADDL": True, "II": "24 h"}, BadInput, "ADDL"),
        ({"ADDL": MOST_REPEATS + 1, "II": "24 h"}, BadInput, "ADDL"),
    ],
)
def test_what_cannot_be_given(words, kind, said):
    with pytest.raises(kind) as error:
        iv(**words)
    assert said in str(error.value)


@pytest.mark.parametrize("field", ["amount", "time", "duration", "rate", "interval"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_dose_of_numbers_is_finite(field, value):
    with pytest.raises(BadInput, match="finite number"):
        Dose("ketamine", "iv", **{"amount": 40.0, field: value})


@pytest.mark.parametrize("word", [{"DUR": "1 h"}, {"RATE": "30 mg/h"}])
@pytest.mark.parametrize(
    ("drug", "route"),
    [("esketamine", "nasal"), ("esketamine", "oral"), ("ketamine", "ip")],
)
def test_a_route_that_takes_no_duration(drug, route, word):
    with pytest.raises(BadInput, match=f"{next(iter(word))} is given, but the route '{route}' of {drug}"):
        dose(drug, route, AMT="0 mg", **word)


def test_names_are_checked_at_once():
    with pytest.raises(UnknownName, match="Did you mean 'esketamine'"):
        dose("esketamin", "nasal", AMT="84 mg")
    with pytest.raises(NotSupported, match=r"Routes of ketamine in human: buccal, .*; in rat: ip, iv; in mouse: "):
        dose("ketamine", "rectal", AMT="20 mg")
    assert dose(" Esketamine", "NASAL", AMT="84 mg") == dose("esketamine", "nasal", AMT="84 mg")


@pytest.mark.parametrize(
    ("amount", "rate", "hours"),
    [
        ("40 mg", "30 mg/h", 4 / 3),
        ("0.5 mg/kg", "30 mg/h", 4 / 3),
        ("0.5 mg/kg", "0.5 mg/kg/h", 1),
        ("40 mg", "1 mg/kg/h", 0.5),
    ],
)
def test_a_rate_makes_a_duration(amount, rate, hours):
    assert iv(AMT=amount, RATE=rate).duration_h(weight_kg=80) == pytest.approx(hours)


@given(
    start=st.floats(-1e4, 1e4),
    interval=st.floats(1e-3, 1e3),
    repeats=st.integers(0, 200),
)
def test_repeats_do_not_collect_rounding(start, interval, repeats):
    times = Dose("ketamine", "iv", 1.0, time=start, interval=interval, additional=repeats).times
    assert times == tuple(start + k * interval for k in range(repeats + 1))
