"""Scorecards: every target once, and the register meets most of them."""

from __future__ import annotations

import pytest

from raad.calibrate import CALIBRATIONS
from raad.calibrate.scorecard import problem_of, scorecard
from raad.quantities.errors import UnknownName


@pytest.mark.parametrize("name", CALIBRATIONS)
def test_every_target_has_one_score(name):
    scores = scorecard(name)
    assert [s.target for s in scores] == list(problem_of(name).targets)
    assert sum(s.missed for s in scores) <= len(scores) / 8


def test_unknown_calibration_names_the_nearest():
    with pytest.raises(UnknownName, match="first-walk"):
        scorecard("first_walk")
