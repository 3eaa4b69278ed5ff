"""The cortical surface on which maps are drawn: fsaverage5, which vertex belongs to which region, and four views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from raad.quantities.errors import BadInput

SIDES = ("left", "right")
VIEWS = (("left", "lateral"), ("left", "medial"), ("right", "lateral"), ("right", "medial"))
ATLASES = {"dk82": "dk82", "schaefer100": "schaefer100"}
VERTICES = 10_242  # of each hemisphere
_MARGIN = 3.0  # mm around a hemisphere


@dataclass(frozen=True)
class Surface:
    """Both hemispheres of fsaverage5.

    Parameters
    ----------
    coordinates
        Of each hemisphere, `left` and `right`. (10242, 3) [mm]
    faces
        Corners of triangles. (20480, 3)
    depth
        Depth of sulci; above 0 in a sulcus. (10242,)
    """

    coordinates: dict[str, np.ndarray]
    faces: dict[str, np.ndarray]
    depth: dict[str, np.ndarray]


@dataclass(frozen=True)
class View:
    """One hemisphere seen from one side, as pixels.

    Parameters
    ----------
    side, face
        `left` or `right`; `lateral` or `medial`.
    vertex
        The vertex that is seen in each pixel, counted over both hemispheres; -1 is background. (height, width)
    light
        Brightness of each pixel, 0 to 1. (height, width)
    """

    side: str
    face: str
    vertex: np.ndarray
    light: np.ndarray


@lru_cache(maxsize=2)
def surface(kind: str = "inflated") -> Surface:
    """Return fsaverage5, inflated or pial, as nilearn ships it; nothing is fetched.

    Raises
    ------
    BadInput
        If nilearn is not installed, or there is no such surface.
    """
    try:
        from nilearn.datasets import load_fsaverage, load_fsaverage_data
    except ImportError:
        raise BadInput(
            "Pictures on the cortical surface need nilearn, which is not installed. "
            "Install it: pip install 'raad[brain]'."
        ) from None
    if kind not in ("inflated", "pial"):
        raise BadInput(f"There is no surface {kind!r}. Write inflated or pial.")
    mesh: Any = load_fsaverage("fsaverage5")[kind]
    depth: Any = load_fsaverage_data("fsaverage5", data_type="sulcal").data
    return Surface(
        {s: np.asarray(mesh.parts[s].coordinates, dtype=float) for s in SIDES},
        {s: np.asarray(mesh.parts[s].faces, dtype=np.int64) for s in SIDES},
        {s: np.asarray(depth.parts[s], dtype=float).ravel() for s in SIDES},
    )


@lru_cache(maxsize=2)
def _labels(atlas: str) -> np.ndarray:
    place = files("raad").joinpath("brain_data", "fsaverage5_labels.npz")
    with place.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return kept[atlas].astype(np.int64)


def vertex_regions(regions: Sequence[str]) -> np.ndarray | None:
    """Return for each vertex the place of its region, -1 for none. (20484,)

    Regions are found by name in the two shipped atlases; None when neither knows any of them.
    """
    from raad.brain.connectome import connectome

    place = {name: i for i, name in enumerate(regions)}
    best: np.ndarray | None = None
    for atlas in ATLASES:
        known = connectome(atlas).regions
        if not set(known) & set(place):
            continue
        row = np.array([-1, *(place.get(name, -1) for name in known)])
        found = row[_labels(atlas)]
        if best is None or (found >= 0).sum() > (best >= 0).sum():
            best = found
    return best


@lru_cache(maxsize=16)
def view(side: str, face: str, kind: str = "inflated", height: int = 300) -> View:
    """Draw one view of one hemisphere once, as the vertex seen in each pixel; every map is painted onto it."""
    whole = surface(kind)
    xyz, faces = whole.coordinates[side], whole.faces[side]
    turn = -1.0 if (side == "left") == (face == "lateral") else 1.0  # looked at from -x or from +x
    across, up, near = turn * xyz[:, 1], xyz[:, 2], turn * xyz[:, 0]
    normal = _normals(xyz, faces)
    toward, above = turn * normal[:, 0], normal[:, 2]
    light = np.clip(0.80 + 0.16 * toward + 0.06 * above, 0, 1)
    light = light * (1 - 0.07 * np.clip(whole.depth[side] / 4 + 0.3, 0, 1))  # sulci a little darker
    low = np.array([across.min(), up.min()]) - _MARGIN
    size = np.array([across.max(), up.max()]) + _MARGIN - low
    scale = height / size[1]
    flat = (np.stack([across, up], axis=1) - low) * scale
    vertex, bright = _rasterise(flat, near, faces, light, height, int(np.ceil(size[0] * scale)))
    shifted = np.where(vertex >= 0, vertex + (VERTICES if side == "right" else 0), -1)
    return View(side, face, shifted[::-1], bright[::-1])


def _normals(xyz: np.ndarray, faces: np.ndarray) -> np.ndarray:
    a, b, c = (xyz[faces[:, k]] for k in range(3))
    each = np.cross(b - a, c - a)
    total = np.zeros_like(xyz)
    for k in range(3):
        np.add.at(total, faces[:, k], each)
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    outward = np.sign(np.mean(np.sum(total * (xyz - xyz.mean(axis=0)), axis=1)))
    return outward * total


def _rasterise(
    flat: np.ndarray, near: np.ndarray, faces: np.ndarray, light: np.ndarray, height: int, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Find in each pixel the nearest triangle: its nearest corner (height, width), and its light (height, width)."""
    corners = flat[faces]
    low = np.floor(corners.min(axis=1)).astype(int)
    high = np.ceil(corners.max(axis=1)).astype(int)
    depth = np.full((height, width), -np.inf)
    vertex = np.full((height, width), -1, dtype=np.int64)
    bright = np.zeros((height, width))
    span = int((high - low).max()) + 1
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    fine = np.abs(twice) > 1e-9
    order = np.argsort(near[faces].mean(axis=1), kind="stable")  # far ones first, so that near ones overwrite
    order = order[fine[order]]
    for dx in range(span):
        for dy in range(span):
            x, y = low[order, 0] + dx, low[order, 1] + dy
            inside = (x <= high[order, 0]) & (y <= high[order, 1])  # a margin keeps all of it on the picture
            tri = order[inside]
            px, py = x[inside] + 0.5, y[inside] + 0.5
            u = ((px - a[tri, 0]) * (c[tri, 1] - a[tri, 1]) - (py - a[tri, 1]) * (c[tri, 0] - a[tri, 0])) / twice[tri]
            v = ((b[tri, 0] - a[tri, 0]) * (py - a[tri, 1]) - (b[tri, 1] - a[tri, 1]) * (px - a[tri, 0])) / twice[tri]
            w = 1 - u - v
            hit = (u >= -1e-9) & (v >= -1e-9) & (w >= -1e-9)
            tri, px, py = tri[hit], px[hit].astype(int), py[hit].astype(int)
            shares = np.stack([w[hit], u[hit], v[hit]], axis=1)
            here = (near[faces[tri]] * shares).sum(axis=1)
            _nearest(depth, vertex, bright, (py, px), here, faces[tri], shares, light)
    return vertex, bright


def _nearest(
    depth: np.ndarray, vertex: np.ndarray, bright: np.ndarray, pixels: tuple[np.ndarray, np.ndarray],
    here: np.ndarray, corners: np.ndarray, shares: np.ndarray, light: np.ndarray,
) -> None:  # fmt: skip
    """Write what is nearer than what stands there; of two in one pixel the nearer is written last."""
    rank = np.argsort(here, kind="stable")
    py, px = pixels[0][rank], pixels[1][rank]
    here, corners, shares = here[rank], corners[rank], shares[rank]
    keep = here > depth[py, px]
    py, px, here, corners, shares = py[keep], px[keep], here[keep], corners[keep], shares[keep]
    depth[py, px] = here
    vertex[py, px] = corners[np.arange(len(corners)), shares.argmax(axis=1)]
    bright[py, px] = (light[corners] * shares).sum(axis=1)
