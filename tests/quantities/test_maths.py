"""The maths that four libraries share: each gives the same number, and keeps the laws of its curve."""

from __future__ import annotations

import math

import pytest
import symengine
import sympy
from hypothesis import given
from hypothesis import strategies as st

from raad.quantities import maths
from raad.quantities.units import registry, unit

CASES = {
    "exp": (maths.exp, (0.7,), math.exp(0.7)),
    "log": (maths.log, (0.7,), math.log(0.7)),
    "sigmoid": (maths.sigmoid, (-1.3,), 1 / (1 + math.exp(1.3))),
    "emax": (maths.emax, (0.5, 1.5), 0.25),
    "hill": (maths.hill, (2.0, 1.0, 3.0), 8 / 9),
    "excess above": (maths.excess, (65.0, 60.0), 5.0),
    "excess below": (maths.excess, (45.0, 60.0), 0.0),
    "residue at 0": (maths.residue, (0.0, 0.1), 0.0),
    "residue below": (maths.residue, (-0.075, 0.1), 0.025**2 / 0.075),
    "residue above": (maths.residue, (0.075, 0.1), 0.05**2 / 0.15),
    "graded response": (lambda s, a, b, d: maths.graded_response(s, a, b, d, 4), (0.5, 2.0, 0.5, 1.0), 2.0),
}


@pytest.mark.parametrize(("function", "point", "value"), CASES.values(), ids=list(CASES))
def test_all_four_libraries_agree(function, point, value):
    assert function(*point) == pytest.approx(value, rel=1e-12)
    assert function(*(registry().Quantity(x, "") for x in point)).to("").magnitude == pytest.approx(value, rel=1e-12)
    for library in (sympy, symengine):
        names = [library.Symbol(f"x{i}") for i in range(len(point))]
        said = function(*names).subs(dict(zip(names, point, strict=True)))
        assert float(said) == pytest.approx(value, rel=1e-12, abs=1e-12)


def test_ratios_keep_their_unit():
    conc, half = registry().Quantity(1.0, unit("uM")), registry().Quantity(3.0, unit("uM"))
    assert maths.emax(conc, half).to("").magnitude == pytest.approx(0.25)
    assert maths.excess(half, conc).units == unit("uM")


def test_exp_of_a_concentration_is_refused():
    with pytest.raises(Exception, match="dimensionless"):
        maths.exp(registry().Quantity(1.0, unit("uM")))


@given(x=st.floats(0, 1e3), half=st.floats(1e-3, 1e3), exponent=st.floats(1, 6))
def test_hill_rises_from_0_to_1(x, half, exponent):
    assert 0 <= maths.hill(x, half, exponent) <= maths.hill(x * 1.1 + 0.1, half, exponent) <= 1
    assert maths.hill(half, half, exponent) == pytest.approx(0.5)
    assert maths.hill(x, half, 1.0) == pytest.approx(maths.emax(x, half), rel=1e-9, abs=1e-12)


@given(severity=st.floats(-20, 20), a=st.floats(0.1, 5), spacing=st.floats(0.1, 2))
def test_an_item_stays_within_its_grades_and_rises_with_severity(severity, a, spacing):
    score = maths.graded_response(severity, a, 0.0, spacing, 6)
    assert 0 <= score <= 6
    assert maths.graded_response(severity + 0.1, a, 0.0, spacing, 6) >= score
    assert maths.graded_response(-severity, a, 0.0, spacing, 6) == pytest.approx(6 - score, abs=1e-9)


@given(st.floats(-10, 10), st.floats(1e-4, 1))
def test_a_residue_is_never_negative_and_never_more_than_what_was_there(x, width):
    assert -1e-15 <= maths.residue(x, width) <= max(x, 0) + width
