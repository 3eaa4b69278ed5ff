"""A crowd: the spread that its rows say, the band of age of its patient, the same people for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import RaadError
from raad.risks.crowd import crowd
from raad.risks.endpoints import numbers

ROWS = numbers()


def test_spread_is_that_of_the_rows():
    people = crowd(raad.Person(age=45), 20_000, ROWS, seed=3)
    for name in ("V_central", "ka_swallowed", "CLint_liver"):
        assert np.log(people.factors[name]).std() == pytest.approx(ROWS[f"omega_{name}"], rel=0.03)
    assert np.median(people.factors["gain_cadss"]) == pytest.approx(1, rel=0.03)
    assert people.cohort.column("female").mean() == pytest.approx(ROWS["share_female"], abs=0.02)
    assert np.std(np.log(people.cohort.column("weight"))) == pytest.approx(0.22, abs=0.02)


def test_shares_stay_shares():
    people = crowd(raad.Person(), 5000, ROWS)
    found = people.parameters({"F_nasal": 0.54, "V_central": 11.7})
    assert set(found) == {"F_nasal", "V_central"}
    assert 0 < found["F_nasal"].min() < 0.25 and 0.75 < found["F_nasal"].max() < 1
    assert np.median(found["F_nasal"]) == pytest.approx(0.54, abs=0.02)


@pytest.mark.parametrize(("age", "low", "high"), [(45, 18, 65), (70, 65, 100)])
def test_people_stay_in_the_band_of_age(age, low, high):
    ages = crowd(raad.Person(age=age), 1000, ROWS).cohort.column("age")
    assert low <= ages.min() and ages.max() <= high
    assert (ages.max() < 65) == (age < 65)


def test_nobody_starts_with_a_pressure_that_is_held():
    people = crowd(raad.Person(), 3000, ROWS)
    assert people.sbp.max() <= ROWS["limit_before_sbp"] and people.dbp.max() <= ROWS["limit_before_dbp"]
    assert np.corrcoef(people.sbp, people.dbp)[0, 1] > 0.3


def test_told_pressures_hold_for_all():
    people = crowd(raad.Person(health=raad.Health(systolic=150, diastolic=95)), 10, ROWS)
    assert set(people.sbp) == {150.0} and set(people.dbp) == {95.0}


def test_a_seed_is_a_crowd():
    one, same, other = (crowd(raad.Person(), 50, ROWS, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.sbp, same.sbp) and not np.array_equal(one.sbp, other.sbp)
    assert np.array_equal(one.factors["ka_nasal"], same.factors["ka_nasal"])


@pytest.mark.parametrize(
    ("change", "word"), [({"people": 0}, "people"), ({"people": 2.5}, "people"), ({"seed": -1}, "seed")]
)
def test_bad_numbers(change, word):
    with pytest.raises(RaadError, match=word):
        crowd(raad.Person(), **{"people": 10, "numbers": ROWS, "seed": 0, **change})


def test_animals_have_no_risks_here():
    with pytest.raises(RaadError, match="humans only"):
        crowd(raad.Person(species="rat"), 10, ROWS)
