"""Designs: what was given becomes doses, and each count knows whether it is independent."""

from __future__ import annotations

import pytest

from raad.risks.designs import CALIBRATION, OVERLAP, VALIDATION, designs
from raad.risks.endpoints import endpoints


def of(study: str, arm: str):
    return next(d for d in designs() if d.study_id == study and d.arm.startswith(arm))


def test_a_flexible_dose_begins_with_56_mg():
    regimen, until = of("wajs2020", "esketamine").regimen()
    assert [d.amount for d in regimen.doses][:3] == [56, 84, 84]
    assert len(regimen.times) == 44 and regimen.times[9] - regimen.times[8] == 168 and until > regimen.times[-1]


def test_infusions_of_noppers_are_twice_100_h():
    regimen, until = of("noppers2011", "S-ketamine").regimen()
    assert len(regimen.times) == 200 and regimen.times[99:101] == (99.0, 384.0) and until > 484


@pytest.mark.parametrize(
    ("study", "arm", "endpoint", "kind"),
    [
        ("pooled9rct2023", "esketamine 84 mg", "nausea", CALIBRATION),
        ("fedgchin2019", "esketamine 84 mg", "fatigue", CALIBRATION),
        ("fedgchin2019", "esketamine 84 mg", "nausea", OVERLAP),
        ("morrison2018", "esketamine", "nausea", VALIDATION),
    ],
)
def test_a_count_knows_what_meeting_it_shows(study, arm, endpoint, kind):
    assert of(study, arm).kind(endpoint) == kind


def test_every_name_is_an_endpoint():
    assert {e for d in designs() for e in (*d.fits, *d.derived)} <= {*endpoints()}
