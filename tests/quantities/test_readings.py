"""The leaves of the four readings."""

from __future__ import annotations

import symengine
import sympy

from raad.quantities.readings import as_graph, as_number, as_quantity, as_symbol
from raad.quantities.units import unit


def test_each_reading_makes_its_own_leaf():
    assert as_number("conc", "uM", 2.0) == 2.0
    assert as_quantity("conc", "uM", 2.0).units == unit("uM")
    assert as_symbol("conc", "uM", 2.0) == sympy.Symbol("conc", real=True)
    assert as_graph("conc", "uM", 2.0) == symengine.Symbol("conc")


def test_a_rest_of_zero_does_not_divide():
    assert as_quantity("conc", "uM", 0.0).magnitude > 0
