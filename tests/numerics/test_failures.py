"""A person whose equations break is listed with a reason; the others keep their results to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.evidence import ParameterTable
from raad.mechanisms.base import Mechanism, step
from raad.model.wiring import wire
from raad.quantities.maths import log

TIMES = [0, 1, 2, 6, 24]
SMALL, LARGE = (raad.Regimen((raad.dose("esketamine", "nasal", AMT=f"{mg} mg"),)) for mg in (28, 84))


def fragile(states, inputs, params):
    """Stands for an equation that holds up to some level only: beyond it the logarithm is no number."""
    room = log(1 - inputs.arterial_conc_esketamine / params.level_of_breaking)
    return step(rates={"strain": -params.ka_oral * (room + states.strain)})


FRAGILE = Mechanism(
    "fragile", fragile, states={"strain": ""}, inputs={"arterial_conc_esketamine": "uM"},
    params={"level_of_breaking": "uM", "ka_oral": "1/h"}, signed=("strain",),
)  # fmt: skip


@pytest.fixture(scope="module")
def model(lab):
    # 28 mg peaks near 0.19 uM in arterial plasma, 84 mg near 0.45 uM.
    rows = (*raad.load_register().rows, lab.row("level_of_breaking", 0.3, "uM"))
    return wire("breaking", "human", [*raad.treatment().mechanisms, FRAGILE], ParameterTable(rows))


def people(*ages):
    return raad.Cohort.of(*(raad.Person.healthy(age=a, label=f"P{a}") for a in ages))


@pytest.fixture(scope="module")
def mixed(model):
    return raad.simulate(model, [SMALL, LARGE, SMALL], people(30, 35, 40), TIMES)


def test_the_failure_is_a_value_with_who_and_why(mixed):
    (failure,) = mixed.failures
    assert (failure.person, failure.label) == (1, "P35")
    assert "stopped at" in failure.reason
    assert 0 < float(failure.reason.split("stopped at ")[1].split(" h")[0]) < 2


def test_the_failed_person_has_no_numbers(mixed):
    assert np.all(np.isnan(mixed.states[1]))
    assert np.all(np.isnan(mixed.outputs[1]))


def test_the_others_are_untouched_to_the_last_bit(model, mixed):
    without = raad.simulate(model, SMALL, people(30, 40), TIMES)
    assert not without.failures
    assert np.array_equal(mixed.states[[0, 2]], without.states)
    assert np.array_equal(mixed.outputs[[0, 2]], without.outputs)


def test_progress_counts_failures_too(model):
    seen = []
    raad.simulate(model, [LARGE, SMALL], people(30, 40), TIMES, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


def test_order_of_people_does_not_matter():
    forth, back = (raad.simulate(raad.treatment(), SMALL, people(*m), TIMES) for m in ((30, 35, 40), (40, 35, 30)))
    assert np.array_equal(forth.states, back.states[::-1])
