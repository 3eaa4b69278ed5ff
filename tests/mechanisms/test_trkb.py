"""TrkB needs BDNF and VEGF: without either it is silent."""

from __future__ import annotations

import pytest

from raad.mechanisms.reading import read
from raad.mechanisms.trkb import TRKB
from raad.quantities.readings import as_number

HERE = TRKB.of(place="prefrontal")


def activity(**values):
    return read(HERE, as_number, values).outputs["trkb_prefrontal_rel"]


def test_it_is_1_at_rest():
    assert activity() == pytest.approx(1)


@pytest.mark.parametrize("antibody", ["bdnf_neutralised", "vegf_neutralised"])
def test_an_antibody_against_either_silences_it(antibody):
    assert activity(**{antibody: 1.0, "bdnf_prefrontal_rel": 3.0}) == 0
    assert 0 < activity(**{antibody: 0.5}) < 1


def test_it_rises_with_both_and_saturates():
    rise = [activity(bdnf_prefrontal_rel=b, vegf_prefrontal_rel=b) for b in (1, 2, 4, 1e3, 1e6)]
    assert rise == sorted(rise)
    assert rise[-1] == pytest.approx(rise[-2], rel=1e-3)
