"""How regions of cortex differ: the hierarchy by T1w/T2w, and the density of NMDA receptors."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np


def gradient(name: str) -> np.ndarray:
    """Return the T1w/T2w map of a shipped connectome, mean 0 and standard deviation 1 over cortex. (n,)

    The map was measured on the 100 parcels; regions of Desikan and Killiany take the mean of the parcels that their
    vertices of the surface lie in.
    """
    parcels = np.array([float(r["myelin_t1t2_z"]) for r in shipped_regions("schaefer100")])
    return _standard(_carried(parcels, "schaefer100", name))


def nmda_density(name: str) -> np.ndarray:
    """Return NMDA receptors (autoradiography) relative to the mean of cortex; 1 where unknown. (n,)"""
    with (files("raad.brain_data") / "dk82_receptors.csv").open(encoding="utf-8") as file:
        found = {r["region"]: r["NMDA"] for r in csv.DictReader(file)}
    regions = [r["region"] for r in shipped_regions("dk82")]
    density = _carried(np.array([float(found.get(r) or "nan") for r in regions]), "dk82", name)
    return np.where(np.isnan(density), 1.0, density / np.nanmean(density))


def _carried(values: np.ndarray, source: str, target: str) -> np.ndarray:
    """Mean over the vertices of each region of the target; NaN where the source says nothing."""
    if source == target:
        return values
    labels = surface_labels()
    at_vertex = np.concatenate(([np.nan], values))[labels[source]]
    known = np.isfinite(at_vertex)
    n = len(shipped_regions(target))
    where = labels[target][known].astype(int)
    count = np.bincount(where, minlength=n + 1)[1:]
    total = np.bincount(where, weights=at_vertex[known], minlength=n + 1)[1:]
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def gains(name: str) -> np.ndarray | None:
    """Return the gains of long-range input that were fitted region by region, or None where there are none. (n,)"""
    place = files("raad.brain_data") / f"{name}_gains.csv"
    if not place.is_file():
        return None
    with place.open(encoding="utf-8") as file:
        found = {r["region"]: float(r["gain"]) for r in csv.DictReader(file)}
    return np.array([found[r["region"]] for r in shipped_regions(name)])


def words_of(name: str, column: str) -> tuple[str, ...]:
    """Return the network or the lobe of each region of a shipped connectome; "" where it has none. (n,)

    Networks are those of the seven-network parcels and lobes those of Desikan and Killiany. A region of the other
    parcellation takes the word of most of its vertices.

    Examples
    --------
    >>> words_of("dk82", "network")[1], words_of("schaefer100", "lobe")[0]
    ('SalVentAttn', 'temporal')
    """
    source = {"network": "schaefer100", "lobe": "dk82"}[column]
    told = [r[column] for r in shipped_regions(source)]
    if source == name:
        return tuple(told)
    labels, n = surface_labels(), len(shipped_regions(name))
    known = sorted(set(told))
    at_vertex = np.array([-1, *(known.index(word) for word in told)])[labels[source]]
    counts = np.zeros((n + 1, len(known)))
    here = (at_vertex >= 0) & (labels[name] > 0)
    np.add.at(counts, (labels[name][here], at_vertex[here]), 1)
    return tuple(known[int(np.argmax(row))] if row.any() else "" for row in counts[1:])


def _standard(values: np.ndarray) -> np.ndarray:
    return np.nan_to_num((values - np.nanmean(values)) / np.nanstd(values))


@lru_cache(maxsize=4)
def shipped_regions(name: str) -> tuple[dict[str, Any], ...]:
    """Read the table of regions of a shipped connectome."""
    with (files("raad.brain_data") / f"{name}_regions.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def surface_labels() -> dict[str, np.ndarray]:
    """Return which region each vertex of fsaverage5 belongs to: 0 none, k the k-th; left then right. (20484,) each."""
    with (files("raad.brain_data") / "fsaverage5_labels.npz").open("rb") as file:
        return dict(np.load(file))
