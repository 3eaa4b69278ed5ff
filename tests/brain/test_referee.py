"""The referee of a course: both solutions agree in FC and in every sign, and what is lost is a value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import raad
from raad.brain import SynapticState
from raad.brain.referee import Refereed, referee


@pytest.fixture(scope="module")
def course():
    infusion = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    run = raad.simulate(raad.treatment(), infusion, raad.Cohort.typical(madrs=35), times=np.linspace(0, 48, 97))
    return raad.brain_course(run, ["before", "40 min", "24 h"])


@pytest.fixture(scope="module")
def found(course) -> tuple[Refereed, ...]:
    return referee(course)


def test_both_solutions_have_the_same_matrix(found):
    assert [one.title for one in found] == ["before", "40 min", "24 h"]
    assert min(one.r for one in found) > 0.95 and not any(one.reason for one in found)


@pytest.mark.parametrize("solution", ["linear", "nonlinear"])
def test_plain_gbc_rises_most_under_the_infusion_by_both(found, solution):
    before, acute, day = (getattr(one, solution)["plain"] for one in found)
    assert before < day < acute


def test_a_seed_is_a_scan(course):
    short = [referee(course, minutes=2, seed=s)[0].nonlinear["plain"] for s in (1, 1, 2)]
    assert short[0] == short[1] != short[2]


def test_what_is_lost_is_a_value_and_the_others_go_on(course):
    storm = SynapticState(strength=1.08, block_interneuron=0.9, throughput=2.0)
    states = (tuple(storm if k == 1 else s for k, s in enumerate(course.states[0])),)
    first, second, third = referee(replace(course, states=states), minutes=3)
    assert np.isnan(second.r) and "hypersynchronous" in second.reason
    assert np.isfinite([first.r, third.r]).all()
    gone = referee(replace(course, fc=None), minutes=3)
    assert all(np.isnan(one.r) and "kept" in one.reason for one in gone)
