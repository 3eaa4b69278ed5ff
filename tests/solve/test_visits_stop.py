"""What a visit stops: whole doses, from its own time on; and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput


@pytest.mark.parametrize(("at", "left"), [(24.0, 0), (24.02, 1), (24.2, 1), (0.0, -1)])
def test_stopping_cancels_whole_doses(at, left, nasal, simulate, assert_alike, visits):
    """A visit at the time of a dose cancels it; shortly after, both devices of the dose that has begun are taken."""
    found = simulate(raad.Regimen((nasal(II="24 h", ADDL=3),)), visits(lambda v: v.stop(range(4)), at))
    expected = raad.Regimen((nasal(II="24 h", ADDL=left),) if left >= 0 else ())
    assert_alike(found, simulate(expected))


def test_a_rule_sees_the_state_before_the_dose_of_its_time(nasal, simulate, visits):
    seen = []
    regimen = raad.Regimen((nasal(), nasal(TIME="24 h")))
    simulate(regimen, visits(lambda v: seen.append(v["esketamine_nasal_depot"].max()), 24))
    simulate(raad.Regimen((nasal(),)), visits(lambda v: seen.append(v["esketamine_nasal_depot"].max()), 24))
    assert seen[0] == seen[1]


def test_what_was_stopped_stays_stopped_when_others_stop_later(nasal, simulate, visits):
    def rule(visit):
        visit.stop([0, 1] if visit.time < 30 else [0, 1, 2, 3])

    found = simulate(raad.Regimen((nasal(II="24 h", ADDL=3),)), visits(rule, 24, 48))
    early, late = simulate(raad.Regimen((nasal(),))), simulate(raad.Regimen((nasal(II="24 h", ADDL=1),)))
    scale = np.abs(late.record).max(axis=(0, 1)) + 1e-9
    assert (np.abs(found.record[:2] - early.record[:2]) / scale).max() < 1e-4
    assert (np.abs(found.record[2:] - late.record[2:]) / scale).max() < 1e-4


@pytest.mark.parametrize("value", [5.0, -3.0])
def test_a_value_out_of_its_range_is_refused(value, simulate, visits):
    with pytest.raises(BadInput, match="between 0 and 1"):
        simulate(visits=visits(lambda v: v.set("ampa_antagonist", [0], value), 1))


def test_a_reset_is_no_dose(simulate, visits):
    with pytest.raises(BadInput, match="no dose"):
        simulate(visits=visits(lambda v: v.give([0], raad.Reset(1.0)), 1))
