"""Rival accounts, alone: each carries ketamine's effect in mice, and fails where what it needs is taken."""

from __future__ import annotations

import numpy as np
import pytest

import raad


def gain(name: str, **inputs: float) -> np.ndarray:
    """Return the fall of severity at 1 h and 24 h after 10 mg/kg of ketamine in a stressed mouse."""
    given, mouse = raad.dose("ketamine", "ip", AMT="10 mg/kg"), raad.Person(species="mouse", stress=1)
    run = raad.simulate(raad.treatment("mouse").under(name), given, mouse, [-1, 1, 24], inputs=inputs)
    assert not run.failures
    severity = run.values("severity")[0]
    return severity[0] - severity[1:]


@pytest.mark.parametrize("name", ["H1", "H2", "H4"])
def test_a_start_carries_the_effect_of_a_day_alone(name):
    assert gain(name)[1] == pytest.approx(gain("default")[1], rel=0.35)


def test_direct_binding_carries_a_part():
    """Levels in brain lie far below the dissociation constant of ketamine, even with a large gain."""
    assert 0.25 < gain("H5")[1] / gain("default")[1] < 1


def test_the_habenula_lifts_mood_at_once_and_holds_ketamine_to_the_next_day():
    fast, day = gain("H3")
    assert fast > gain("default")[0]
    assert 0.5 * gain("default")[1] < day < fast


def test_people_make_too_little_of_the_metabolite():
    """What speaks about H4, and is no fault of it: the same gain that is enough in mice does little in people."""
    given = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    runs = [raad.simulate(raad.treatment().under(h), given, raad.Person(madrs=32), [-1, 24]) for h in ("default", "H4")]
    default, hnk = (-np.diff(run.values("madrs")[0])[0] for run in runs)
    assert hnk < 0.2 * default


@pytest.mark.parametrize(
    ("name", "taken", "needed"),
    [
        ("H1", {"ampa_antagonist": 0.95}, True),
        ("H3", {"ampa_antagonist": 0.95}, False),
        ("H2", {"eef2k_inhibitor": 1.0}, True),
        ("H1", {"trkb_site_lost": 1.0}, False),
        ("H5", {"trkb_site_lost": 1.0}, True),
        ("H4", {"release_inhibition": 1.0}, True),
        ("H5", {"release_inhibition": 1.0}, False),
        ("H1", {"opioid_antagonist": 1.0}, False),
        ("H6", {"opioid_antagonist": 1.0}, True),
        ("H1", {"serotonin_depletion": 0.95}, False),
        ("H7", {"serotonin_depletion": 0.95}, True),
        ("H1", {"dopamine_silencing": 0.95}, False),
        ("H8", {"dopamine_silencing": 0.95}, True),
    ],
)
def test_what_one_account_cannot_do_without_is_nothing_to_another(name, taken, needed):
    left = gain(name, **taken)[1] / gain(name)[1]
    assert (left < 0.35) if needed else (left > 0.8)
