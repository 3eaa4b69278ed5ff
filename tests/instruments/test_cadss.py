"""CADSS and positive items of BPRS: in proportion while small, never above their highest."""

from __future__ import annotations

import pytest

from raad.instruments.bprs_positive import BPRS_POSITIVE
from raad.instruments.cadss import CADSS


def cadss(felt):
    return CADSS({}, {"dissociation_felt": felt}, {"gain_cadss": 100.0}).outputs["cadss"]


def bprs(drive):
    return BPRS_POSITIVE({}, {"dissociation_drive": drive}, {"gain_bprs_positive": 50.0}).outputs["bprs_positive_rise"]


def test_small_scores_are_in_proportion():
    assert cadss(0.01) == pytest.approx(1, rel=0.01) and bprs(0.01) == pytest.approx(0.5, rel=0.02)
    assert cadss(0.0) == bprs(0.0) == 0


def test_the_highest_grades_are_approached():
    assert 91 < cadss(9) < 92 and 23.9 < bprs(9) < 24
