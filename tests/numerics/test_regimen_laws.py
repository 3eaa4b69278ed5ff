"""Laws of linear pharmacokinetics through the one door: superposition, proportion, zero doses, order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

import raad

TIMES = np.array([0, 0.5, 1, 3, 6, 12, 24, 30, 48, 60, 84, 96])
PLASMA = (
    "venous_esketamine", "venous_arketamine", "arterial_ketamine", "venous_norketamine", "arterial_hnk_2r6r",
    "arterial_hnk_2s6s",
)  # fmt: skip


def close(expected):
    return pytest.approx(expected, rel=1e-6, abs=1e-7)


def run(*doses, times: Sequence[float] | np.ndarray = TIMES, person: raad.Person | None = None):
    who = raad.Person.healthy() if person is None else person
    return raad.simulate(raad.treatment(who.species), raad.Regimen(doses), raad.Cohort.of(who), times)


def nasal(mg, **words):
    return raad.dose("esketamine", "nasal", AMT=f"{mg} mg", **words)


def racemate(amount, **words):
    return raad.dose("ketamine", "iv", AMT=amount, **{"DUR": "40 min", **words})


@pytest.mark.parametrize("give", [lambda **w: nasal(84, **w), lambda **w: racemate("35 mg", **w)], ids=["nasal", "iv"])
def test_superposition(give):
    together = run(give(II="24 h", ADDL=3))
    alone = [run(give(TIME=f"{24 * i} h")) for i in range(4)]
    for name in PLASMA:
        assert together.values(name)[0] == close(sum(r.values(name)[0] for r in alone))


def test_superposition_of_routes():
    oral = raad.dose("esketamine", "oral", AMT="50 mg", TIME="2 h")
    together, alone = run(nasal(56), oral, racemate("20 mg", TIME="5 h")), (run(nasal(56)), run(oral))
    last = run(racemate("20 mg", TIME="5 h"))
    for name in PLASMA:
        parts = sum(r.values(name)[0] for r in (*alone, last))
        assert together.values(name)[0] == close(parts)


def test_proportion_to_dose():
    small, large = run(racemate("10 mg")), run(racemate("40 mg"))
    for name in PLASMA:
        assert large.values(name)[0] == close(4 * small.values(name)[0])


def test_infusion_at_steady_state_is_rate_over_clearance():
    days = 20
    result = run(raad.dose("esketamine", "iv", AMT="200 mg", DUR=f"{days} days"), times=[24 * days])
    model, person = result.model, result.cohort[0]
    q = float(result.values("Q_liver")[0, 0])
    intrinsic = model.values["CLint_liver"] * (person.weight / 70) ** 0.75
    clearance = q * intrinsic / (q + intrinsic)  # a well-stirred liver
    assert result.values("arterial_esketamine")[0, 0] == pytest.approx(200e3 / (24 * days) / clearance, rel=1e-6)


def test_area_by_vein_is_dose_over_clearance():
    times = np.concatenate([np.arange(0, 3, 0.005), np.arange(3, 200, 0.1)])
    result = run(racemate("50 mg"), times=times)
    q, intrinsic = result.values("Q_liver")[0, 0], result.model.values["CLint_liver"] * (74 / 70) ** 0.75
    area = np.trapezoid(result.values("arterial_esketamine")[0], times)
    assert area == pytest.approx(25e3 / (q * intrinsic / (q + intrinsic)), rel=1e-4)


def test_addl_is_explicit_doses_to_the_last_bit():
    short, long = run(nasal(56, II="36 h", ADDL=2)), run(*(nasal(56, TIME=f"{36 * i} h") for i in range(3)))
    assert np.array_equal(short.states, long.states)


def test_rate_is_duration_to_the_last_bit():
    by_rate, by_duration = run(racemate("40 mg", DUR=None, RATE="20 mg/h")), run(racemate("40 mg", DUR="2 h"))
    assert np.array_equal(by_rate.states, by_duration.states)


def test_order_of_writing_does_not_matter():
    doses = [nasal(56, TIME="24 h"), racemate("20 mg"), nasal(28, TIME="3 h")]
    assert np.array_equal(run(*doses).states, run(*doses[::-1]).states)


def test_zero_dose_is_no_dose():
    assert np.array_equal(run(nasal(0), racemate("0 mg", TIME="3 h")).states, run().states)


def test_a_later_dose_does_not_change_the_past():
    alone, followed_by = run(nasal(84)), run(nasal(84), nasal(84, TIME="48 h"))
    past = TIMES <= 48  # at 48 h the state before the second dose
    assert followed_by.states[0, past] == pytest.approx(alone.states[0, past], rel=1e-6, abs=1e-8)


def test_co_medication_before_time_zero():
    rapamycin = raad.dose("rapamycin", "oral", AMT="6 mg", TIME="-2 h")
    early = run(rapamycin, times=[0, 1, 24])
    shifted = run(raad.dose("rapamycin", "oral", AMT="6 mg"), times=[2, 3, 26])
    assert early.values("blood_rapamycin")[0, 0] > 0.01  # 9 ng/mL in uM
    for name in ("blood_rapamycin", "mtorc1_prefrontal_rel", "severity"):
        assert early.values(name) == pytest.approx(shifted.values(name), rel=1e-6, abs=1e-8)


def test_a_constant_input_is_not_a_step_from_the_start():
    """A constant is part of the rest at entry; a step at -1 h begins from the rest without it."""
    model, cohort = raad.treatment(), raad.Cohort.of(raad.Person.healthy())
    constant = raad.simulate(model, raad.Regimen(), cohort, [0, 24], inputs={"ampa_antagonist": 0.5})
    stepped = raad.simulate(model, raad.Regimen(), cohort, [0, 24], inputs={"ampa_antagonist": [(-1, 0.5)]})
    assert constant.values("severity")[0, 0] == pytest.approx(constant.values("severity")[0, 1], abs=1e-6)
    assert not np.allclose(constant.states, stepped.states, rtol=1e-3)


@pytest.mark.parametrize("species", ["rat", "mouse"])
def test_superposition_in_rodents(species):
    person, times = raad.Person(species=species), [0.25, 1, 2, 4, 8]

    def ip(**words):
        return raad.dose("ketamine", "ip", AMT="10 mg/kg", **words)

    together = run(ip(II="2 h", ADDL=1), times=times, person=person)
    alone = run(ip(), times=times, person=person), run(ip(TIME="2 h"), times=times, person=person)
    for name in ("arterial_ketamine", "arterial_hnk_2r6r"):
        assert together.values(name)[0] == pytest.approx(sum(r.values(name)[0] for r in alone), rel=1e-6, abs=1e-7)
