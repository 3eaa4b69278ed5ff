"""What is felt in a session and what helps are apart: no risk is an input of mood, and none changes it."""

from __future__ import annotations

import numpy as np

import raad
from raad.model.assemblies import risks_in_reserve, treatment

RISKS = risks_in_reserve("human")
GIVEN = {port for m in RISKS for port in (*m.states, *m.outputs)}
MODEL = treatment().awake()
MOOD = ("severity", "madrs", "hamd17")


def before(ports):
    """Every state and output that some ports follow from, at whatever distance."""
    seen, wanted = set(), set(ports)
    while wanted:
        port = wanted.pop()
        seen.add(port)
        m = MODEL.owner(port)
        movers = [o for o in MODEL.mechanisms if port in o.inputs and port in {**flows_of(o)}]
        wanted |= {n for one in (m, *movers) for n in (*one.inputs, *one.states) if n not in MODEL.exogenous} - seen
    return seen


def flows_of(mechanism):
    """States of others into which a mechanism lets matter flow."""
    from raad.mechanisms.reading import read
    from raad.quantities.readings import as_number

    return dict.fromkeys(end for f in read(mechanism, as_number).flows for end in (f.source, f.target) if end)


def test_nothing_that_leads_to_mood_is_a_risk():
    assert before(MOOD) & GIVEN == set()


def test_risks_read_the_walk_and_move_nothing_of_it():
    for mechanism in RISKS:
        assert flows_of(mechanism) == {}, mechanism.name


def test_rates_of_the_walk_are_the_same_to_the_last_bit_whatever_a_risk_is_made_of():
    rng = np.random.default_rng(3)
    own = {n for m in RISKS for n in m.params} - {n for m in treatment().mechanisms for n in m.params}
    states = {n: (v or 0.1) * rng.uniform(0.7, 1.3) for n, v in MODEL.rest.items()}
    inputs = {**MODEL.rest_inputs, "weight": 70.0, "age": 40.0}
    changed = MODEL.values | {
        n: v * rng.uniform(0.5, 2) + rng.uniform(0, 0.1) for n, v in MODEL.values.items() if n in own
    }
    moved = states | {n: v + 0.1 for n, v in states.items() if n in GIVEN}
    plain, other = (MODEL.evaluate(s, inputs, p) for s, p in ((states, MODEL.values), (moved, changed)))
    assert len(own) > 40 and plain[0]["dissociation_adaptation"] != other[0]["dissociation_adaptation"]
    for one, two in zip(plain, other, strict=True):
        assert {n: v for n, v in one.items() if n not in GIVEN} == {n: v for n, v in two.items() if n not in GIVEN}


def test_severity_is_the_same_to_the_last_bit_whatever_the_size_of_risks():
    """Sizes have no course of their own; what has one shares the steps, so there severity agrees to their tolerance."""
    spray = raad.dose("esketamine", "nasal", AMT="84 mg")
    sizes = {
        n: 2 * v
        for n, v in MODEL.values.items()
        if n.startswith(("gain_cadss", "gain_moaas", "ceiling_sbp", "C50_unc"))
    }
    courses = {"C50_dissociation": 0.4, "share_adaptation_dissociation": 0.0, "k_habituation": 0.0}

    def severity(parameters):
        result = raad.simulate(MODEL, spray, raad.Person(), [0, 1, 4, 24, 168], parameters=parameters)
        return result.values("severity"), result.values("cadss").max()

    (plain, felt), (sized, more), (other, most) = (severity(p) for p in ({}, sizes, courses))
    assert len(sizes) == 4 and more > 1.5 * felt and most > 3 * felt
    assert np.array_equal(plain, sized)
    assert np.allclose(plain, other, rtol=1e-6, atol=1e-9)
