"""People who come to visits: doses, a cohort, runs without failures, and a comparison of courses."""

from __future__ import annotations

import numpy as np
import pytest

import raad

RTOL = 1e-6  # of a run with fewer than 100 people
TIMES = np.array([0.0, 0.2, 1.0, 1.5, 2.0, 6.0, 24.0, 24.5, 30.0, 48.0, 49.0, 72.0])


@pytest.fixture
def hours():
    return TIMES


@pytest.fixture
def nasal():
    return lambda **more: raad.dose("esketamine", "nasal", AMT="56 mg", **more)


@pytest.fixture
def infusion():
    return lambda **more: raad.dose("ketamine", "iv", **{"AMT": "0.5 mg/kg", "DUR": "40 min", **more})


@pytest.fixture
def cohort():
    def some(people=4):
        return raad.Cohort.table(people, madrs=np.linspace(25, 35, people), weight=np.linspace(60, 90, people))

    return some


@pytest.fixture
def visits():
    return lambda rule, *times: raad.Visits(times, rule)


@pytest.fixture
def simulate(cohort):
    """Follow four people, none of whom fails."""

    def run(regimen=None, visits=None, people=4, times=TIMES, **more):
        found = raad.simulate(raad.treatment(), regimen or raad.Regimen(), cohort(people), times, visits=visits, **more)
        assert not found.failures
        return found

    return run


@pytest.fixture
def assert_alike():
    """Compare courses: steps differ, so values differ by the error of a run, relative to each one's own peak."""

    def compare(one, other, rows=slice(None), share=10):
        a, b = one.record[rows], other.record[rows]
        peak = np.nanmax(np.abs(a), axis=1, keepdims=True)
        assert np.nanmax(np.abs(a - b) / (np.abs(a) + 1e-3 * peak + 1e-9)) < share * RTOL

    return compare
