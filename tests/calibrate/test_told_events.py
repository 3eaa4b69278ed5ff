"""Told events: the register holds what the counts say, events fall into place by dose, sources are cited."""

from __future__ import annotations

import numpy as np
import pytest

from raad.calibrate.scorecard import scorecard
from raad.calibrate.told_events import calibrate, peaks_of_perception, problem
from raad.evidence import load_register


@pytest.fixture(scope="module")
def fit():
    return calibrate()


def test_the_register_is_at_the_optimum(fit):
    for symbol, value in fit.values.items():
        row = load_register().row(symbol, "human")
        assert row.value == pytest.approx(value, rel=0.01), symbol
        assert row.study_id == "calibration"


def test_most_counts_are_met():
    scores = scorecard("told-events")
    assert len(scores) > 50 and sum(s.missed for s in scores) < len(scores) / 10


def test_perception_rises_with_dose_and_none_is_none():
    peaks = peaks_of_perception()
    assert peaks["none"] == 0 < peaks["28"] < peaks["56"] < peaks["84"] < 1


def test_its_studies_are_cited():
    from raad.solve.cited import calibrated_from

    said = {study.partition("/")[2] for study in calibrated_from()["told-events"]}
    assert said == {t.study_id for t in problem().targets}


def test_two_arms_give_two_numbers_back():
    """Background from placebo, ceiling from a dose: by hand for tachycardia, whose counts are of two trials."""
    row = load_register()
    background, ceiling = (row.row(f"{part}_tachycardia", "human").value for part in ("background", "ceiling"))
    assert background == pytest.approx(3 / 447, abs=0.004)
    share = background + (1 - background) * ceiling * peaks_of_perception()["84"]
    assert share == pytest.approx(14 / 573, abs=0.01) and np.isfinite(ceiling)
