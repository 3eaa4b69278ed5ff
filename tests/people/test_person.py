"""People: typical values, ranges, and how ill they are at entry."""

import math
from dataclasses import FrozenInstanceError

import pytest

from raad.people import COVARIATES, Person, ranges
from raad.quantities.errors import BadInput, UnknownName


def test_a_typical_person():
    person = Person()
    assert (person.age, person.weight, person.sex, person.madrs, person.stress) == (
        45,
        74,
        "female",
        35,
        None,
    )
    told = person.covariates()
    assert (told["age"], told["weight"], told["female"]) == (45, 74, 1)
    neutral = {"cyp3a4_liver_rel", "cyp2b6_liver_rel", "gut_extraction_rel", "renal_factor"}
    assert {name for name, value in told.items() if value == 1} == {"female", *neutral}
    assert set(told) == set(COVARIATES)


@pytest.mark.parametrize(("species", "weight"), [("rat", 0.3), ("mouse", 0.025)])
def test_a_typical_rodent(species, weight):
    animal = Person(species=species)
    assert (animal.weight, animal.madrs, animal.stress) == (weight, None, 0)


@pytest.mark.parametrize(
    ("ancestry", "asian", "japanese"),
    [("non_asian", 0, 0), ("asian", 1, 0), ("japanese", 1, 1)],
)
def test_japanese_people_are_also_asian(ancestry, asian, japanese):
    found = Person(ancestry=ancestry, sex="male").covariates()
    assert (found["asian"], found["japanese"], found["female"]) == (asian, japanese, 0)


BOUNDS = [
    ("human", "age", 18, 100),
    ("human", "weight", 30, 250),
    ("human", "madrs", 0, 60),
    ("human", "stress", 0, 1.5),
    ("rat", "weight", 0.1, 1),
    ("rat", "stress", 0, 1.5),
    ("mouse", "weight", 0.01, 0.1),
    ("mouse", "stress", 0, 1.5),
]


@pytest.mark.parametrize(("species", "name", "lowest", "highest"), BOUNDS)
def test_ranges_end_where_they_say(species, name, lowest, highest):
    for value in (lowest, highest):
        assert getattr(Person(species=species, **{name: value}), name) == value
    for value in (lowest - 1e-6, highest + 1e-6):
        with pytest.raises(
            BadInput, match=f"{name} is .* for a {species} it must be between {lowest:g} and {highest:g}"
        ):
            Person(species=species, **{name: value})


@pytest.mark.parametrize("name", ["age", "weight", "madrs", "stress"])
@pytest.mark.parametrize("value", [math.nan, math.inf, "many", True, [1]])
def test_a_value_is_a_finite_number(name, value):
    with pytest.raises(BadInput, match=f"{name} is"):
        Person(**{name: value})


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ({"sex": "femal"}, UnknownName, "Did you mean 'female'"),
        ({"ancestry": "Asia"}, UnknownName, "'asian'"),
        ({"species": "dog"}, UnknownName, "Known: human, mouse, rat"),
        ({"madrs": 30, "stress": 1}, BadInput, "madrs and stress are both given"),
        ({"species": "rat", "madrs": 30}, BadInput, "A rat has no MADRS. Give stress instead"),
        ({"species": "mouse", "ancestry": "asian"}, BadInput, "a mouse has none"),
    ],
)
def test_what_nobody_is(words, kind, said):
    with pytest.raises(kind) as error:
        Person(**words)
    assert said in str(error.value)


def test_severity_or_stress():
    assert (Person(stress=1).madrs, Person(stress=1).stress) == (None, 1)
    assert (Person(madrs=0).madrs, Person(madrs=0).stress) == (0, None)


def test_a_healthy_person():
    person = Person.healthy(age=30, sex="male")
    assert (person.madrs, person.stress, person.age, person.sex) == (None, 0, 30, "male")
    for name in ("madrs", "stress"):
        with pytest.raises(BadInput, match=f"takes no {name}"):
            Person.healthy(**{name: 0})


def test_a_person_does_not_change():
    with pytest.raises(FrozenInstanceError):
        Person().age = 50  # type: ignore[misc]


@pytest.mark.parametrize("species", ["human", "rat", "mouse"])
def test_typical_values_lie_in_their_ranges(species):
    for believed in ranges()[species].values():
        assert believed.typical is None or believed.lowest <= believed.typical <= believed.highest


def test_words_may_be_written_with_capitals_and_hyphens():
    person = Person(sex="Female", ancestry="Non-Asian", species="Human")
    assert (person.sex, person.ancestry, person.species) == ("female", "non_asian", "human")
