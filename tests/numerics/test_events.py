"""What happens when: records, boluses, infusions and changing inputs at one time, in the documented order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from raad.engine.timetable import Kind
from raad.protocols import Regimen, StateDose, dose
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable

WEIGHTS = {"MW_ketamine": 237.73}
GRID = np.linspace(0, 30, 61)


def iv(**words):
    return dose("esketamine", "iv", **words)


def body(lab, administrations, times: Sequence[float] | np.ndarray = GRID, **words):
    return lab.followed(lab.one, administrations, times, **words)["body"]


def into_body(lab, regimen):
    """Return the administrations of a regimen, into the body of the one-compartment model."""
    found = regimen.administrations(70, "human", WEIGHTS)
    return [lab.given("body", a.amount_umol, a.time_h, a.duration) for a in found]


def lines(lab, doses, **inputs):
    """Return what happens, in order: time, kind and value."""
    people = People(np.array([70.0]), np.ones((1, 3)), np.zeros((1, 1)))
    regimen = Regimen(tuple(StateDose("body", amount, None, at, duration=lasts) for at, amount, lasts in doses))
    found = timetable(lab.one, [regimen], people, inputs).timetable
    return [(t, Kind(k).name, v) for t, k, v in zip(found.time, found.kind, found.value, strict=True)]


def test_equal_times_stop_change_and_doses_as_written(lab):
    found = lines(lab, [(2.0, 9, 1.0), (2.0, 5, None), (1.0, 8, 1.0)], activity=((2.0, 0.5),))
    assert [kind for time, kind, _ in found if time == 2.0] == ["STOP", "CHANGE", "START", "BOLUS"]


def test_doses_of_one_kind_at_one_time_keep_their_order(lab):
    assert [value for *_, value in lines(lab, [(1.0, a, None) for a in (3, 1, 2)])] == [3, 1, 2]


@pytest.mark.parametrize("duration", [None, 1.0])
def test_a_record_at_the_time_of_a_dose_shows_the_state_before(lab, duration):
    levels = body(lab, [lab.given("body", 7, 0.0), lab.given("body", 10, 3.0, duration)], [3.0, 3.0 + 1e-9])
    assert levels[0] == pytest.approx(7 * np.exp(-3 * lab.CL / lab.V), rel=1e-7)
    assert levels[1] - levels[0] == pytest.approx(10 if duration is None else 0, abs=1e-6)


def test_first_record_at_the_first_dose_is_the_rest(lab):
    assert body(lab, [lab.given("body", 10, 0.0)], [0.0, 1.0])[0] == 0


def test_addl_and_ii_are_explicit_doses(lab):
    short = Regimen((iv(AMT="10 mg", DUR="30 min", II="5 h", ADDL=4),))
    long = Regimen(tuple(iv(AMT="10 mg", DUR="30 min", TIME=f"{5 * i} h") for i in range(5)))
    assert np.array_equal(body(lab, into_body(lab, short)), body(lab, into_body(lab, long)))


def test_rate_is_duration(lab):
    by_rate, by_duration = iv(AMT="20 mg", RATE="10 mg/h"), iv(AMT="20 mg", DUR="2 h")
    assert np.array_equal(*(body(lab, into_body(lab, Regimen((d,)))) for d in (by_rate, by_duration)))


def test_overlapping_infusions_add(lab):
    first, second = lab.given("body", 30, 0.0, 6.0), lab.given("body", 50, 4.0, 5.0)
    alone = body(lab, [first]) + body(lab, [second])
    assert body(lab, [first, second]) == pytest.approx(alone, rel=1e-7, abs=1e-9)


def test_infusion_longer_than_its_interval(lab):
    overlapping = Regimen((iv(AMT="10 mg", DUR="9 h", II="4 h", ADDL=3),))
    alone = [body(lab, [one]) for one in into_body(lab, overlapping)]
    assert body(lab, into_body(lab, overlapping)) == pytest.approx(sum(alone), rel=1e-7, abs=1e-9)
    assert body(lab, into_body(lab, overlapping), [400.0])[0] == pytest.approx(0, abs=1e-9)


def test_equal_infusions_back_to_back_are_one_long_infusion(lab):
    pieces = [lab.given("body", 10, float(i), 1.0) for i in range(6)]
    assert body(lab, pieces) == pytest.approx(body(lab, [lab.given("body", 60, 0.0, 6.0)]), rel=1e-7, abs=1e-9)


def test_bolus_at_the_end_of_an_infusion(lab):
    infusion, bolus = lab.given("body", 40, 0.0, 4.0), lab.given("body", 25, 4.0)
    alone = body(lab, [infusion]) + body(lab, [bolus])
    assert body(lab, [infusion, bolus]) == pytest.approx(alone, rel=1e-7, abs=1e-9)


def test_order_of_writing_does_not_matter(lab):
    doses = [lab.given("body", 10, 8.0), lab.given("body", 30, 2.0, 3.0), lab.given("body", 20, 5.0)]
    assert np.array_equal(body(lab, doses), body(lab, doses[::-1]))


def test_dose_before_the_clock_starts(lab):
    late = body(lab, [lab.given("body", 10, -2.0)], [0.0, 1.0])
    assert late == pytest.approx(10 * np.exp(-lab.CL / lab.V * np.array([2.0, 3.0])), rel=1e-7)


def test_infusion_that_runs_when_the_clock_starts(lab):
    k = lab.CL / lab.V
    level = body(lab, [lab.given("body", 10, -2.0, 4.0)], [0.0])[0]
    assert level == pytest.approx(2.5 / k * -np.expm1(-2 * k), rel=1e-7)


def test_change_of_an_input_before_the_clock_starts(lab):
    stopped = body(lab, [lab.given("body", 10, -1.0)], [0.0, 9.0], inputs={"activity": [(-1.0, 0.0)]})
    assert stopped == pytest.approx([10, 10], rel=1e-9)


def test_stepwise_input_changes_what_follows_only(lab):
    halved = body(lab, [lab.given("body", 10)], inputs={"activity": [(10.0, 0.5), (20.0, 1.0)]})
    exposed = GRID - 0.5 * np.clip(GRID - 10, 0, 10)
    assert halved[1:] == pytest.approx(10 * np.exp(-lab.CL / lab.V * exposed[1:]), rel=1e-7)


def test_records_do_not_disturb_the_course(lab):
    doses = [lab.given("body", 10), lab.given("body", 30, 2.0, 3.0)]
    few, many = body(lab, doses, [29.0]), body(lab, doses, np.linspace(0, 29, 1000))
    assert few[-1] == pytest.approx(many[-1], rel=1e-8)


def test_infusion_ends_when_a_dose_is_given_but_for_rounding(lab):
    doses = [lab.given("body", 10, 0.1, 0.2), lab.given("body", 10, 0.3)]  # 0.1 + 0.2 > 0.3
    assert body(lab, doses, [24.0])[0] > 0


def test_infusions_back_to_back_but_for_rounding(lab):
    doses = Regimen((iv(AMT="10 mg", DUR="40 min", II="40 min", ADDL=20),))
    one = Regimen((iv(AMT="210 mg", DUR="14 h"),))
    late = [20.0, 30.0]
    assert body(lab, into_body(lab, doses), late) == pytest.approx(body(lab, into_body(lab, one), late), rel=1e-7)


@pytest.mark.parametrize("record", [np.nextafter(0.3, 0), np.nextafter(0.3, 1)])
def test_record_at_a_dose_but_for_rounding(lab, record):
    assert body(lab, [lab.given("body", 10, 0.3)], [0.0, record, 24.0])[-1] > 0


def test_infusion_shorter_than_the_clock_resolves(lab):
    assert body(lab, [lab.given("body", 10, 1000.0, 1e-14)], [1001.0])[0] > 0
