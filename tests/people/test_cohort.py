"""Cohorts: people of one species, in order."""

import pytest

from raad.people import Cohort, Person
from raad.quantities.errors import BadInput, UnknownName


def test_people_stay_in_order():
    people = tuple(Person(age=age) for age in (60, 30, 45))
    cohort = Cohort.of(*people)
    assert len(cohort) == 3 and tuple(cohort) == people == cohort.people and cohort[1] is people[1]
    assert Cohort(people=list(people)) == cohort  # type: ignore[arg-type]


def test_a_typical_cohort():
    assert Cohort.typical().people == (Person(),)
    assert Cohort.typical(species="rat", stress=1).people == (Person(species="rat", stress=1),)
    with pytest.raises(UnknownName, match="Did you mean 'weight'"):
        Cohort.typical(wieght=70)


@pytest.mark.parametrize("species", ["human", "rat", "mouse"])
def test_a_cohort_has_the_species_of_its_people(species):
    assert Cohort.of(Person(species=species), Person(species=species)).species == species


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((), "at least one person"),
        ((Person(), Person(species="rat")), "these are human and rat"),
        ((Person(), "Ann"), "'Ann' is none"),
    ],
)
def test_what_is_no_cohort(people, said):
    with pytest.raises(BadInput, match=said):
        Cohort(people)
