"""The stochastic nonlinear network against the linear-noise solution, its own rules, and what it must not swallow."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

pytest.importorskip("numba")

from raad.brain import NetworkParameters, SynapticState, connectivity, connectome, couple, simulate_scan, solve
from raad.brain.float32 import exponential, logarithm, normals, power
from raad.quantities.errors import BadInput, SolveFailed

CORTEX = replace(connectome("dk82").cortex(), nmda_density=np.ones(68))
# The network of the first probe: equal regions, all excitatory current through NMDA receptors, no ceiling of strength.
PROBE = replace(NetworkParameters.homogeneous(0.6), share_nmda_E=1.0, share_nmda_I=1.0, strength_ceiling=np.inf)
SETTLED = couple(CORTEX, None, PROBE).settled


def state(**changes):
    prefrontal = changes.pop("prefrontal", 1.0)
    return SynapticState(strength=np.where(CORTEX.prefrontal, prefrontal, 1.0), **changes)


@lru_cache
def gbc(prefrontal=1.0, b_I=0.0, rho=0.0, kappa=1.0):
    """Prefrontal GBC of a scan of 30 minutes, and by the linear-noise solution."""
    now = state(prefrontal=prefrontal, block_interneuron=b_I, block_pyramidal=rho * b_I).after(SETTLED)
    p = replace(PROBE, kappa=kappa)
    scan = simulate_scan(couple(CORTEX, now, p), minutes=30).connectivity(CORTEX).prefrontal
    return scan, connectivity(CORTEX, now, p).prefrontal


def test_without_noise_it_rests_at_the_fixed_point_of_the_linear_solution():
    c = couple(connectome("dk82"))
    linear, scan = solve(c), simulate_scan(c, minutes=0.2, warm_up=60, noise=0)
    assert scan.gating == pytest.approx(linear.S_E, abs=1e-5)
    assert scan.rate == pytest.approx(linear.r_E, abs=2e-3)
    assert np.ptp(scan.bold, axis=0).max() < 1e-6


@pytest.mark.parametrize("name", ["dk82", "schaefer100"])
def test_connectivity_agrees_with_the_linear_solution(name):
    c = connectome(name)
    fc = simulate_scan(couple(c), minutes=60).fc()
    cells = np.triu_indices(len(c), 1)
    assert np.corrcoef(fc[cells], connectivity(c).fc[cells])[0, 1] >= 0.95


def test_a_tenth_of_the_step_gives_the_same_connectivity():
    c = couple(CORTEX, None, PROBE)
    cells = np.triu_indices(68, 1)
    coarse, fine = (simulate_scan(c, minutes=40, step=s, seed=k).fc()[cells] for k, s in enumerate((1e-3, 2.5e-4)))
    again = simulate_scan(c, minutes=40, seed=2).fc()[cells]
    assert np.corrcoef(coarse, fine)[0, 1] >= np.corrcoef(coarse, again)[0, 1] - 0.005
    assert fine.mean() == pytest.approx(coarse.mean(), abs=0.015)


def test_ten_times_the_noise_changes_rates_more_than_the_pattern_of_connectivity():
    c = couple(CORTEX, None, PROBE)
    cells = np.triu_indices(68, 1)
    scan = simulate_scan(c, minutes=60, noise=10)
    assert 3.3 < scan.rate.mean() < 4
    assert np.corrcoef(scan.fc()[cells], connectivity(CORTEX, None, PROBE).fc[cells])[0, 1] > 0.92


@pytest.mark.parametrize("solution", [0, 1], ids=["nonlinear", "linear"])
class TestSignsOfTheFirstProbe:
    """Section by section what blocks and strengths do to prefrontal GBC; both solutions must say it."""

    def test_frozen_inhibition_lets_one_percent_less_drive_of_interneurons_raise_it_steeply(self, solution):
        assert gbc(b_I=0.01, kappa=0.0)[solution]["plain"] > 1.5 * gbc()[solution]["plain"]

    def test_selectivity_decides_the_sign(self, solution):
        rest = gbc()[solution]["plain"]
        full = [gbc(b_I=0.2, rho=rho)[solution]["plain"] for rho in (0.3, 0.4, 0.5)]
        assert full[0] > full[1] > rest > full[2]
        most = [gbc(b_I=0.2, rho=rho, kappa=0.8)[solution]["plain"] for rho in (0.4, 0.5)]
        assert most[0] > rest > most[1]
        frozen = [gbc(b_I=0.2, rho=rho, kappa=0.0)[solution]["plain"] for rho in (0.4, 0.5)]
        assert rest > frozen[0] > frozen[1]

    def test_strength_raises_it_and_a_tenth_less_takes_nearly_half(self, solution):
        found = [gbc(prefrontal=s)[solution]["plain"] for s in (0.8, 0.9, 1.0, 1.05)]
        assert np.all(np.diff(found) > 0)
        assert found[1] < 0.65 * found[2]

    def test_the_variant_decides_the_sign_of_strength(self, solution):
        raw = [gbc(prefrontal=s)[solution]["gsr_raw"] for s in (0.9, 1.0, 1.05)]
        scored = [gbc(prefrontal=s)[solution]["gsr_zscored"] for s in (0.9, 1.0, 1.05)]
        assert np.all(np.diff(raw) < 0)
        assert np.all(np.diff(scored) > 0)


@pytest.mark.parametrize(
    ("changes", "kappa"),
    [
        ({"block_interneuron": 0.02}, 0.0),
        ({"prefrontal": 1.01}, 0.0),
        ({"block_interneuron": 0.2, "block_pyramidal": 0.06}, 0.8),
        ({"prefrontal": 1.15}, 1.0),
    ],
)
def test_what_is_unstable_is_hypersynchronous_by_name_of_region(changes, kappa):
    c = couple(CORTEX, state(**changes).after(SETTLED), replace(PROBE, kappa=kappa))
    with pytest.raises(SolveFailed, match=r"hypersynchronous.*[LR]_\w+ fires at"):
        simulate_scan(c, minutes=20)
    with pytest.raises(SolveFailed, match=r"hypersynchronous.*[LR]_\w+"):
        solve(c)


def test_a_seed_is_a_scan():
    c = couple(CORTEX, None, PROBE)
    one, same, other = (simulate_scan(c, minutes=0.5, seed=s) for s in (3, 3, 4))
    assert np.array_equal(one.bold, same.bold)
    assert not np.array_equal(one.bold, other.bold)


def test_volumes_come_at_TR():
    scan = simulate_scan(couple(CORTEX, None, PROBE), minutes=1, TR=2.0, warm_up=1)
    assert scan.bold.shape == (30, 68)
    assert abs(scan.TR - 2.0) < 1e-9


def test_progress_is_told_and_stops():
    told = []

    def stop(done, total):
        told.append((done, total))
        if done > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_scan(couple(CORTEX, None, PROBE), minutes=10, progress=stop)
    assert len(told) == 2
    assert told[0][0] == pytest.approx(20 / 60, abs=0.01)


@pytest.mark.parametrize(
    "wrong", [{"minutes": 0}, {"step": 0.1}, {"TR": float("nan")}, {"noise": -1}, {"seed": -1}, {"seed": 0.5}]
)
def test_numbers_out_of_range_are_named(wrong):
    with pytest.raises(BadInput, match=next(iter(wrong))):
        simulate_scan(couple(CORTEX, None, PROBE), **wrong)


def test_a_current_that_is_not_finite_names_the_region():
    c = couple(CORTEX, None, PROBE)
    external = c.external_E.copy()
    external[5] = np.nan
    with pytest.raises(BadInput, match=CORTEX.regions[5]):
        simulate_scan(replace(c, external_E=external), minutes=1)


def test_without_numba_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "raad.brain.network_loop", None)
    monkeypatch.delattr("raad.brain.network_loop", raising=False)
    with pytest.raises(BadInput, match=r"pip install 'raad\[brain\]'"):
        simulate_scan(couple(CORTEX, None, PROBE), minutes=1)


def test_single_precision_functions():
    x = np.linspace(-40, 40, 4001).astype(np.float32)
    e = np.array([exponential(v) for v in x])
    assert e == pytest.approx(np.exp(x.astype(float)), rel=5e-6)
    y = np.geomspace(1e-6, 1e6, 4001).astype(np.float32)
    assert np.array([logarithm(v) for v in y]) == pytest.approx(np.log(y.astype(float)), rel=1e-6, abs=1e-6)
    near = np.linspace(0.5, 2, 101).astype(np.float32)
    third = np.array([power(v, np.float32(3.125)) for v in near])
    assert third == pytest.approx(near.astype(float) ** 3.125, rel=1e-6)


def test_normal_numbers_are_normal_and_independent():
    state = np.random.SeedSequence(1).generate_state(4 * 64, np.uint32).reshape(4, 64)
    drawn = np.empty((4000, 64), np.float32)
    for k in range(0, 4000, 2):
        normals(state, drawn[k], drawn[k + 1])
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert drawn.std() == pytest.approx(1, abs=0.01)
    assert (drawn**4).mean() == pytest.approx(3, abs=0.1)
    assert np.abs(np.corrcoef(drawn, rowvar=False) - np.eye(64)).max() < 0.08
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.01
