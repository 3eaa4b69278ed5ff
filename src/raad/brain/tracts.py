"""Long-range input by tracts, corrected for what tractography is known to miss: neighbours and mirrored regions."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.parameters import NetworkParameters


def inputs(connectome: Connectome, p: NetworkParameters) -> np.ndarray:
    """Return the share of long-range input that each region has from each other; mean input of cortex is 1. (n, n)

    Large regions have more streamlines than synapses per cell, so that counts are divided by a power of the sums of
    both regions. Short association fibres and fibres between the mirrored regions of both hemispheres are seen too
    seldom; both come in as shares of the mean input. With `exponent_hubs`, `local` and `homotopic` at 0 these are the
    bare weights.
    """
    return _corrected(connectome, p.exponent_hubs, p.local, p.range_local, p.homotopic)


@lru_cache(maxsize=64)
def _corrected(c: Connectome, hubs: float, local: float, reach: float, homotopic: float) -> np.ndarray:
    weights = c.weights
    if hubs:
        total = weights.sum(axis=1)
        weights = weights / np.outer(total, total) ** hubs
        weights = weights / _mean_input(weights, c)
    if local and c.centroids is not None:
        near = _neighbours(c, reach)
        weights = weights + local * near / max(_mean_input(near, c), 1e-12)
    here = np.flatnonzero(c.mirrored >= 0)
    if homotopic and len(here):
        weights = weights.copy()
        weights[here, c.mirrored[here]] += homotopic
    found = weights / _mean_input(weights, c)
    found.setflags(write=False)
    return found


def _neighbours(c: Connectome, reach: float) -> np.ndarray:
    """Fall with distance, within the cortex of a hemisphere. (n, n)"""
    assert c.centroids is not None
    apart = np.linalg.norm(c.centroids[:, None] - c.centroids[None], axis=-1)
    side = np.array(c.hemisphere)
    same = (side[:, None] == side[None]) & c.cortical[:, None] & c.cortical[None]
    near = np.exp(-apart / reach) * same
    np.fill_diagonal(near, 0.0)
    return near


def _mean_input(weights: np.ndarray, c: Connectome) -> float:
    return float(weights[c.cortical].sum(axis=1).mean())
