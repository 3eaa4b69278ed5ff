"""Summaries are what they say, checked on curves whose answers are known."""

import json

import numpy as np
import pytest

from raad.exchange.summary import of_values


def test_a_triangle_has_its_known_peak_and_area():
    times = np.array([0.0, 10.0, 20.0, 200.0])
    said = of_values(times, np.array([0.0, 5.0, 0.0, 0.0]), "ng/mL")
    assert (said["peak"], said["peak_time_h"]) == (5.0, 10.0)
    assert said["auc"] == 50.0
    assert said["auc_unit"] == "ng/mL*h"
    assert said["at_7_d"] == 0.0
    assert said["change"] == 0.0


def test_values_between_records_are_read_from_the_line():
    said = of_values(np.array([0.0, 48.0]), np.array([10.0, 20.0]), "")
    assert said["at_24_h"] == pytest.approx(15.0)
    assert said["at_7_d"] is None


def test_a_person_who_failed_has_no_numbers():
    said = of_values(np.array([0.0, 1.0]), np.array([np.nan, np.nan]), "")
    assert json.loads(json.dumps(said, allow_nan=False))["peak"] is None
