"""Incidences of trials by simulation: counts within their binomial intervals, and those that are missed by name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import raad
from raad.evidence import load_observations
from raad.risks import risks_of
from raad.risks.designs import CALIBRATION, OVERLAP, VALIDATION, designs
from raad.risks.scorecard import Score, score_all

# Reasons of misses that are known; a miss of another arm fails below.
MISSED = {
    "pooled9rct2023, flexible": "flexible doses had more dizziness, dissociation and pressure than any fixed dose",
    "vertigo": "a fifth in trials of resistant depression, a twentieth in those of acute suicidality",
    "morrison2018": "healthy volunteers after one dose tell several times as many symptoms as patients in four weeks",
    "longit_ae2022": "the first week of long trials began at 28 mg for the older; the model gives 56 and 84 mg",
    "sbp_ge_180": "sessions are independent of the person's pressure here, so 180 mmHg is rarer than 3 %",
}


KINDS = (CALIBRATION, OVERLAP, VALIDATION)


@cache
def scores() -> tuple[Score, ...]:
    return tuple(score_all(people=300))


def test_counts_lie_within_their_intervals():
    counted = [s for s in scores() if s.counts]
    assert len(counted) > 200
    assert sum(s.met for s in counted) >= 0.85 * len(counted)


def test_what_nothing_was_taken_from_is_met_less_often():
    """Nine of ten counts that set a number, or whose people stand in such a count, are met; of others about six."""
    met = {kind: [s.met for s in scores() if s.counts and s.kind == kind] for kind in KINDS}
    shares = {kind: sum(found) / len(found) for kind, found in met.items()}
    assert shares["calibration"] > 0.9 > shares["overlap"] > 0.75
    assert 0.55 < shares["validation"] < 0.75, "docs/risks.md, README.md and this test tell another share"


def test_named_misses_are_still_missed():
    missed = [s for s in scores() if not s.met]
    for name in ("morrison2018", "longit_ae2022"):
        assert any(s.study_id == name for s in missed), f"{name} is met now: {MISSED[name]}"
    assert any(s.endpoint == "vertigo" for s in missed) and any(s.endpoint == "sbp_ge_180" for s in missed)


def test_every_design_is_an_arm_of_the_tables():
    arms = {(o.study_id, o.arm) for o in load_observations()}
    assert [d for d in designs() if (d.study_id, d.arm) not in arms] == []


@pytest.mark.parametrize(
    ("endpoint", "quantity"),
    [
        ("dissociation_cadss_gt4_and_change_gt0", "incidence_dissociation_cadss_gt4_and_change_gt0"),
        ("sedation_moaas_lt5", "incidence_sedation_moaas_lt5"),
    ],
)
def test_printed_ranges_of_84_mg(endpoint, quantity):
    ends = [
        float(next(o.value for o in load_observations()
                   if o.quantity == f"{quantity}_{end}" and o.arm.startswith("esketamine")))
        for end in ("low", "high")
    ]  # fmt: skip
    said = next(s for s in scores() if s.endpoint == endpoint and s.given == "84")
    assert ends[0] - 1 <= said.predicted <= ends[1] + 1


def test_jnj_monitor2024_most_can_leave_at_90_min_and_nearly_all_at_two_hours():
    """At least 90 % at 90 min and 2 to 7 % more at 2 h; met for 56 mg, not for 84 mg, of whom a sixth stay longer."""
    ready = {}
    for amount in ("56 mg", "84 mg"):
        given = raad.Regimen((raad.dose("esketamine", "nasal", AMT=amount),))
        ready[amount] = risks_of(raad.treatment(), given, raad.Person(age=45), 24, people=400, draws=0).ready
    assert ready["56 mg"]["ready_at_90_min"] > 88
    assert 78 < ready["84 mg"]["ready_at_90_min"] < 90
    assert all(one["ready_at_120_min"] > 90 for one in ready.values())


@pytest.mark.parametrize(("share", "arm"), [(0.0, "esketamine, no history of"), (1.0, "esketamine, history of")])
def test_doherty2020_history_of_hypertension(share, arm):
    """180 mmHg systolic or 110 diastolic at least once; flexible doses; the printed range widened by a point."""
    ends = [
        float(next(o.value for o in load_observations()
                   if o.quantity == f"incidence_sbp180_or_dbp110_{end}" and o.arm.startswith(arm)))
        for end in ("low", "high")
    ]  # fmt: skip
    table = raad.load_register().with_values({("share_hypertension", "human"): share})
    first = raad.dose("esketamine", "nasal", AMT="56 mg")
    later = raad.dose("esketamine", "nasal", AMT="84 mg", TIME="84 h", II="84 h", ADDL=6)
    model = replace(raad.treatment(), parameters=table)
    risks = risks_of(model, raad.Regimen((first, later)), raad.Person(age=45), 672, draws=0)
    assert ends[0] - 1 < risks["sbp180_or_dbp110"].incidence.value < ends[1] + 1
