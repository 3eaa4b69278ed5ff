"""Named seeds and targets of functional connectivity, found by name in the shipped atlases."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from raad.brain.connectome import Connectome


@dataclass(frozen=True)
class Place:
    """A place that papers name, as regions of a connectome in both hemispheres."""

    name: str
    meaning: str
    regions: tuple[str, ...]


def places(connectome: Connectome, kind: str) -> dict[str, Place]:
    """Return seeds or targets that a connectome has, by name; of one's own connectome those that bear such names.

    Examples
    --------
    >>> from raad.brain import connectome
    >>> places(connectome("dk82"), "seed")["rACC"].regions
    ('L_rostralanteriorcingulate', 'R_rostralanteriorcingulate')
    """
    found: dict[str, Place] = {}
    for row in _rows():
        if row["kind"] != kind or row["name"] in found:
            continue
        parts = row["regions"].split(";")
        regions = tuple(r for r in connectome.regions if any(_is(r, part, row["connectome"]) for part in parts))
        if regions:
            found[row["name"]] = Place(row["name"], row["meaning"], regions)
    return found


def between(fc: np.ndarray, connectome: Connectome, seed: Place, target: Place) -> np.ndarray:
    """Return the mean Fisher z between a seed and a target, without what both share. (..., n, n) -> (...)"""
    a = [connectome.index(r) for r in seed.regions]
    b = [connectome.index(r) for r in target.regions if r not in seed.regions]
    if not b:
        return np.full(fc.shape[:-2], np.nan)
    return np.arctanh(fc[..., a, :][..., b]).mean(axis=(-2, -1))


def _is(region: str, part: str, atlas: str) -> bool:
    bare = region.split("_", 1)[-1]
    return bare == part if atlas == "dk82" else bare.startswith(part)


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    text = files("raad.brain").joinpath("seeds.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
