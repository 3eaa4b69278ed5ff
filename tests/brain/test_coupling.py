"""Currents and the resting state: closed forms, balance, and what each input of the synapses does alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raad.brain import Lost, NetworkParameters, SynapticState, connectivities, connectivity, connectome, couple, solve
from raad.brain.linear_noise import point
from raad.brain.transfer import rate, rate_and_slope
from raad.quantities.errors import BadInput, SolveFailed, UnknownName

TARGET = 3.0631  # rate at b_E/a_E - 0.026 nA [Hz]
SETTLED = replace(NetworkParameters.of(), kappa=1.0)


@given(s=st.floats(0.8, 1.02), block=st.floats(0, 0.4), rho=st.floats(0.5, 1), q=st.floats(0.8, 1.1))
@settings(max_examples=25, deadline=None)
def test_feedback_inhibition_keeps_every_region_at_its_rate(s, block, rho, q):
    state = SynapticState(s, block, rho * block, q)
    at = solve(couple(connectome(), state, SETTLED))
    assert at.r_E == pytest.approx(TARGET, abs=1e-3)
    assert at.slowest < -0.05


def test_resting_state_balances(dk82):
    before = couple(dk82).inhibition * 0.995
    c = couple(dk82, SynapticState(inhibition_before=before))
    at, p = solve(c), c.parameters
    I_E = c.external_E + c.recurrent * at.S_E + c.long_range @ at.S_E - c.inhibition * at.S_I
    I_I = c.external_I + c.excite_inhibitory * at.S_E - c.inhibit_inhibitory * at.S_I
    r_E, r_I = rate(I_E, p.a_E, p.b_E, p.d_E), rate(I_I, p.a_I, p.b_I, p.d_I)
    assert at.r_E.max() > TARGET + 0.01
    assert at.S_E / p.tau_E == pytest.approx(p.gamma_nmda * (1 - at.S_E) * r_E)
    assert at.S_I / p.tau_I == pytest.approx(r_I)


def test_jacobian_is_the_derivative(dk82):
    """Of the whole system, inhibition not following: forward differences at the resting state."""
    c = couple(dk82)
    p, n = c.parameters, len(dk82)
    at = point(c, solve(c).S_E)

    def flow(x):
        S_E, S_I = x[:n], x[n:]
        I_E = c.external_E + c.recurrent * S_E + c.long_range @ S_E - c.inhibition * S_I
        I_I = c.external_I + c.excite_inhibitory * S_E - c.inhibit_inhibitory * S_I
        rates = rate(I_E, p.a_E, p.b_E, p.d_E), rate(I_I, p.a_I, p.b_I, p.d_I)
        return np.concatenate((-S_E / p.tau_E + p.gamma_nmda * (1 - S_E) * rates[0], -S_I / p.tau_I + rates[1]))

    x = np.concatenate((at.S_E, at.S_I))
    for j in (0, 40, n, n + 40):
        up, down = x.copy(), x.copy()
        up[j] += 1e-6
        down[j] -= 1e-6
        assert at.jacobian[:, j] == pytest.approx((flow(up) - flow(down)) / 2e-6, rel=1e-5, abs=1e-5)


def test_covariance_is_the_slow_limit(dk82):
    linear = solve(couple(dk82))
    at = point(linear.coupling, linear.S_E)
    B = np.linalg.inv(at.jacobian)[: len(dk82)] * linear.coupling.parameters.sigma_gating
    assert pytest.approx(B @ B.T, rel=1e-9) == linear.K
    assert linear.slowest == pytest.approx(np.linalg.eigvals(at.jacobian).real.max())


@given(st.floats(0.1, 0.6))
def test_slope_of_the_transfer_function(current):
    for a, b, d in ((310.0, 125.0, 0.16), (615.0, 177.0, 0.087)):
        r, slope = rate_and_slope(current, a, b, d)
        assert slope == pytest.approx((rate(current + 1e-6, a, b, d) - rate(current - 1e-6, a, b, d)) / 2e-6, rel=1e-4)
        assert r >= 0
    assert rate(125 / 310, 310.0, 125.0, 0.16) == pytest.approx(1 / 0.16)


def test_share_of_fast_homeostasis(dk82):
    before = couple(dk82, None, SETTLED).inhibition
    state = SynapticState(strength=0.95, inhibition_before=before)
    settled = couple(dk82, state, SETTLED).inhibition
    half = couple(dk82, state, replace(SETTLED, kappa=0.5))
    assert half.inhibition == pytest.approx((before + settled) / 2)
    assert half.settled == pytest.approx(settled)
    assert couple(dk82, SynapticState(strength=0.95), replace(SETTLED, kappa=0.0)).inhibition == pytest.approx(settled)


def test_growth_levels_off_and_loss_counts(dk82):
    def recurrent(s):
        return couple(dk82, SynapticState(strength=s), SETTLED).recurrent[0]

    rest = recurrent(1.0)
    assert recurrent(0.9) / rest == pytest.approx(0.9)
    assert recurrent(1.01) / rest == pytest.approx(1.01, abs=1e-3)
    assert recurrent(3.0) / rest == pytest.approx(SETTLED.strength_ceiling)
    assert recurrent(1.04) < recurrent(1.08) < SETTLED.strength_ceiling * rest


def test_block_reaches_the_nmda_share_alone(dk82):
    p = SETTLED
    rest, blocked = couple(dk82, None, p), couple(dk82, SynapticState(block_interneuron=0.5), p)
    left = 1 - 0.5 * p.share_nmda_I * dk82.nmda_density
    assert blocked.excite_inhibitory / rest.excite_inhibitory == pytest.approx(left)
    assert np.array_equal(blocked.recurrent, rest.recurrent)
    pyramidal = couple(dk82, SynapticState(block_pyramidal=0.5), p)
    assert pyramidal.recurrent / rest.recurrent == pytest.approx(1 - 0.5 * p.share_nmda_E * dk82.nmda_density)
    assert np.array_equal(pyramidal.excite_inhibitory, rest.excite_inhibitory)


def test_a_part_of_the_brain_alone(dk82):
    """A value by region changes that region's input, and nothing else."""
    s = np.ones(82)
    s[dk82.index("L_superiorfrontal")] = 0.9
    rest, weak = couple(dk82, None, SETTLED), couple(dk82, SynapticState(strength=s), SETTLED)
    assert np.flatnonzero(rest.recurrent != weak.recurrent).tolist() == [dk82.index("L_superiorfrontal")]
    assert weak.long_range / np.where(rest.long_range, rest.long_range, 1) == pytest.approx(
        np.where(rest.long_range, s[:, None], 0.0)
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"strength": np.nan}, "strength"), ({"strength": -0.1}, "at least 0"), ({"throughput": np.inf}, "throughput"),
        ({"block_interneuron": 1.2}, "between 0 and 1"), ({"block_pyramidal": -0.1}, "between 0 and 1"),
    ],
)  # fmt: skip
def test_impossible_states_are_refused(given, said):
    with pytest.raises(BadInput, match=said):
        SynapticState(**given)


def test_values_by_region_must_fit(dk82):
    with pytest.raises(BadInput, match=r"shape \(68,\); the connectome has 82"):
        couple(dk82, SynapticState(strength=np.ones(68)))


def test_one_unstable_condition_does_not_stop_the_others(dk82):
    p = replace(SETTLED, strength_ceiling=np.inf)
    found = connectivities(dk82, [SynapticState(), SynapticState(strength=1.4), SynapticState(strength=0.9)], p)
    assert [isinstance(x, Lost) for x in found] == [False, True, False]
    assert found[1].index == 1 and "hypersynchronous" in found[1].reason
    with pytest.raises(SolveFailed, match="hypersynchronous"):
        connectivity(dk82, SynapticState(strength=1.4), p)


def test_each_condition_may_have_numbers_of_its_own(dk82):
    numbers = [SETTLED, replace(SETTLED, G=0.8)]
    found = connectivities(dk82, [SynapticState()] * 2, numbers)
    assert found[0].prefrontal["plain"] > found[1].prefrontal["plain"]
    with pytest.raises(BadInput, match="3 states but 2"):
        connectivities(dk82, [SynapticState()] * 3, numbers)


def test_seed_connectivity_is_a_row(dk82):
    x = connectivity(dk82)
    row = x.seed("L_posteriorcingulate")
    assert np.isnan(row[dk82.index("L_posteriorcingulate")])
    assert row[3] == pytest.approx(np.arctanh(x.fc[dk82.index("L_posteriorcingulate"), 3]))
    with pytest.raises(UnknownName, match="'L_precuneus'"):
        x.seed("L_precuneu")


def test_plain_gbc_is_the_mean_fisher_z(dk82):
    x = connectivity(dk82)
    i = dk82.index("L_superiorfrontal")
    others = dk82.cortical & (np.arange(82) != i)
    assert x.gbc["plain"][i] == pytest.approx(np.arctanh(x.fc[i, others]).mean())


def test_regression_of_the_mean_signal_removes_it(dk82):
    from raad.brain.connectivity import without_global

    K = solve(couple(dk82)).K
    left = without_global(K, dk82.cortical)
    assert left[:, dk82.cortical].sum(axis=1) == pytest.approx(0, abs=1e-12 * np.abs(K).max())
