"""Compartments of an event table: what CMT means, and what wrong names, keys and values are told."""

import pytest

from raad.protocols import Compartments
from raad.quantities.errors import BadInput, UnknownName


def test_a_number_without_a_compartment():
    with pytest.raises(UnknownName, match=r"CMT is 3, but no .* There are: 1 \(depot\), 2 \(central\)\."):
        Compartments(["depot", "central"]).state("3")
    with pytest.raises(UnknownName, match="There are: 20 numbers from 1 to 20"):
        Compartments([f"s{n}" for n in range(20)]).state("21")


@pytest.mark.parametrize("word", ["F", "ALAG", "D", "R"])
def test_a_key_that_is_none_of_the_compartments(word):
    with pytest.raises(UnknownName, match=f"compartment for {word} named 'dep'.*'depot'"):
        Compartments(["depot", "central"], **{word: {"dep": 0.5}})
    Compartments(**{word: {"dep": 0.5}})  # the names are not known yet


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (3, "neither a list nor a mapping"),
        (0, "neither a list nor a mapping"),
        ("central", "neither a list nor a mapping"),
        ([1], "The compartment 1 is 1, which is no name"),
        ({"one": "depot"}, "the number 'one'"),
        ({1.5: "depot"}, "the number 1.5"),
    ],
)
def test_names_of_compartments_that_are_none(given, said):
    with pytest.raises(BadInput, match=said):
        Compartments.of(given)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"F": 0.5}, "F is 0.5, but of which state"),
        ({"F": {"body": None}}, "F is None, which is not a number. Write a number, or the name of"),
        ({"F": {"body": -1}}, "F is -1; it must be 0 or more"),
        ({"D": {"body": "0 h"}}, "D is 0; it must be greater than 0"),
    ],
)
def test_values_of_compartments_that_are_none(words, said):
    with pytest.raises(BadInput, match=said):
        Compartments(**words)
