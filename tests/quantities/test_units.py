"""Units at the door: text in, a number in the asked unit out, or an error that says what to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raad.quantities.errors import BadInput, BadUnit
from raad.quantities.units import factor, number, quantity, unit


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        ("84 mg", "mg", 84), ("0.5 mg/kg", "mg/kg", 0.5), ("40 min", "h", 2 / 3), ("3.5 days", "h", 84),
        ("1.5e2 nM", "uM", 0.15), (".5h", "min", 30), ("200 ng/mL", "ug/L", 200), ("-2.19 L/h/year", "L/h/year", -2.19),
        ("0.3", "", 0.3), (0.3, "", 0.3), ("150000 1/M/s", "1/uM/h", 540),
    ],
)  # fmt: skip
def test_a_quantity_is_read(text, target, value):
    assert quantity(text, target, "it") == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "target", "error", "words"),
    [
        ("84", "mg", BadUnit, "without a unit.*84 mg"),
        (84, "mg", BadUnit, "without a unit.*84 mg"),
        ("84 apples", "mg", BadUnit, "'84 apples'.*apples.*not a unit"),
        ("84 mg", "h", BadUnit, "cannot be turned into 'h'"),
        ("much", "mg", BadInput, "not a number with a unit.*1 mg"),
        ("", "mg", BadInput, "not a number"),
        (None, "mg", BadInput, "not a number"),
        ("1e999 mg", "mg", BadInput, "finite"),
        (True, "", BadInput, "not a number"),
    ],
)
def test_what_cannot_be_read_is_said(text, target, error, words):
    with pytest.raises(error, match=words) as caught:
        quantity(text, target, "the dose")
    assert "the dose" in str(caught.value)


@pytest.mark.parametrize("value", [True, None, "nan", "inf", "two", [1], float("nan")])
def test_only_finite_numbers_are_numbers(value):
    with pytest.raises(BadInput, match="weight"):
        number(value, "weight")


@pytest.mark.parametrize("text", ["", "-", "1", "fraction", "ratio", "points"])
def test_bare_numbers_have_many_names(text):
    assert unit(text).dimensionless


@given(st.sampled_from(["mg", "ug", "kg"]), st.sampled_from(["mg", "ug", "kg"]), st.sampled_from(["mg", "ug", "kg"]))
def test_factors_make_a_group(a, b, c):
    assert factor(a, a) == 1
    assert factor(a, b) * factor(b, c) == pytest.approx(factor(a, c), rel=1e-12)
