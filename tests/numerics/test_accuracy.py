"""How exact the referee is: errors fall with the tolerance, nothing drifts at rest, no amount is negative."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import raad

TIMES = np.array([0, 0.3, 0.7, 1, 2, 4, 8, 24, 48, 84, 84.5, 86, 96, 168])
TWICE = raad.Regimen((raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=1),))
STRONG = raad.Regimen((
    raad.dose("ketamine", "iv", AMT="2 mg/kg", DUR="1 min", II="6 h", ADDL=3),
    raad.dose("esketamine", "nasal", AMT="112 mg", TIME="1 h", II="24 h", ADDL=3),
    raad.dose("esketamine", "oral", AMT="84 mg", TIME="1 h"),
))  # fmt: skip


def run(person, regimen, times, **words):
    return raad.simulate(raad.treatment(person.species), regimen, raad.Cohort.of(person), times, **words)


def test_errors_fall_with_the_tolerance():
    person = raad.Person(madrs=35)
    exact = run(person, TWICE, TIMES, tolerances=(1e-12, 1e-14)).states[0]
    scale = np.maximum(np.abs(exact).max(axis=0), 1e-12)  # linear algebra leaves dust where nothing enters
    tolerances = [1e-4, 1e-6, 1e-8, 1e-10]
    errors = [
        np.max(np.abs(run(person, TWICE, TIMES, tolerances=(r, r / 100)).states[0] - exact) / scale) for r in tolerances
    ]
    assert all(later < earlier / 5 for earlier, later in pairwise(errors)), errors
    slope = np.polyfit(np.log(tolerances), np.log(errors), 1)[0]
    assert 0.6 < slope < 1.4  # the error is about in proportion to what is asked
    assert errors[2] < 1e-6  # what the default tolerance gives


@pytest.mark.parametrize(
    "person",
    [raad.Person.healthy(), *(raad.Person(madrs=m) for m in (20, 35, 45)), raad.Person.healthy(age=80, weight=50),
     raad.Person(species="rat", stress=1), raad.Person(species="rat"), raad.Person(species="mouse", stress=0.5)],
    ids=["healthy", "MADRS 20", "MADRS 35", "MADRS 45", "healthy old", "stressed rat", "rat", "stressed mouse"],
)  # fmt: skip
def test_nothing_moves_without_a_drug(person):
    result = run(person, raad.Regimen(), [0, 1, 24, 24 * 7, 24 * 30, 24 * 90])
    states = result.states[0]
    moved = np.abs(states - states[0]).max(axis=0) / np.maximum(np.abs(states[0]), 1)
    worst = int(np.argmax(moved))
    assert moved[worst] < 1e-6, f"{list(result.model.states)[worst]} drifts by {moved[worst]:.2g}"
    if person.madrs is not None:
        assert result.values("madrs")[0] == pytest.approx(person.madrs, abs=1e-6)


@pytest.mark.parametrize(
    ("person", "regimen"),
    [(raad.Person(madrs=45), STRONG), (raad.Person.healthy(weight=40), STRONG),
     (raad.Person(species="rat", stress=1),
      raad.Regimen((raad.dose("ketamine", "ip", AMT="200 mg/kg", II="12 h", ADDL=3),)))],
    ids=["MADRS 45", "healthy", "stressed rat"],
)  # fmt: skip
def test_no_amount_is_negative(person, regimen):
    result = run(person, regimen, np.concatenate([np.arange(0, 30, 0.1), np.arange(30, 24 * 90, 6)]))
    assert not result.failures
    signed = np.array([n in result.model.signed for n in result.model.states])
    assert result.states[0][:, ~signed].min() >= 0


def test_all_drug_is_gone_in_the_end():
    result = run(raad.Person.healthy(), STRONG, [24 * 60])
    amounts = [i for i, u in enumerate(result.model.states.values()) if u == "umol"]
    assert result.states[0, 0, amounts] == pytest.approx(0, abs=1e-6)


def test_the_same_run_gives_the_same_bits():
    person = raad.Person(madrs=30)
    assert np.array_equal(run(person, TWICE, TIMES).states, run(person, TWICE, TIMES).states)


def test_every_severity_has_a_rest():
    cohort = raad.Cohort.of(*(raad.Person(madrs=m) for m in np.arange(5, 50, 0.5)))
    result = raad.simulate(raad.treatment(), raad.Regimen(), cohort, [0])
    assert not result.failures
    assert result.values("madrs")[:, 0] == pytest.approx(np.arange(5, 50, 0.5), abs=1e-6)


@pytest.mark.parametrize("species", ["rat", "mouse"])
def test_every_stress_has_a_rest(species):
    cohort = raad.Cohort.of(*(raad.Person(species=species, stress=s) for s in np.arange(0, 1.51, 0.05)))
    assert not raad.simulate(raad.treatment(species), raad.Regimen(), cohort, [0]).failures
