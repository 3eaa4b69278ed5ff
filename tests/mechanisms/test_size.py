"""Size and age: flows grow with a power of weight, volumes in proportion; liver flow falls after an age."""

from __future__ import annotations

import pytest

from raad.mechanisms.reading import read
from raad.mechanisms.size import SIZE
from raad.quantities.readings import as_number

AT = {
    "weight_reference": 70.0,
    "exponent_flow": 0.75,
    "Q_hepatic": 90.0,
    "slope_Q_hepatic_age": -1.0,
    "age_onset_Q_hepatic": 60.0,
}


def outputs(weight, age):
    return read(SIZE, as_number, {**AT, "weight": weight, "age": age}).outputs


def test_the_reference_adult_has_factors_of_1():
    assert outputs(70, 40) == {"size_flow": 1, "size_volume": 1, "Q_liver": 90}


def test_half_life_grows_with_the_quarter_power_of_weight():
    mouse, rat = outputs(0.025, 1), outputs(0.4, 1)
    longer = (rat["size_volume"] / rat["size_flow"]) / (mouse["size_volume"] / mouse["size_flow"])
    assert longer == pytest.approx((0.4 / 0.025) ** 0.25)


@pytest.mark.parametrize(("age", "flow"), [(20, 90), (60, 90), (61, 89), (80, 70)])
def test_liver_flow_falls_with_each_year_after_the_onset(age, flow):
    assert outputs(70, age)["Q_liver"] == pytest.approx(flow)
