"""Virtual studies: what they must find, what they must not, and that a lost person is a value."""

from __future__ import annotations

import numpy as np
import pytest

from raad.brain import NetworkParameters, ScanLength, Spread, SynapticState, connectivity, connectome, couple
from raad.brain.study import virtual_study
from raad.brain.study_people import Conditions, Traits
from raad.brain.study_statistics import between, paired
from raad.quantities.errors import BadInput

BRAIN = connectome("dk82").cortex()
REST = SynapticState()
BLOCK = SynapticState(block_interneuron=0.2, block_pyramidal=0.05)
WEAK = SynapticState(strength=np.where(BRAIN.prefrontal, 0.93, 1.0))


def test_effects_of_a_study_are_those_of_the_textbook():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(1)
    before = rng.normal(0.2, 0.05, 18)
    after, others = before + rng.normal(0.03, 0.04, 18), rng.normal(0.25, 0.05, 14)
    d_z, d_av = paired("change", "plain", before, after)
    t = stats.ttest_rel(after, before)
    assert (d_z.t, d_z.p) == pytest.approx((t.statistic, t.pvalue))
    assert d_z.d == pytest.approx(t.statistic / 18**0.5)
    assert d_av.d == pytest.approx((after - before).mean() / (0.5 * (before.std(ddof=1) + after.std(ddof=1))))
    d_s, t = between("groups", "plain", before, others), stats.ttest_ind(before, others)
    assert (d_s.t, d_s.p) == pytest.approx((t.statistic, t.pvalue))
    assert d_s.low < d_s.d < d_s.high


def test_the_interval_is_that_of_the_noncentral_t():
    """Cumming and Finch 2001: t = 2.0 of 10 pairs has d from -0.06 to 1.30 by noncentral t."""
    stats = pytest.importorskip("scipy.stats")
    change = np.linspace(-1, 1, 10)
    change = change / change.std(ddof=1) + 2.0 / 10**0.5
    one, _ = paired("change", "plain", np.zeros(10), change)
    assert one.t == pytest.approx(2.0)
    assert stats.nct.cdf(2.0, 9, one.low * 10**0.5) == pytest.approx(0.975, abs=1e-3)
    assert stats.nct.cdf(2.0, 9, one.high * 10**0.5) == pytest.approx(0.025, abs=1e-3)


def test_a_far_tail_has_an_interval():
    rng = np.random.default_rng(0)
    one, _ = paired("change", "plain", np.zeros(60), 5 + rng.normal(0, 0.1, 60))
    assert one.low < one.d < one.high


def test_a_study_of_no_change_finds_none():
    found = virtual_study(BRAIN, REST, REST, patients=40, controls=40, seed=1)
    for effect in found.effects:
        assert abs(effect.d) < 0.6
        assert effect.p > 0.005
    assert found.failures == ()


def test_patients_of_weak_synapses_have_less_connectivity():
    found = virtual_study(BRAIN, WEAK, WEAK, patients=25, controls=25)
    assert found.effect("patients before - controls", "plain", "d_s").high < 0


def test_equal_people_and_an_endless_scan_give_the_difference_of_the_middle():
    found = virtual_study(
        BRAIN, REST, BLOCK.after(couple(BRAIN).settled), patients=3, controls=0, spread=Spread.none(),
        scan=ScanLength(1e6, 0.72),
    )  # fmt: skip
    change = connectivity(BRAIN, BLOCK.after(couple(BRAIN).settled)).prefrontal["plain"]
    change -= connectivity(BRAIN).prefrontal["plain"]
    assert found.effect("after - before", "plain", "d_z").difference == pytest.approx(change, rel=0.02)


def test_a_person_keeps_inhibition_from_before_in_the_same_proportion():
    settled = couple(BRAIN).settled
    conditions = Conditions(BRAIN, NetworkParameters.of("dk82"), (REST, BLOCK.after(1.1 * settled)))
    person = Traits(G=0.02, strength=0.01, kappa=0.02, selectivity=0.1, exposure=0.3, response=0.0)
    (p_before, before), (_, after) = conditions.of(person, np.zeros(2))
    own = couple(BRAIN, before, p_before).settled
    assert after.inhibition_before == pytest.approx(1.1 * own)
    assert before.inhibition_before is None
    assert float(after.block_interneuron) > 0.2


def test_exposure_moves_block_between_none_and_all():
    person = Traits(G=0, strength=0, kappa=0, selectivity=0, exposure=5.0, response=0)
    moved = person.state(SynapticState(block_interneuron=np.array([0.0, 0.5, 1.0])), REST)
    assert moved.block_interneuron[0] == 0
    assert 0.5 < moved.block_interneuron[1] < 1
    assert moved.block_interneuron[2] == 1


def test_a_seed_is_a_study_and_people_stay_when_others_join():
    small = virtual_study(BRAIN, REST, BLOCK, patients=4, controls=2, seed=5)
    large = virtual_study(BRAIN, REST, BLOCK, patients=6, controls=2, seed=5)
    other = virtual_study(BRAIN, REST, BLOCK, patients=4, controls=2, seed=6)
    assert np.array_equal(small.patients["plain"], large.patients["plain"][:4])
    assert not np.array_equal(small.patients["plain"], other.patients["plain"])


def test_a_person_without_a_stable_network_is_counted_and_the_others_go_on():
    strong = SynapticState(block_interneuron=0.9)
    told = []
    found = virtual_study(BRAIN, REST, strong, patients=3, controls=2, progress=lambda *n: told.append(n))
    assert [(f.group, f.person, f.scan) for f in found.failures] == [("patients", k, "after") for k in range(3)]
    assert "hypersynchronous" in found.failures[0].reason
    assert np.isnan(found.patients["plain"][:, 1]).all()
    assert np.isfinite(found.patients["plain"][:, 0]).all()
    assert found.effect("after - before", "plain", "d_z").n == 0
    assert told[-1] == (5, 5)


@pytest.mark.parametrize("wrong", [{"patients": 1}, {"patients": 2.5}, {"controls": 1}, {"seed": -1}])
def test_studies_that_cannot_be_are_refused(wrong):
    with pytest.raises(BadInput):
        virtual_study(BRAIN, REST, REST, **wrong)


def test_a_spread_below_zero_is_refused():
    with pytest.raises(BadInput, match="kappa"):
        Spread(G=0.02, session=0.02, strength=0.01, kappa=-1, selectivity=0.2, exposure=0.2, response=0.4)


def test_an_effect_that_was_not_studied_is_named():
    with pytest.raises(BadInput, match="after - before"):
        virtual_study(BRAIN, REST, REST, patients=2, controls=0).effect("before - after", "plain", "d_z")
