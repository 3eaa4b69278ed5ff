"""The brain to turn: both hemispheres and all maps as plain data that a page draws itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from raad.brain.course_result import BrainCourse
from raad.report.brain_colours import NOTHING, UNKNOWN, changes, levels, stops
from raad.report.brain_maps import BrainMap
from raad.report.brain_mesh import SIDES, VERTICES, surface, vertex_regions

_APART = 46.0  # mm that each inflated hemisphere is moved to its side, so that both can be seen


def scene(course: BrainCourse, maps: dict[str, BrainMap], first: str) -> dict[str, Any] | None:
    """Return meshes, regions, maps and colours for the page; None when the regions stand on no shipped surface.

    `first` is the key of the map that is shown first.
    """
    on_surface = vertex_regions(course.regions)
    if on_surface is None:
        return None
    whole, sides = surface(), []
    for k, side in enumerate(SIDES):
        xyz = whole.coordinates[side] + np.array([_APART * (2 * k - 1), 0, 0])
        labels = on_surface[k * VERTICES : (k + 1) * VERTICES]
        sides.append({
            "side": side, "xyz": np.round(xyz.T, 1).tolist(), "faces": whole.faces[side].T.tolist(),
            "region": labels.tolist(), "face_region": face_regions(labels, whole.faces[side]).tolist(),
        })  # fmt: skip
    return {
        "sides": sides,
        "regions": [_words(name) for name in course.regions],
        "titles": course.titles,
        "reference": course.reference,
        "first": first,
        "maps": [
            {"key": m.key, "title": m.title, "label": m.label, "unit": m.unit, "values": _listed(m.values)}
            for m in maps.values()
        ],
        "colours": {"change": stops(changes()), "level": stops(levels()), "nothing": NOTHING, "unknown": UNKNOWN},
    }  # fmt: skip


def face_regions(labels: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Return the region of each triangle: that of most of its corners. (n_faces,)

    Examples
    --------
    >>> face_regions(np.array([4, 5, 5]), np.array([[0, 1, 2]])).tolist()
    [5]
    """
    a, b, c = (labels[faces[:, k]] for k in range(3))
    return np.where(b == c, b, a)


def _listed(values: np.ndarray) -> list[list[float | None]]:
    return [[float(f"{v:.5g}") if np.isfinite(v) else None for v in row] for row in values]


def _words(name: str) -> str:
    side, _, rest = name.partition("_")
    left, right = {"L": "left", "LH": "left"}, {"R": "right", "RH": "right"}
    where = left.get(side) or right.get(side)
    return f"{rest.replace('_', ' ')} ({where})" if where else name
