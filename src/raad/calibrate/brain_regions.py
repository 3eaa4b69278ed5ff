"""Regional gains: how strongly each parcel takes up long-range input, where one gradient cannot tell it.

Tracts, distance and one map leave half of the pattern of 100 parcels unexplained. A gain for each parcel is set so that
its mean connectivity is as measured, and is drawn towards 1. Made again by `python -m raad.calibrate.brain_regions`.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import replace

import numpy as np

from raad.brain import Connectome, NetworkParameters, connectivity, connectome

FITTED = ("schaefer100",)  # the default connectome does without
SHRINKAGE = 0.1  # how much a gain is drawn to 1, against the mismatch of its region
_ROUNDS, _STEP = 120, 0.2


def regional_gains(c: Connectome, pairs: np.ndarray | None = None) -> np.ndarray:
    """Return the gain of long-range input of each region that brings its mean connectivity to the measured one.

    Parameters
    ----------
    c
        A connectome of cortex with measured connectivity.
    pairs
        Which pairs may be used, symmetric; all when None. (n, n) bool

    Returns
    -------
    numpy.ndarray
        (n,) positive; all other numbers of the network stay as they are.
    """
    measured = c.fc_pearson
    assert measured is not None
    used = ~np.eye(len(c), dtype=bool) if pairs is None else pairs & ~np.eye(len(c), dtype=bool)
    aim = np.sum(measured * used, axis=1) / used.sum(axis=1)
    p, logs = replace(NetworkParameters.of(c.name), exponent_gain=1.0), np.zeros(len(c))
    for _ in range(_ROUNDS):
        said = connectivity(replace(c, gain=np.exp(logs)), None, p).fc
        now = np.sum(said * used, axis=1) / used.sum(axis=1)
        logs += _STEP * (np.log(aim / now) - SHRINKAGE * logs)
    return np.exp(logs)


def write(name: str, stream: object = None) -> None:
    """Write the table of gains of a shipped connectome."""
    c = connectome(name)
    writer = csv.writer(stream or sys.stdout, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerow(("region", "gain"))
    writer.writerows((r, f"{g:.4f}") for r, g in zip(c.regions, regional_gains(c), strict=True))


if __name__ == "__main__":
    write(FITTED[0])
