"""Which regions a brain has, and how strongly tracts join them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from raad.quantities.errors import unknown

SHIPPED = ("dk82", "schaefer100")


@dataclass(frozen=True, eq=False)
class Connectome:
    """Regions and the tracts between them, with what is known about each region.

    Parameters
    ----------
    name
        "dk82", "schaefer100", or that of a user's file.
    regions
        (n,) names, unique.
    weights
        (n, n) symmetric, none negative, diagonal 0; mean input of a cortical region is 1.
    cortical, prefrontal
        (n,) bool.
    hemisphere, lobe
        (n,) "L", "R" or ""; name of the lobe or "".
    network
        (n,) name of the resting-state network, None when not known.
    fc
        (n, n) functional connectivity as measured, None when not known; `fc_kind` is "fisher_z" or "pearson".
    gradient
        (n,) regional map, mean 0 and standard deviation 1 over cortex; 0 elsewhere and where unknown.
    nmda_density
        (n,) NMDA receptors relative to the mean of cortex; 1 where unknown.
    centroids
        (n, 3) [mm], None when not known.

    Examples
    --------
    >>> c = connectome("dk82")
    >>> len(c), int(c.cortical.sum()), int(c.prefrontal.sum())
    (82, 68, 22)
    >>> round(float(c.weights[c.cortical].sum(axis=1).mean()), 6)
    1.0
    """

    name: str
    regions: tuple[str, ...]
    weights: np.ndarray
    cortical: np.ndarray
    prefrontal: np.ndarray
    hemisphere: tuple[str, ...]
    lobe: tuple[str, ...]
    network: tuple[str, ...] | None
    fc: np.ndarray | None
    fc_kind: str | None
    gradient: np.ndarray
    nmda_density: np.ndarray
    centroids: np.ndarray | None

    def __len__(self) -> int:
        return len(self.regions)

    @property
    def fc_pearson(self) -> np.ndarray | None:
        """Functional connectivity as measured, as Pearson r. (n, n)"""
        return np.tanh(self.fc) if self.fc is not None and self.fc_kind == "fisher_z" else self.fc

    def index(self, region: str) -> int:
        """Return the place of a region.

        Raises
        ------
        UnknownName
            If there is no such region; the text names the nearest.
        """
        if region not in self.regions:
            raise unknown("region", region, self.regions)
        return self.regions.index(region)

    @cached_property
    def mirrored(self) -> np.ndarray:
        """Place of the region of the other hemisphere with the same name; -1 where there is none. (n,)"""
        place = {r: i for i, r in enumerate(self.regions)}
        swapped = [_other_side(r) for r in self.regions]
        return np.array([place.get(r, -1) if r else -1 for r in swapped])

    def part(self, kept: np.ndarray) -> Connectome:
        """Return the connectome of some regions, scaled again. `kept` is (n,) bool."""
        where = np.flatnonzero(np.asarray(kept, dtype=bool))
        chosen = [int(i) for i in where]
        square = np.ix_(where, where)
        cortical = self.cortical[where]
        weights = self.weights[square]
        return replace(
            self,
            regions=tuple(self.regions[i] for i in chosen),
            weights=weights / weights[cortical].sum(axis=1).mean(),
            cortical=cortical, prefrontal=self.prefrontal[where],
            hemisphere=tuple(self.hemisphere[i] for i in chosen), lobe=tuple(self.lobe[i] for i in chosen),
            network=None if self.network is None else tuple(self.network[i] for i in chosen),
            fc=None if self.fc is None else self.fc[square],
            gradient=self.gradient[where], nmda_density=self.nmda_density[where],
            centroids=None if self.centroids is None else self.centroids[where],
        )  # fmt: skip

    def cortex(self) -> Connectome:
        """Return the cortical regions alone."""
        return self.part(self.cortical)


def connectome(name: str | Path = "dk82") -> Connectome:
    """Return a shipped connectome, or read a user's file.

    Parameters
    ----------
    name
        "dk82" (68 cortical regions of Desikan and Killiany and 14 nuclei), "schaefer100" (100 cortical parcels of
        seven networks), or a CSV or NPZ file.

    Examples
    --------
    >>> connectome("schaefer100").network[0]
    'Vis'
    """
    if name in SHIPPED:
        return _shipped(str(name))
    raise unknown("connectome", name, SHIPPED, "A file ends in .csv or .npz.")


@lru_cache(maxsize=4)
def _shipped(name: str) -> Connectome:
    from raad.brain.maps import gradient, nmda_density

    table = shipped_regions(name)
    with (files("raad.brain_data") / f"{name}_connectome.npz").open("rb") as file:
        held = dict(np.load(file))
    dk = name == "dk82"
    counts = np.expm1(held["weights_log"].astype(float)) if dk else held["streamlines"].astype(float)
    cortical = np.array([r.get("structure", "cortex") == "cortex" for r in table])
    places = ("mni_x", "mni_y", "mni_z") if dk else ("fsavg_x", "fsavg_y", "fsavg_z")
    fc = held["fc"].astype(float)
    np.fill_diagonal(fc, 0.0 if dk else 1.0)
    return Connectome(
        name, tuple(r["region"] for r in table), counts / counts[cortical].sum(axis=1).mean(),
        cortical, np.array([r["is_pfc"] == "1" for r in table]),
        tuple(r["hemisphere"] for r in table), tuple(r.get("lobe", "") for r in table),
        None if dk else tuple(r["network"] for r in table),
        fc, "fisher_z" if dk else "pearson", gradient(name), nmda_density(name),
        np.array([[float(r[p]) for p in places] for r in table]),
    )  # fmt: skip


def shipped_regions(name: str) -> list[dict[str, Any]]:
    """Read the table of regions of a shipped connectome."""
    with (files("raad.brain_data") / f"{name}_regions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _other_side(region: str) -> str:
    for here, there in (("L_", "R_"), ("R_", "L_"), ("LH_", "RH_"), ("RH_", "LH_")):
        if region.startswith(here):
            return there + region.removeprefix(here)
    return ""
