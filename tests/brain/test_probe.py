"""What the homogeneous network was found to do before anything was fitted, to the digits that were noted then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from raad.brain import SynapticState, connectivity
from raad.calibrate.brain import readings
from raad.quantities.errors import SolveFailed

UNSTABLE = "unstable"


def prefrontal(probe, state=None, kappa=1.0, variant="plain") -> float | str:
    c, p = probe
    try:
        return connectivity(c, state, replace(p, kappa=kappa)).prefrontal[variant]
    except SolveFailed as err:
        assert "hypersynchronous" in str(err)
        return UNSTABLE


def strength(probe, s: float, before=None) -> SynapticState:
    return SynapticState(strength=np.where(probe[0].prefrontal, s, 1.0), inhibition_before=before)


def is_about(expected, tolerance=0.0006):
    return expected if expected == UNSTABLE else pytest.approx(expected, abs=tolerance)


def test_baseline(probe):
    c, p = probe
    found = connectivity(c, None, p)
    said = readings(c, found.fc)
    assert said["fit"] == pytest.approx(0.518, abs=0.0006)
    assert said["mean"] == pytest.approx(0.143, abs=0.0006)
    assert found.prefrontal["plain"] == pytest.approx(0.177, abs=0.0006)
    assert found.gbc["plain"][~c.prefrontal].mean() == pytest.approx(0.140, abs=0.0006)
    measured = c.fc.sum(axis=1) / (len(c) - 1)
    assert measured[c.prefrontal].mean() == pytest.approx(0.257, abs=0.0006)
    assert measured[~c.prefrontal].mean() == pytest.approx(0.338, abs=0.0006)


def test_last_stable_weight(probe):
    c, p = probe
    assert connectivity(c, None, replace(p, G=0.7)).slowest < -0.05
    with pytest.raises(SolveFailed, match=r"hypersynchronous.*L_superiorfrontal"):
        connectivity(c, None, replace(p, G=0.8))


def test_frozen_inhibition_is_unusable(probe, settled):
    def frozen(drive, s=1.0):
        state = replace(strength(probe, s, settled), block_interneuron=1 - drive)
        return prefrontal(probe, state, kappa=0.0)

    assert frozen(0.99) == pytest.approx(0.45, abs=0.005)
    assert frozen(0.98) == UNSTABLE
    assert frozen(1.0, s=1.01) == UNSTABLE


@pytest.mark.parametrize(
    ("kappa", "rho", "expected"),
    [
        (0.0, 0.4, 0.141), (0.0, 0.5, 0.049), (0.0, 0.3, UNSTABLE), (0.0, 0.2, UNSTABLE),
        (0.8, 0.4, 0.201), (0.8, 0.5, 0.106), (0.8, 0.3, UNSTABLE),
        (1.0, 0.3, 0.343), (1.0, 0.4, 0.230), (1.0, 0.5, 0.169),
    ],
)  # fmt: skip
def test_selectivity_decides_the_sign(probe, settled, kappa, rho, expected):
    state = SynapticState(block_interneuron=0.2, block_pyramidal=0.2 * rho, inhibition_before=settled)
    assert prefrontal(probe, state, kappa) == is_about(expected)


@pytest.mark.parametrize(
    ("s", "settles", "follows_by_80"),
    [
        (0.80, 0.062, None), (0.90, 0.096, 0.066), (0.95, 0.126, None), (1.00, 0.177, 0.177),
        (1.05, 0.282, UNSTABLE), (1.10, 0.610, UNSTABLE), (1.15, UNSTABLE, UNSTABLE),
    ],
)  # fmt: skip
def test_growth_of_synapses(probe, settled, s, settles, follows_by_80):
    assert prefrontal(probe, strength(probe, s)) == is_about(settles)
    if follows_by_80 is not None:
        assert prefrontal(probe, strength(probe, s, settled), kappa=0.8) == is_about(follows_by_80)


@pytest.mark.parametrize(("s", "expected"), [(0.98, 0.128), (1.02, 0.346)])
def test_growth_that_inhibition_follows_by_80_percent(probe, settled, s, expected):
    assert prefrontal(probe, strength(probe, s, settled), kappa=0.8) == is_about(expected)


@pytest.mark.parametrize(("s", "fit"), [(0.90, 0.569), (1.0, 0.518), (1.10, 0.379)])
def test_fit_turns_down_while_connectivity_goes_up(probe, s, fit):
    c, p = probe
    found = connectivity(c, strength(probe, s), p)
    assert readings(c, found.fc)["fit"] == pytest.approx(fit, abs=0.001)


def test_frozen_dose_curve_is_an_inverted_u(probe, settled):
    """A small selective block raises; an unselective one lowers."""

    def frozen(block, rho):
        state = SynapticState(block_interneuron=block, block_pyramidal=rho * block, inhibition_before=settled)
        return prefrontal(probe, state, kappa=0.0)

    rest = frozen(0.0, 0.4)
    assert frozen(0.01, 0.0) > rest > frozen(0.2, 0.4) > frozen(0.2, 0.7)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("gsr_raw", {0.9: -0.0122, 1.0: -0.0151, 1.1: -0.0192}),
        ("gsr_zscored", {0.8: -0.0142, 0.9: -0.0121, 1.0: -0.0060, 1.1: 0.0304}),
    ],
)
def test_global_signal_regression_decides_the_sign(probe, variant, expected):
    found = {s: prefrontal(probe, strength(probe, s), variant=variant) for s in expected}
    assert found == {s: pytest.approx(value, abs=0.0001) for s, value in expected.items()}
