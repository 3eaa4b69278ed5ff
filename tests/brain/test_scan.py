"""What a scan of finite length does to connectivity: the standard error of Fisher z, and which errors go together."""

from __future__ import annotations

import numpy as np
import pytest

from raad.brain import NetworkParameters, ScanLength, connectivity, connectome, couple, scanned, simulate_scan, solve
from raad.brain.connectivity import correlation
from raad.brain.scan import autocorrelation, effective_volumes, scanned_covariance
from raad.quantities.errors import BadInput

CORTEX = connectome("dk82").cortex()


def test_white_volumes_count_in_full():
    assert effective_volumes(500, np.array([1.0])) == 500


def test_a_first_order_signal_has_the_closed_form():
    rho = 0.6 ** np.arange(100)
    assert effective_volumes(10**6, rho) == pytest.approx(1e6 * (1 - 0.36) / (1 + 0.36), rel=1e-4)


def test_more_frequent_volumes_of_the_same_minutes_tell_little_more():
    slow, fast = ScanLength(12, 0.72), ScanLength(12, 0.36)
    assert fast.volumes == 2 * slow.volumes
    assert fast.independent == pytest.approx(slow.independent, rel=0.02)
    assert autocorrelation(0.72)[0] == 1


@pytest.mark.parametrize(("independent", "r"), [(60.0, 0.3), (300.0, 0.3), (300.0, -0.5)])
def test_fisher_z_has_the_standard_error_of_the_formula(independent, r):
    rng = np.random.default_rng(0)
    K = np.array([[2.0, r * 2**0.5], [r * 2**0.5, 1.0]])
    z = [np.arctanh(correlation(scanned_covariance(K, independent, rng))[0, 1]) for _ in range(4000)]
    assert np.std(z) == pytest.approx((independent - 3) ** -0.5, rel=0.04)
    assert np.mean(z) == pytest.approx(np.arctanh(r), abs=0.01)


def test_fewer_volumes_than_regions_still_give_a_covariance():
    K = solve(couple(CORTEX)).K
    seen = scanned_covariance(K, 40, np.random.default_rng(0))
    assert np.linalg.matrix_rank(seen) == 39


def test_errors_are_those_of_simulated_scans():
    """Spread of Fisher z over simulated scans: T_eff of the haemodynamic response, edge by edge."""
    pytest.importorskip("numba")
    p = NetworkParameters.homogeneous(0.5)
    c = couple(CORTEX, None, p)
    cells = np.triu_indices(len(CORTEX), 1)
    z = np.array([np.arctanh(simulate_scan(c, minutes=6, seed=s).fc()[cells]) for s in range(12)])
    expected = (ScanLength(6, 0.72).independent - 3) ** -0.5
    assert z.std(axis=0, ddof=1).mean() == pytest.approx(expected, rel=0.08)


def test_a_long_scan_shows_the_truth_in_every_variant():
    linear = solve(couple(CORTEX))
    seen = scanned(CORTEX, linear.K, linear.r_E, 1e7, np.random.default_rng(0))
    for variant, value in connectivity(CORTEX).prefrontal.items():
        assert seen.prefrontal[variant] == pytest.approx(value, abs=2e-3)


def test_the_scan_of_the_register():
    scan = ScanLength.of_register()
    assert 60 < scan.independent < 0.5 * scan.volumes


@pytest.mark.parametrize(
    ("minutes", "TR", "share"), [(0, 1, 1), (5, 0, 1), (0.1, 2, 1), (float("nan"), 1, 1), (5, 1, 0)]
)
def test_scans_that_cannot_be_are_refused(minutes, TR, share):
    with pytest.raises(BadInput):
        ScanLength(minutes, TR, share)


@pytest.mark.parametrize(
    ("K", "independent"),
    [(np.eye(2), 4.0), (np.array([[1, np.nan], [np.nan, 1]]), 50), (np.array([[1.0, 2.0], [2.0, 1.0]]), 50)],
)
def test_what_is_no_covariance_is_refused(K, independent):
    with pytest.raises(BadInput):
        scanned_covariance(K, independent, np.random.default_rng(0))
