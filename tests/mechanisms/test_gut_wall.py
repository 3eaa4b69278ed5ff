"""The wall of the gut: what escapes it."""

import pytest

from raad.evidence import load_register
from raad.mechanisms.gut_wall import GUT_WALL
from raad.mechanisms.reading import read
from raad.quantities.readings import as_number

F_GUT = load_register().value("F_gut", "", "human")


def escaped(capacity):
    return read(GUT_WALL, as_number, {"F_gut": F_GUT, "gut_extraction_rel": capacity}).outputs["F_gut_wall"]


def test_without_co_medication_it_is_the_row():
    assert escaped(1) == pytest.approx(F_GUT, rel=1e-12)


def test_a_wall_that_takes_nothing_lets_all_pass():
    assert escaped(0) == 1


def test_rifampicin_leaves_what_the_area_by_mouth_asks():
    """pk.md: 0.64 to 0.18, from an area of -86 % by mouth beside the liver (peltoniemi2012rif)."""
    assert escaped(8.1) == pytest.approx(0.18, abs=0.005)


def test_odds_are_in_proportion_to_capacity():
    assert (1 / escaped(3) - 1) / (1 / escaped(1) - 1) == pytest.approx(3)
