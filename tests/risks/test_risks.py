"""Risks: more drug is more risk, visits alone are less, draws widen, a stop costs nothing, a failure is a value."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import raad
from raad.quantities.errors import RaadError
from raad.risks import Risks, risks_of
from raad.risks.crowd import crowd
from raad.risks.endpoints import endpoint, endpoints, numbers
from raad.risks.following import follow
from raad.risks.sessions import sittings
from raad.risks.telling import tell


def sprays(amount: str, sessions: int = 8) -> raad.Regimen:
    return raad.Regimen((raad.dose("esketamine", "nasal", AMT=amount, II="84 h", ADDL=sessions - 1),))


@cache
def found(amount: str, sessions: int = 8, draws: int = 0) -> Risks:
    return risks_of(
        raad.treatment(), sprays(amount, sessions), raad.Person(age=45), 672, people=120, draws=draws, seed=4
    )


@pytest.mark.parametrize("name", [n for n, e in endpoints().items() if e.kind not in ("threshold_course", "reached")])
def test_a_larger_dose_has_more_of_everything(name):
    low, high = found("28 mg")[name], found("84 mg")[name]
    assert low.without_drug.value <= low.incidence.value < high.incidence.value <= 100
    assert low.without_drug.value == high.without_drug.value


@pytest.mark.parametrize("name", ["dissociation", "sbp_increase_ge_40", "dissociation_cadss_gt4_and_change_gt0"])
def test_more_sessions_have_more_people_with_an_event_and_fewer_than_sessions_times(name):
    one, eight = found("84 mg", 1)[name], found("84 mg")[name]
    assert one.incidence.value == pytest.approx(one.first_session.value, abs=0.3)
    assert one.incidence.value < eight.incidence.value < 8 * one.incidence.value


def test_dissociation_wanes_from_session_to_session_and_pressure_does_not():
    cadss = found("84 mg").by_session["dissociation_cadss_gt4_and_change_gt0"]
    assert np.all(np.diff(cadss) < 0)
    assert np.ptp(found("84 mg").by_session["sbp_increase_ge_40"]) < 0.05


def test_draws_give_intervals_around_the_value():
    drawn = found("84 mg", 8, 12)
    for name in ("dissociation", "nausea", "sbp_increase_ge_40", "sedation_moaas_lt5"):
        risk = drawn[name]
        assert risk.incidence.low < risk.incidence.value < risk.incidence.high
        assert risk.incidence.value == found("84 mg")[name].incidence.value  # draws do not move the value
        assert risk.peak == found("84 mg")[name].peak


def test_events_that_are_thrown_agree_with_chances():
    """Pressures and scores thrown for everybody in each session, against what is summed over."""
    rows, regimen = numbers(), sprays("84 mg")
    model = raad.treatment()
    typical = {
        "reporting": 1.0,
        **rows,
        **{n: model.parameters.row(n, "human").value for n in ("visit_sbp", "visit_dbp", "hazard_urinary")},
    }
    held, people = sittings(regimen, 74, 672), crowd(raad.Person(age=45), 300, rows, seed=2)
    followed = follow(model, regimen, people, held, 672.0)
    said = tell(followed, people, len(held), typical, 672.0)
    random = np.random.default_rng(7)
    size = (400, 300, 8)
    shared, rho = random.standard_normal(size), rows["correlation_pressures"]
    noise = [np.sqrt(rho) * shared + np.sqrt(1 - rho) * random.standard_normal(size) for _ in range(2)]
    sbp = followed.peak["sbp_rise"] + typical["visit_sbp"] + rows["sd_session_sbp"] * noise[0]
    dbp = followed.peak["dbp_rise"] + typical["visit_dbp"] + rows["sd_session_dbp"] * noise[1]
    either = ((sbp >= 40) | (dbp >= 25)).any(axis=2).mean()
    assert said["sbp40_or_dbp25_increase"].course.mean() == pytest.approx(either, abs=0.01)
    high = ((people.sbp[:, None] + sbp >= 180) | (people.dbp[:, None] + dbp >= 110)).any(axis=2).mean()
    assert said["sbp180_or_dbp110"].course.mean() == pytest.approx(high, abs=0.005)


def test_the_same_seed_is_the_same_result_and_another_is_another():
    again = risks_of(raad.treatment(), sprays("84 mg"), raad.Person(age=45), 672, people=120, draws=0, seed=4)
    assert [r.incidence.value for r in again.risks] == [r.incidence.value for r in found("84 mg").risks]
    other = risks_of(raad.treatment(), sprays("84 mg"), raad.Person(age=45), 672, people=120, draws=0, seed=5)
    assert other["sbp_ge_180"].incidence.value != again["sbp_ge_180"].incidence.value
    assert other.manifest["seed"] == 5 and other.manifest["population"]["people"] == 120


def test_a_stopped_question_goes_on_where_it_was(tmp_path):
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Stopped

    ask = dict(people=40, draws=3, seed=1, store=tmp_path / "kept")
    with pytest.raises(Stopped):
        risks_of(raad.treatment(), sprays("56 mg"), raad.Person(age=45), 672, progress=stop, **ask)
    kept = sorted(p.name for p in (tmp_path / "kept").iterdir())
    assert kept == ["run0", "run1"]
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "kept" / "run0").rglob("*")}
    whole = risks_of(raad.treatment(), sprays("56 mg"), raad.Person(age=45), 672, **ask)
    plain = risks_of(raad.treatment(), sprays("56 mg"), raad.Person(age=45), 672, people=40, draws=3, seed=1)
    assert [r.incidence for r in whole.risks] == [r.incidence for r in plain.risks]
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_people_who_cannot_be_followed_are_counted_and_the_others_stay():
    bolus = raad.Regimen((raad.dose("ketamine", "iv", AMT="190 mg", DUR="1 min"),))  # beyond 3 mg/kg for the light
    some = risks_of(raad.treatment(), bolus, raad.Person(age=45, weight=70), 24, people=100, draws=0)
    assert 0 < len(some.lost) < 100 and "mg/kg" in next(iter(some.lost.values()))
    assert np.isfinite(some["loss_of_consciousness"].incidence.value)
    with pytest.raises(RaadError, match="Nobody could be followed"):
        risks_of(raad.treatment(), raad.Regimen((raad.dose("ketamine", "iv", AMT="900 mg", DUR="1 min"),)),
                 raad.Person(age=45, weight=70), 24, people=10, draws=0)  # fmt: skip


def test_order_of_enantiomers_and_routes():
    def of(drug, route, amount, **more):
        given = raad.Regimen((raad.dose(drug, route, AMT=amount, **more),))
        return risks_of(raad.treatment(), given, raad.Person(age=45), 24, people=60, draws=0)

    racemate = of("ketamine", "iv", "0.5 mg/kg", DUR="40 min")
    s, r = (of(d, "iv", "0.5 mg/kg", DUR="40 min") for d in ("esketamine", "arketamine"))
    oral = of("ketamine", "oral", "0.5 mg/kg")
    for name in ("dissociation", "nausea", "sbp_increase_ge_40"):
        assert r[name].incidence.value < racemate[name].incidence.value < s[name].incidence.value
        assert oral[name].incidence.value < racemate[name].incidence.value


def test_reporting_scales_what_is_told_and_nothing_that_is_measured():
    person = raad.Person(age=45)
    shy = risks_of(raad.treatment(), sprays("84 mg"), person, 672, people=120, draws=0, seed=4, reporting=0.5)
    usual = found("84 mg")
    assert shy["nausea"].incidence.value == pytest.approx(usual["nausea"].incidence.value / 2, rel=0.02)
    for name in ("sbp_increase_ge_40", "sedation_moaas_lt5", "dissociation_cadss_gt4_and_change_gt0"):
        assert shy[name].incidence.value == usual[name].incidence.value
    assert shy.manifest["reporting"] == 0.5
    with pytest.raises(RaadError, match="reporting"):
        risks_of(raad.treatment(), sprays("84 mg"), person, 672, people=10, draws=0, reporting=3)


def test_unknown_endpoint_and_bad_draws():
    with pytest.raises(RaadError, match="nausea"):
        found("84 mg")["nausae"]
    with pytest.raises(RaadError, match="endpoint"):
        endpoint("nothing")
    with pytest.raises(RaadError, match="draws"):
        risks_of(raad.treatment(), sprays("84 mg"), raad.Person(), 672, draws=-1)
