"""One contract for every mechanism: it rests, keeps mass, and never drives an amount below zero."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raad.mechanisms.reading import rates_of, read
from raad.model.assemblies import SPECIES, treatment
from raad.model.other_drugs import drug_names
from raad.quantities.readings import as_number

MATTER = "umol"
# Inputs and states that are fractions, by what their names hold; cortisol is never below its rest.
FRACTIONS = (
    "nmda_block",
    "nmda_entered",
    "nmda_held",
    "antagonist",
    "neutralised",
    "inhibition",
    "channel_block",
    "asian",
    "japanese",
    "child_pugh",
    "occupancy",
    "loss",
    "inhibitor",
    "silencing",
    "deleted",
    "locked",
    "depletion",
    "lost",
    "calm",
)
AT_LEAST_REST = ("cortisol_rel",)


def test_it_rests(mechanism, registered):
    for name, rate in rates_of(read(mechanism, as_number, registered)).items():
        assert rate == pytest.approx(0, abs=1e-12), name


def test_matter_moves_by_flows_only(mechanism):
    """A rate could make drug out of nothing; a flow takes from one place what it gives to another."""
    said = read(mechanism, as_number)
    assert not [n for n in said.rates if mechanism.states[n] == MATTER]


def test_flows_conserve_mass(mechanism, somewhere):
    said = read(mechanism, as_number, somewhere(1))
    entered = sum(f.rate for f in said.flows if f.source is None)
    left = sum(f.rate for f in said.flows if f.target is None)
    inside = rates_of(said)
    moved = sum(inside[n] for n in {end for f in said.flows for end in (f.source, f.target) if end})
    assert moved == pytest.approx(entered - left, rel=1e-12, abs=1e-12)


def test_a_flow_leaves_only_what_is_there(mechanism, somewhere):
    """Elimination from an empty compartment is zero; an exchange then runs the other way."""
    for one in {f.source for f in read(mechanism, as_number).flows} - {None}:
        empty = read(mechanism, as_number, somewhere(2) | {one: 0.0})
        for flow in empty.flows:
            if flow.source == one:
                assert flow.rate <= 1e-15


def _range(name: str, rest: float, given_from_outside: bool) -> st.SearchStrategy[float]:
    if any(part in name for part in FRACTIONS):
        return st.floats(0, 1)
    if name in AT_LEAST_REST:
        return st.floats(rest, rest + 3)
    if given_from_outside:
        return st.floats(0.05 if rest else 0, 3)  # sizes and relative inputs never vanish
    return st.floats(0, 1.2 if rest else 3)  # no more spines than there is room for


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_amounts_never_fall_below_zero(mechanism, registered, data):
    """Whatever the neighbours hold, an empty state cannot lose more: so no solution ever crosses zero."""
    rest = {**mechanism.rest, **mechanism.rest_inputs}
    ranges = {n: _range(n, rest.get(n, 0.0), n in mechanism.inputs) for n in (*mechanism.inputs, *mechanism.states)}
    point = data.draw(st.fixed_dictionaries(ranges))
    for name in set(mechanism.states) - set(mechanism.signed):
        floor = rest[name] if name in AT_LEAST_REST else 0.0
        rate = rates_of(read(mechanism, as_number, {**registered, **point, name: floor}))[name]
        assert rate >= -1e-12, f"{name} at {floor:g} falls at {rate:g}/h"


@pytest.mark.parametrize("with_others", [False, True])
@pytest.mark.parametrize("species", SPECIES)
def test_an_assembly_loses_only_what_is_cleared(species, with_others):
    """All drug that leaves a body goes through a flow to the outside."""
    model = treatment(species, drugs=drug_names(species) if with_others else ()).awake()
    amounts = {n: 1.0 + i / 7 for i, n in enumerate(model.states)}
    inputs = {n: model.rest_inputs[n] for n in model.exogenous} | {"weight": 70.0, "age": 40.0}
    rates, outputs = model.evaluate(amounts, inputs, model.values)
    known = {**inputs, **amounts, **outputs, **model.values}
    cleared = sum(f.rate for m in model.mechanisms for f in read(m, as_number, known).flows if f.target is None)
    assert cleared > 0
    assert sum(rates[n] for n, unit in model.states.items() if unit == MATTER) == pytest.approx(-cleared, rel=1e-10)
