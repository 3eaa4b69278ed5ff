"""Score maps: items add up to the total, stay within the range of the scale, and rise with severity."""

from __future__ import annotations

from itertools import pairwise

import pytest

from raad.instruments.hamd17 import HAMD17
from raad.instruments.madrs import ITEMS, MADRS
from raad.mechanisms.reading import read
from raad.model.assemblies import treatment
from raad.quantities.readings import as_number

HIGHEST = {"madrs": 60, "hamd17": 52}  # the scales as published


def scores(instrument, severity):
    values = treatment("human").values
    known = {n: values[n] for n in instrument.params}
    return read(instrument, as_number, {**known, "severity": severity}).outputs


@pytest.mark.parametrize("instrument", [MADRS, HAMD17], ids=lambda m: m.name)
def test_it_spans_the_published_range(instrument):
    assert scores(instrument, -30)[instrument.name] == pytest.approx(0, abs=1e-6)
    assert scores(instrument, 30)[instrument.name] == pytest.approx(HIGHEST[instrument.name], abs=1e-6)


@pytest.mark.parametrize("instrument", [MADRS, HAMD17], ids=lambda m: m.name)
def test_it_rises_with_severity(instrument):
    course = [scores(instrument, s / 4)[instrument.name] for s in range(-12, 25)]
    assert all(a < b for a, b in pairwise(course))


@pytest.mark.parametrize("severity", [-1.0, 0.0, 1.0, 3.0])
def test_items_add_up_to_the_total(severity):
    said = scores(MADRS, severity)
    assert sum(said[f"madrs_{item}"] for item in ITEMS) == pytest.approx(said["madrs"], rel=1e-12)
    assert all(0 <= said[f"madrs_{item}"] <= 6 for item in ITEMS)
