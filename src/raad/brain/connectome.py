"""Which regions a brain has, and how strongly tracts join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from raad.brain.maps import gains, nmda_density, shipped_regions, words_of
from raad.brain.maps import gradient as regional_map
from raad.brain.reading import (
    PREFRONTAL_WORDS,
    checked_chosen,
    checked_column,
    checked_names,
    checked_square,
    checked_weights,
    read,
)
from raad.quantities.errors import BadInput, unknown

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
    gain
        (n,) how strongly each region takes up long-range input, as fitted to its mean connectivity; None for 1.

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
    gain: np.ndarray | None = None

    @classmethod
    def from_file(cls, path: str | Path, **known: Any) -> Connectome:
        """Read a connectome of one's own.

        Parameters
        ----------
        path
            CSV with the names of the regions in the first line and in the first column, or NPZ with `weights` and
            `regions` and any of the arrays below.
        **known
            What is known about the regions, as the fields of this class have it: prefrontal and cortical as names or
            as yes or no for each, hemisphere, lobe, network, fc with fc_kind, gradient, nmda_density,
            centroids, gain.
            Without `prefrontal` these are the regions with a name of a shipped connectome or with a word like PFC.

        Raises
        ------
        BadInput
            If the file is missing or cannot be read, a name is missing or stands twice, weights are not square,
            finite, symmetric and at least 0, a region is joined to no other, or no region is prefrontal.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "mine.csv"
        ...     _ = path.write_text("region,PFC,V1,M1\\nPFC,0,2,1\\nV1,2,0,3\\nM1,1,3,0\\n")
        ...     mine = Connectome.from_file(path)
        >>> mine.regions, mine.prefrontal.tolist()
        (('PFC', 'V1', 'M1'), [True, False, False])
        """
        path = Path(path)
        held = read(path) | known
        return _own(path.stem, held, path.name)

    @classmethod
    def of(cls, weights: Any, regions: Sequence[str], name: str = "own", **known: Any) -> Connectome:
        """Make a connectome of arrays; checked as a file is."""
        return _own(name, {"weights": weights, "regions": list(regions), **known}, name)

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
            gain=None if self.gain is None else self.gain[where],
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

    Raises
    ------
    UnknownName
        If there is no such connectome.
    BadInput
        If a file cannot be used; the text says what is wrong, and where.

    Examples
    --------
    >>> connectome("schaefer100").network[0]
    'Vis'
    """
    if name in SHIPPED:
        return _shipped(str(name))
    if isinstance(name, Path) or (isinstance(name, str) and Path(name).suffix):
        return Connectome.from_file(name)
    raise unknown("connectome", name, SHIPPED, "A file of one's own ends in .csv or .npz.")


@lru_cache(maxsize=4)
def _shipped(name: str) -> Connectome:
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
        tuple(r["hemisphere"] for r in table), words_of(name, "lobe"), words_of(name, "network"),
        fc, "fisher_z" if dk else "pearson", regional_map(name), nmda_density(name),
        np.array([[float(r[p]) for p in places] for r in table]), gains(name),
    )  # fmt: skip


def _own(name: str, held: dict[str, Any], where: str) -> Connectome:
    """Check all that is told of a connectome, then make it."""
    if more := sorted(set(held) - {"weights", *(f.name for f in fields(Connectome))} | {"name"} & set(held)):
        raise unknown("field of a connectome", more[0], [f.name for f in fields(Connectome)])
    regions = checked_names(held["regions"], where)
    weights, n = checked_weights(held["weights"], regions, where), len(regions)
    cortical = _told(held, "cortical", regions, where, np.ones(n, dtype=bool))
    prefrontal = _told(held, "prefrontal", regions, where, np.array([_is_prefrontal(r) for r in regions])) & cortical
    if not cortical.any() or not prefrontal.any():
        hint = "Name them: prefrontal=['...'], `--prefrontal`, or an array `prefrontal` of the NPZ file."
        raise BadInput(f"{where}: no cortical region is known to be prefrontal. {hint}")
    texts = {k: _words(held.get(k), n, where, k) for k in ("hemisphere", "lobe", "network")}
    fc, kind = held.get("fc"), held.get("fc_kind")
    if fc is not None:
        fc = checked_square(fc, regions, where, "fc")
        if kind not in ("fisher_z", "pearson"):
            raise BadInput(f"{where}: fc_kind is {kind!r}. Say 'fisher_z' or 'pearson'.")
    gradient = checked_column(held.get("gradient", np.zeros(n)), n, where, "gradient")
    spread = gradient[cortical].std()
    density = checked_column(held.get("nmda_density", np.ones(n)), n, where, "nmda_density")
    if np.any(density < 0):
        raise BadInput(f"{where}: nmda_density is negative in {regions[int(np.argmin(density))]!r}.")
    places = held.get("centroids")
    return Connectome(
        name, regions, weights / weights[cortical].sum(axis=1).mean(), cortical, prefrontal,
        texts["hemisphere"] or tuple(_side(r) for r in regions), texts["lobe"] or ("",) * n, texts["network"],
        fc, kind if fc is not None else None,
        np.where(cortical, (gradient - gradient[cortical].mean()) / spread, 0.0) if spread else np.zeros(n),
        density, None if places is None else checked_column(places, n, where, "centroids", 3),
        None if held.get("gain") is None else _positive(checked_column(held["gain"], n, where, "gain"), where),
    )  # fmt: skip


def _positive(gain: np.ndarray, where: str) -> np.ndarray:
    if np.any(gain <= 0):
        raise BadInput(f"{where}: gain has a value of {gain.min():g}; a region takes up input with more than 0.")
    return gain


def _told(held: dict[str, Any], what: str, regions: tuple[str, ...], where: str, default: np.ndarray) -> np.ndarray:
    return checked_chosen(held[what], regions, where, what) if held.get(what) is not None else default


def _words(told: Any, n: int, where: str, what: str) -> tuple[str, ...] | None:
    if told is None:
        return None
    found = tuple(str(t) for t in np.asarray(told).ravel())
    if len(found) != n:
        raise BadInput(f"{where}: {what} has {len(found)} words for {n} regions.")
    return found


@lru_cache(maxsize=1)
def _prefrontal_names() -> frozenset[str]:
    return frozenset(r["region"].lower() for name in SHIPPED for r in shipped_regions(name) if r["is_pfc"] == "1")


def _is_prefrontal(region: str) -> bool:
    plain = region.lower()
    return plain in _prefrontal_names() or any(w in plain.replace(" ", "").replace("_", "") for w in PREFRONTAL_WORDS)


def _side(region: str) -> str:
    return region[0] if _other_side(region) else ""


def _other_side(region: str) -> str:
    for here, there in (("L_", "R_"), ("R_", "L_"), ("LH_", "RH_"), ("RH_", "LH_")):
        if region.startswith(here):
            return there + region.removeprefix(here)
    return ""
