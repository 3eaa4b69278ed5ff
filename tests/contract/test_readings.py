"""One contract for every mechanism: four readings of one function say the same."""

from __future__ import annotations

import math

import pytest
import sympy

from raad.mechanisms.reading import prove_units, rates_of, read
from raad.quantities.readings import as_graph, as_number, as_symbol
from raad.quantities.units import registry, unit

POINTS = range(3)


def everything(said):
    """Rates of all states that a step touches, and its outputs, by name."""
    return {f"rate of {n}": v for n, v in rates_of(said).items()} | {f"output {n}": v for n, v in said.outputs.items()}


def names_in(said):
    return {str(s) for value in everything(said).values() for s in sympy.sympify(value).free_symbols}


def test_units_add_up(mechanism):
    prove_units(mechanism)


def test_symbols_say_what_numbers_do(mechanism, somewhere):
    symbols = everything(read(mechanism, as_symbol))
    for seed in POINTS:
        values = somewhere(seed)
        numbers = everything(read(mechanism, as_number, values))
        for name, said in symbols.items():
            written = sympy.lambdify(sympy.symbols(list(values), real=True), said, "math")
            assert written(*values.values()) == pytest.approx(numbers[name], rel=1e-10, abs=1e-13), name


def test_graph_says_what_numbers_do(mechanism, somewhere):
    graph = everything(read(mechanism, as_graph))
    for seed in POINTS:
        values = somewhere(seed)
        numbers = everything(read(mechanism, as_number, values))
        for name, said in graph.items():
            assert float(said.subs(values)) == pytest.approx(numbers[name], rel=1e-10, abs=1e-13), name


def test_quantities_say_what_numbers_do(mechanism, somewhere):
    values = somewhere(0)
    said = read(mechanism, lambda name, text, value: registry().Quantity(value, unit(text)), values)
    numbers = read(mechanism, as_number, values)
    ports = {**mechanism.inputs, **mechanism.states}
    for name, rate in rates_of(said).items():
        declared = unit(f"({ports[name] or 'dimensionless'})/h")
        assert rate.to(declared).magnitude == pytest.approx(rates_of(numbers)[name], rel=1e-10, abs=1e-13), name
    for name, value in said.outputs.items():
        assert value.to(unit(mechanism.outputs[name])).magnitude == pytest.approx(numbers.outputs[name], rel=1e-10)


def test_nothing_depends_on_an_undeclared_name(mechanism):
    declared = {*mechanism.states, *mechanism.inputs, *mechanism.params}
    found = {
        str(s) for said in everything(read(mechanism, as_symbol)).values() for s in sympy.sympify(said).free_symbols
    }
    assert found <= declared


def test_everything_declared_is_used(mechanism):
    """A parameter that no equation reads is a number that nobody can check; a flow's far end is used by being named."""
    said = read(mechanism, as_symbol)
    found = names_in(said)
    ends = {end for one in said.flows for end in (one.source, one.target) if end}
    assert {*mechanism.states, *mechanism.inputs, *mechanism.params} - found - ends == set()


def test_values_are_finite_at_rest(mechanism, registered):
    for name, value in everything(read(mechanism, as_number, registered)).items():
        assert math.isfinite(value), name
