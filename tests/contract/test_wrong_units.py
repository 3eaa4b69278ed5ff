"""Mechanisms that are wrong on purpose: each is refused before anything is simulated, in words that help."""

from __future__ import annotations

import pytest

from raad.mechanisms.base import Mechanism, flow, step
from raad.mechanisms.reading import prove_units
from raad.quantities.errors import UnitsDisagree
from raad.quantities.maths import exp


def forgotten_exponent(states, inputs, params):
    occupied = inputs.conc**params.exponent / (inputs.conc**params.exponent + params.EC50)
    return step(outputs={"effect": occupied})


def amount_plus_rate(states, inputs, params):
    return step(rates={"depot": inputs.infusion - params.k_el * states.depot - states.depot})


def per_minute(states, inputs, params):
    return step(rates={"signal_rel": params.k_out * (1 - states.signal_rel)})


def exponential_of_a_mass(states, inputs, params):
    return step(outputs={"effect": exp(-inputs.conc)})


def concentration_flows_as_amount(states, inputs, params):
    return step(flow("depot", None, params.CL * states.depot))


def output_in_another_unit(states, inputs, params):
    return step(outputs={"effect": inputs.conc})


UM = {"conc": "uM"}
WRONG = {
    "a Hill term without its exponent": (
        Mechanism("hill", forgotten_exponent, inputs=UM, params={"exponent": "", "EC50": "uM"}, outputs={"effect": ""}),
        ("hill", r"inputs.conc\*\*params.exponent \+ params.EC50", "uM"),
    ),
    "mg + mg/h": (
        Mechanism("sum", amount_plus_rate, states={"depot": "mg"}, inputs={"infusion": "mg/h"}, params={"k_el": "1/h"}),
        ("sum", r"params.k_el \* states.depot - states.depot", "milligram / hour"),
    ),
    "1/min where 1/h is declared": (
        Mechanism("minutes", per_minute, states={"signal_rel": ""}, params={"k_out": "1/min"}),
        ("minutes", "rate of 'signal_rel'", "1 / minute", "1 / hour|hour", "factor 60"),
    ),
    "exp of a concentration": (
        Mechanism("exp", exponential_of_a_mass, inputs=UM, outputs={"effect": ""}),
        ("exp", r"exp\(-inputs.conc\)"),
    ),
    "a flow in L/h times umol": (
        Mechanism("flow", concentration_flows_as_amount, states={"depot": "umol"}, params={"CL": "L/h"}),
        ("flow", "flow depot -> outside", "liter", "micromole / hour"),
    ),
    "an output in another unit": (
        Mechanism("output", output_in_another_unit, inputs=UM, outputs={"effect": ""}),
        ("output", "output effect", "dimensionless"),
    ),
}


@pytest.mark.parametrize(("mechanism", "words"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_unit_is_named(mechanism, words):
    with pytest.raises(UnitsDisagree) as caught:
        prove_units(mechanism)
    for word in words:
        assert caught.match(word)


def test_the_line_of_the_term_is_named():
    with pytest.raises(UnitsDisagree, match=r"test_wrong_units\.py, line \d+"):
        prove_units(WRONG["mg + mg/h"][0])


def test_a_right_mechanism_passes():
    prove_units(Mechanism("right", per_minute, states={"signal_rel": ""}, params={"k_out": "1/h"}))
