"""Connectivity is one uncertain route to mood: small, switchable, bounded, and never the only one."""

import dataclasses

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput, UnknownName


@pytest.fixture(scope="module")
def course():
    infusion = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    cohort = raad.Cohort.table(2, madrs=np.array([25.0, 35.0]))
    return raad.brain_course(raad.simulate(raad.treatment(), infusion, cohort, times=range(0, 25)))


def test_switched_off_it_is_exactly_the_severity_of_the_run(course):
    link = raad.mood_link(course, 0)
    assert np.array_equal(link.severity_linked, link.severity)
    assert np.array_equal(link.madrs_linked, link.madrs)


def test_madrs_without_the_link_is_that_of_the_model(course):
    link = raad.mood_link(course, 0)
    last = course.titles.index("24 h")
    assert link.madrs[:, last] == pytest.approx(course.trajectory.values("madrs")[:, 24], rel=1e-4)


def test_a_small_default_moves_mood_towards_what_connectivity_does(course):
    link = raad.mood_link(course)
    assert link.weight == 0.1
    w, at = link.weight, course.reference
    share = np.clip(link.deficit / link.deficit[:, at : at + 1], 0, 2)
    assert link.severity_linked == pytest.approx((1 - w) * link.severity + w * link.severity[:, at : at + 1] * share)
    assert link.madrs_linked[:, at] == pytest.approx(link.madrs[:, at], abs=1e-9)


def test_it_is_never_the_only_route(course):
    for wrong in (1, 1.5, -0.1, True, "much", float("nan")):
        with pytest.raises(BadInput, match="weight"):
            raad.mood_link(course, wrong)


def test_an_unknown_variant_is_refused(course):
    with pytest.raises(UnknownName, match="variant"):
        raad.mood_link(course, 0.1, "gsr")


def test_it_is_silent_where_there_was_no_deficit(course):
    healthy = raad.mood_link(course, 0.1).healthy
    gbc = course.gbc.copy()
    gbc[1, course.reference, 0, course.connectome.prefrontal] = healthy
    even = dataclasses.replace(course, gbc=gbc)
    link = raad.mood_link(even, 0.3)
    assert link.silent.tolist() == [False, True]
    assert np.array_equal(link.severity_linked[1], link.severity[1])
    assert np.isfinite(link.madrs_linked).all()


def test_it_is_bounded(course):
    gbc = course.gbc.copy()
    gbc[:, 1:, 0] = 50.0
    link = raad.mood_link(dataclasses.replace(course, gbc=gbc), 0.3)
    at = course.reference
    assert at == 0
    assert link.severity_linked[:, 1:] == pytest.approx(0.7 * link.severity[:, 1:])
