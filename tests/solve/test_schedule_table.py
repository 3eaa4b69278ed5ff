"""Timetables: the order of lines, and a cohort that is scheduled at once but exactly as each person alone."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest

import raad
from raad.engine.timetable import Kind, Timetable
from raad.protocols import Regimen
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable

MODEL = raad.treatment()
SLOW = np.array([*MODEL.values.values(), *(MODEL.rest_inputs[n] for n in MODEL.exogenous)])


def people(n, seed=1):
    draws = np.random.default_rng(seed)
    return People(draws.uniform(50, 100, n), np.tile(SLOW, (n, 1)), draws.uniform(0.1, 0.9, (n, len(MODEL.outputs))))


NASAL = raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7)
IV = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", II="48 h", ADDL=3, TIME="1 h")
BY_RATE = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", RATE="30 mg/h")
NAME = next(n for n in MODEL.outputs if n.startswith("F_nasal_first"))
STATE = raad.dose(CMT="esketamine_central", AMT="9 umol", F=NAME, ALAG="1 h", DUR="30 h", II="12 h", SS=2, ADDL=2)
REGIMENS = {
    "nasal": Regimen((NASAL,)),
    "nasal and by vein": Regimen((NASAL, IV)),
    "by rate": Regimen((BY_RATE, NASAL)),
    "reset and steady states": Regimen((IV, raad.Reset(60), raad.dose("ketamine", "iv", AMT="0.3 mg/kg", DUR="1 h",
                                        II="24 h", SS=1, TIME="70 h"), STATE)),
    "nothing": Regimen(),
}  # fmt: skip


def same(found: Timetable, expected: Timetable) -> bool:
    names = ("first", "time", "kind", "index", "value")
    return all(np.array_equal(getattr(found, n), getattr(expected, n)) for n in names)


@pytest.mark.parametrize("name", REGIMENS)
@pytest.mark.parametrize("inputs", [{}, {"ampa_antagonist": ((1.0, 0.5), (84.0, 0.0))}], ids=["", "inputs"])
def test_together_is_as_alone_to_the_last_bit(name, inputs):
    cohort = people(17)
    whole = timetable(MODEL, [REGIMENS[name]] * 17, cohort, inputs)
    assert not whole.failures
    for i in range(17):
        alone = timetable(MODEL, [REGIMENS[name]], cohort.some(np.array([i])), inputs).timetable
        assert same(whole.timetable.person(i), alone)


def test_people_with_own_regimens_keep_their_places():
    regimens = [list(REGIMENS.values())[i % 5] for i in range(23)]
    cohort = people(23)
    whole = timetable(MODEL, regimens, cohort).timetable
    for i, regimen in enumerate(regimens):
        assert same(whole.person(i), timetable(MODEL, [regimen], cohort.some(np.array([i]))).timetable)


def test_one_who_cannot_be_given_a_dose_does_not_stop_the_others():
    cohort = people(5)
    cohort.weight[2] = 10.0
    heavy = raad.dose("ketamine", "iv", AMT="100 mg", DUR="1 h")
    found = timetable(MODEL, [Regimen((heavy,))] * 5, cohort)
    assert list(found.failures) == [2] and "too much" in str(found.failures[2])
    assert np.diff(found.timetable.first).tolist() == [4, 4, 0, 4, 4]


def test_a_cohort_of_ten_thousand_is_quick():
    cohort, regimens = people(10_000), [REGIMENS["nasal"]] * 10_000
    begin = perf_counter()
    found = timetable(MODEL, regimens, cohort)
    per_person = (perf_counter() - begin) / 10_000
    assert len(found.timetable.time) == 72 * 10_000
    assert per_person < 100e-6  # a few microseconds on a quiet machine; the bound lets a busy one pass


def kinds(*doses):
    found = timetable(MODEL, [Regimen(doses)], people(1)).timetable
    return [(t, Kind(k).name) for t, k in zip(found.time.tolist(), found.kind, strict=True)]


def into(amount="9 umol", **words):
    return raad.dose(CMT="esketamine_central", AMT=amount, **words)


def test_lines_of_a_steady_state():
    assert kinds(into(II="12 h", SS=1, TIME="5 h", ALAG="2 h", ADDL=1)) == [
        (5, "RESET"), (5, "CYCLE"), (-5, "BOLUS"), (5, "REPEAT"), (7, "BOLUS"), (19, "BOLUS"),
    ]  # fmt: skip


def test_lines_of_an_overlapping_infusion_at_steady_state():
    assert kinds(into(II="12 h", SS=1, DUR="30 h")) == [
        (0, "RESET"), (0, "CYCLE"),
        (-12, "START"), (-12, "START"), (-6, "STOP"), (0, "STOP"), (0, "REPEAT"),  # two all the time
        (0, "START"), (0, "START"), (0, "START"),
        (6, "STOP"), (18, "STOP"), (30, "STOP"),
    ]  # fmt: skip


def test_an_added_steady_state_lets_running_infusions_go_on():
    running, steady = into(DUR="9 h"), into(II="12 h", SS=2, TIME="3 h")
    assert kinds(running, steady) == [
        (0, "START"), (3, "KEEP"), (3, "RESET"), (3, "CYCLE"), (-9, "BOLUS"), (3, "REPEAT"), (3, "ADD_KEPT"),
        (3, "START"), (3, "BOLUS"), (9, "STOP"),
    ]  # fmt: skip


def test_a_reset_takes_what_was_to_come():
    doses = (into(DUR="9 h", II="2 h", ADDL=4), into(ALAG="6 h"), raad.Reset(3), into(TIME="3 h", ALAG="1 h"))
    assert kinds(*doses) == [(0, "START"), (2, "START"), (3, "RESET"), (4, "BOLUS")]


def test_a_zero_dose_leaves_no_line():
    assert kinds(raad.dose("esketamine", "nasal", AMT="0 mg"), into("0 umol")) == []
