"""The network against what studies of connectivity saw: signs, an effect size, and what is known to differ."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import raad
from raad.brain import connectome, states_along
from raad.brain.study import Study, virtual_study
from raad.brain.study_statistics import paired
from raad.evidence import load_observations

# Signs that the network has the other way round, each with the reason.
MISSED = {
    "scheidegger2012": "seeds of the default network fall a day after S-ketamine in healthy people; here all rise",
    "danyeli2023": "pgACC with dlPFC falls at a day in healthy people; here it rises",
    "adhikari2020": "connectivity within the salience and default networks falls under an infusion; here it rises",
}


def row(study_id: str, quantity: str, arm: str = "") -> float:
    found = [o for o in load_observations() if (o.study_id, o.quantity) == (study_id, quantity) and arm in o.arm]
    assert len(found) == 1
    return float(found[0].value)


@cache
def states():
    """Of a healthy person and of a patient: before, at the end of 0.5 mg/kg over 40 min, at 24 h."""
    people = raad.Cohort.of(raad.Person.healthy(), raad.Person(madrs=35))
    infusion = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    run = raad.simulate(raad.treatment(), infusion, people, np.linspace(0, 48, 481))
    return [states_along(run, connectome("dk82"), [0.0, 2 / 3, 24.0], person) for person in (0, 1)]


@cache
def studied(who: int, after: int) -> Study:
    before, *later = states()[who]
    return virtual_study(connectome("dk82"), before, later[after], patients=200, controls=200 if who else 0, seed=3)


def test_anticevic2015_prefrontal_gbc_rises_under_the_infusion():
    """d = 1.46 in 19 people, GBC plain; the 95 % interval of such a study reaches from 0.8 to 2.1."""
    found = studied(0, 0)
    seen = row("anticevic2015", "pfc_gbc_change_cohens_d")
    low, high = interval(seen, 19)
    effect = found.effect("after - before", "plain", "d_av")
    assert low < effect.d < high
    assert len(found.failures) < 0.03 * 200  # volunteers do not become hypersynchronous


def interval(d: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a paired d: people drawn around it, and the statistics of the room."""
    random = np.random.default_rng(1)
    found = [random.normal(d, 1, n) for _ in range(4000)]
    low, high = np.percentile([one.mean() / one.std(ddof=1) for one in found], [2.5, 97.5])
    return float(low), float(high)


def test_murrough2016_and_abdallah2017_prefrontal_gbc_is_low_in_patients():
    below = studied(1, 1).effect("patients before - controls", "plain", "d_s")
    assert np.sign(below.d) == row("murrough2016", "mpfc_gbc_difference_sign") == -1


def test_a_day_later_the_rise_is_smaller_and_uncertain():
    """Plain GBC; the recalled effect of abdallah2017bpcnni is 1.0 (0.3 to 1.8) with its control arm at 0.5."""
    day, acute = (studied(1, k).effect("after - before", "plain", "d_z").d for k in (1, 0))
    assert 0.2 < day < acute and day < 0.8
    few = virtual_study(connectome("dk82"), *(states()[1][k] for k in (0, 2)), patients=18, controls=0, seed=5)
    effect = few.effect("after - before", "plain", "d_z")
    assert effect.high - effect.low > 0.8  # a study of the usual size cannot tell it from half or twice as much


def test_after_regression_of_the_global_signal_a_day_shows_little():
    for variant in ("gsr_raw", "gsr_zscored"):
        assert abs(studied(1, 1).effect("after - before", variant, "d_z").d) < 0.5


@pytest.mark.parametrize("study", MISSED)
def test_known_misses(study):
    """Sign by sign: what the tables say falls, rises here. A test fails when the network comes to agree."""
    from raad.brain import connectivity

    regions = connectome("dk82")
    before, acute, day = (connectivity(regions, s) for s in states()[0])
    pcc, pgacc = "L_isthmuscingulate", "L_rostralanteriorcingulate"
    later = acute if study == "adhikari2020" else day
    pairs = {
        "scheidegger2012": (pcc, "L_superiorfrontal"), "danyeli2023": (pgacc, "L_rostralmiddlefrontal"),
        "adhikari2020": ("L_insula", "L_caudalanteriorcingulate"),
    }  # fmt: skip
    seed, target = (regions.index(r) for r in pairs[study])
    assert later.fc[seed, target] > before.fc[seed, target], f"{study} is met now: {MISSED[study]}"


def test_paired_statistics_are_those_of_the_room():
    one = np.random.default_rng(2).normal(0.5, 1, 30)
    (effect,) = [e for e in paired("x", "plain", np.zeros(30), one) if e.kind == "d_z"]
    assert effect.d == pytest.approx(one.mean() / one.std(ddof=1))
