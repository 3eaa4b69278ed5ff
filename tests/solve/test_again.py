"""A run followed again is the same run: people, doses, inputs, tolerances."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.solve.again import follow_again


def test_the_same_people_doses_and_inputs_at_other_times():
    people = raad.Cohort.of(raad.Person(madrs=30), raad.Person(madrs=38, weight=90))
    infusion = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    coarse = raad.simulate(raad.treatment(), infusion, people, [0, 24], inputs={"ampa_antagonist": [(-1, 0.9), (3, 0)]})
    fine = follow_again(coarse, np.linspace(0, 24, 49), ["madrs", "venous_ketamine"])
    assert {*fine.names} == {"madrs", "venous_ketamine"} and fine.values("madrs").shape == (2, 49)
    assert fine.values("madrs")[:, [0, -1]] == pytest.approx(coarse.values("madrs"), rel=1e-4)
    first = follow_again(coarse, np.linspace(0, 24, 49), ["madrs"], only_first=True)
    assert first.values("madrs") == pytest.approx(fine.values("madrs")[:1])
