"""Health: contraindications and cautions are answers, pressures are possible, and nothing is guessed."""

import math

import pytest

from raad.people import Cohort, Health, Person
from raad.people.health import CONDITIONS, kinds_of, medicines
from raad.quantities.errors import BadInput, BadUnit, UnknownName

FAULTS = {
    "an answer that is none": ({"aneurysm": "perhaps"}, BadInput, "aneurysm is 'perhaps'; write yes, no or unknown"),
    "a number as an answer": ({"pregnant": 3}, BadInput, "pregnant is 3; write yes, no"),
    "a pressure in words": ({"systolic": "high"}, BadInput, "systolic is 'high'"),
    "a pressure with no unit": ({"systolic": "140"}, BadUnit, "'140 mmHg'"),
    "a pressure in another unit": ({"systolic": "140 mg"}, BadUnit, "A unit like 'mmHg' is needed"),
    "a negative pressure": ({"diastolic": -80}, BadInput, "between 20 and 200 mmHg"),
    "a pressure of a pump": ({"systolic": 900}, BadInput, "between 50 and 300 mmHg"),
    "the wrong way round": ({"systolic": 80, "diastolic": 120}, BadInput, "Swap them"),
    "an unknown medicine": ({"medicines": ["modafinl"]}, UnknownName, "Did you mean 'modafinil'"),
    "medicines that are a number": ({"medicines": 3}, BadInput, "write a list of words"),
    "an event in the future": ({"weeks_since_heart_event": "-2 weeks"}, BadInput, "between 0 and"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_remedy(fault):
    given, kind, said = FAULTS[fault]
    with pytest.raises(kind) as caught:
        Health(**given)
    assert said in str(caught.value)


def test_what_was_not_told_stays_untold():
    assert Health().told == {}
    assert Health(aneurysm="unknown").told == {}
    assert {getattr(Health(**{name: "yes"}), name) for name in CONDITIONS} == {True}


def test_units_are_read_and_never_is_a_time():
    told = Health(systolic="16 kPa", diastolic=80, weeks_since_heart_event="21 days", medicines="none")
    assert (told.systolic, told.diastolic, told.weeks_since_heart_event, told.medicines) == (120, 80, 3, ())
    assert Health(weeks_since_heart_event="never").weeks_since_heart_event == math.inf


def test_every_kind_of_a_medicine_ends():
    for name in medicines():
        assert len(kinds_of([name])) <= 4
    assert kinds_of(["midazolam"]) == {"midazolam", "benzodiazepine", "cns_depressant"}


def test_a_person_has_health_and_the_equations_do_not_see_it():
    ill = Person(health=Health(aneurysm=True, systolic=150))
    assert ill.covariates() == Person().covariates()
    assert Cohort.typical(health=Health(psychosis=True)).people[0].health.psychosis


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sex": "male", "health": Health(pregnant=True)}, "sex is male"),
        ({"species": "rat", "health": Health(aneurysm=False)}, "asked of humans only"),
        ({"health": {"aneurysm": True}}, "write health=Health"),
        ({"age": 300}, "between 18 and 100 year"),
        ({"weight": -70}, "between 30 and 250 kg"),
    ],
)
def test_a_bad_patient_is_refused(given, said):
    with pytest.raises(BadInput) as caught:
        Person(**given)
    assert said in str(caught.value)
