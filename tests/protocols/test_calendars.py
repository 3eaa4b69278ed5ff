"""Calendars: twice weekly for four weeks, weekly in weeks 5 to 8, then weekly or every two weeks."""

from itertools import pairwise

import pytest

from raad.protocols import dose
from raad.protocols.calendars import calendars, course, times, weeks_before
from raad.quantities.errors import BadInput, UnknownName

SPRAY = dose("esketamine", "nasal", AMT="84 mg")


def weeks_of(calendar, weeks):
    held = [int(time // 168) for time in times(calendar, weeks)]
    return [held.count(week) for week in range(weeks)]


def test_rhythms_of_the_label():
    assert weeks_of("induction", 4) == [2, 2, 2, 2]
    assert weeks_of("induction_then_maintenance", 12) == [2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
    assert weeks_of("induction_then_every_two_weeks", 12) == [2, 2, 2, 2, 1, 1, 1, 1, 1, 0, 1, 0]
    assert weeks_of("maintenance_weekly", 3) == [1, 1, 1]
    assert weeks_of("maintenance_every_two_weeks", 4) == [1, 0, 1, 0]


@pytest.mark.parametrize("name", calendars())
def test_phases_follow_each_other_without_a_gap(name):
    phases = calendars()[name]
    assert all(after.first_week == (before.last_week or 0) + 1 for before, after in pairwise(phases))
    assert times(name, 1)[0] == 0
    assert weeks_before(name) in (0, 4, 8)


def test_a_course_begins_with_its_own_first_dose():
    regimen = course("induction", dose("esketamine", "nasal", AMT="84 mg", TIME="24 h"), 4, first_amount=56)
    assert regimen.times == tuple(24 + 84 * k for k in range(8))
    assert [d.amount for d in regimen.doses] == [56, *[84] * 7]


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (lambda: times("inducton", 4), UnknownName, "Did you mean 'induction'"),
        (lambda: times("induction", 5), BadInput, "Give 1 to 4"),
        (lambda: times("induction", 0), BadInput, "weeks is 0"),
        (
            lambda: course("induction", dose("esketamine", "nasal", AMT="84 mg", II="1 h", ADDL=1), 4),
            BadInput,
            "repeat",
        ),
        (lambda: course("induction", SPRAY, 4, first_amount=-1), BadInput, "negative"),
    ],
)
def test_a_fault_is_named(act, kind, said):
    with pytest.raises(kind) as caught:
        act()
    assert said in str(caught.value)
