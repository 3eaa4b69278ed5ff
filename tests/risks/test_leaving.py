"""Leaving: the last thing that holds somebody decides; a grade is whole; who is never held leaves at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from raad.risks.leaving import ready_times

MINUTES = np.arange(0, 241, 10.0)


def session(people: int, **changed: Any) -> Any:
    calm = {"moaas": 5.0, "cadss": 0.0, "sbp_rise": 0.0, "dbp_rise": 0.0}
    first = {n: np.broadcast_to(changed.get(n, v), (people, len(MINUTES))).astype(float) for n, v in calm.items()}
    return SimpleNamespace(first=first, minutes=MINUTES)


def people(count: int, sbp: float = 120.0) -> Any:
    class Some(SimpleNamespace):
        def __len__(self) -> int:
            return count

    return Some(sbp=np.full(count, sbp), dbp=np.full(count, 75.0), seed=1)


def test_who_is_never_held_leaves_at_once():
    assert ready_times(session(3), people(3)).tolist() == [0.0] * 3


@pytest.mark.parametrize("name", ["cadss", "sbp_rise", "dbp_rise"])
def test_the_last_thing_that_holds_decides(name):
    course = np.where(MINUTES <= 60, 30.0, 0.0)
    assert ready_times(session(2, **{name: course}), people(2)).tolist() == [70.0] * 2


def test_a_grade_is_whole():
    """With an expected grade of 4.9 until an hour one in ten is at 4, so nine in ten may leave at once."""
    found = ready_times(session(4000, moaas=np.where(MINUTES <= 60, 4.9, 5.0)), people(4000))
    assert np.mean(found == 0) == pytest.approx(0.9, abs=0.02) and set(found) == {0.0, 70.0}


def test_a_high_pressure_of_ones_own_and_a_lost_course_hold_to_the_end():
    assert np.isnan(ready_times(session(1), people(1, sbp=150.0))).all()
    assert np.isnan(ready_times(session(1, cadss=np.nan), people(1))).all()
