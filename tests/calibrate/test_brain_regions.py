"""Gains of regions: the shipped table is what the fit gives, helps pairs that it has not seen, and knows its size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from raad.brain import NetworkParameters, connectivity, connectome
from raad.calibrate.brain import readings
from raad.calibrate.brain_regions import FITTED, regional_gains


@pytest.fixture(scope="module")
def parcels():
    return connectome("schaefer100")


def test_the_shipped_gains_are_what_the_fit_gives(parcels):
    assert regional_gains(parcels) == pytest.approx(parcels.gain, abs=2e-3)


def test_only_fitted_connectomes_have_gains():
    assert FITTED == ("schaefer100",) and connectome("dk82").gain is None


def test_gains_help_pairs_that_they_have_not_seen(parcels):
    """Half of the pairs teach; the other half is met nearly as well, and better than without gains."""
    half = np.triu(np.random.default_rng(1).random((100, 100)) < 0.5, 1)
    taught = half | half.T
    unseen = ~taught[np.triu_indices(100, 1)]

    def fit(gain: np.ndarray | None) -> float:
        said = connectivity(replace(parcels, gain=gain)).fc[np.triu_indices(100, 1)][unseen]
        return float(np.corrcoef(said, parcels.fc_pearson[np.triu_indices(100, 1)][unseen])[0, 1])

    assert fit(regional_gains(parcels, taught)) > 0.57
    assert fit(None) < 0.52


def test_gains_are_moderate_and_can_be_left_out(parcels):
    assert parcels.gain.min() > 0.5
    assert parcels.gain.max() < 1.7
    bare = connectivity(parcels, None, replace(NetworkParameters.of("schaefer100"), exponent_gain=0.0))
    none = connectivity(replace(parcels, gain=None))
    assert bare.fc == pytest.approx(none.fc)
    assert readings(parcels, none.fc)["fit"] < 0.5
    assert readings(parcels, connectivity(parcels).fc)["fit"] > 0.62
