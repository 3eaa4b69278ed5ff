"""Colours of brain maps: even steps to the eye, one lightness for one size, and safe for the colour-blind."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

# Lightness falls evenly from the middle to both ends; blue and orange-red stay apart in all colour blindness.
MIDDLE, END = 96.0, 30.0  # CIELAB lightness
HUES = (274.0, 40.0)  # degrees, for falls and for rises
STRENGTHS = (43.0, 62.0)  # largest chroma of both: what a screen can show at the lowest lightness
NOTHING = "#b4b4b4"  # no region: the medial wall
UNKNOWN = "#7a7a7a"  # a region without a value
_WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
_TO_RGB = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.969266, 1.8760108, 0.041556], [0.0556434, -0.2040259, 1.0572252]]
)


def rgb_of_lab(lab: np.ndarray) -> np.ndarray:
    """Turn CIELAB (n, 3) into sRGB between 0 and 1. (n, 3)

    Examples
    --------
    >>> rgb_of_lab(np.array([[100.0, 0.0, 0.0]])).round(2).tolist()
    [[1.0, 1.0, 1.0]]
    """
    y = (lab[:, 0] + 16) / 116
    f = np.stack([y + lab[:, 1] / 500, y, y - lab[:, 2] / 200], axis=1)
    xyz = _WHITE * np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    linear = np.clip(xyz @ _TO_RGB.T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


@lru_cache(maxsize=1)
def changes() -> Any:
    """Return the colour map of changes: blue for a fall, white for none, orange-red for a rise.

    Examples
    --------
    >>> round(float(changes()(0.5)[0]), 2)
    0.95
    """
    from matplotlib.colors import ListedColormap

    side = np.linspace(-1, 1, 257)
    hue = np.radians(np.where(side < 0, *HUES))
    chroma = np.sin(np.pi / 2 * np.minimum(1.35 * abs(side), 1)) * np.where(side < 0, *STRENGTHS)
    lightness = MIDDLE - (MIDDLE - END) * abs(side)
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=1)
    return ListedColormap(rgb_of_lab(lab), name="raad_changes")


def levels() -> Any:
    """Return the colour map of levels: viridis.

    Examples
    --------
    >>> levels().name
    'viridis'
    """
    import matplotlib as mpl

    return mpl.colormaps["viridis"]


def stops(colours: Any, count: int = 33) -> list[list[Any]]:
    """Return a colour map as evenly spaced stops (place, "rgb(...)") for a page.

    Examples
    --------
    >>> stops(levels(), 2)
    [[0.0, 'rgb(68,1,84)'], [1.0, 'rgb(253,231,37)']]
    """
    places = np.linspace(0, 1, count)
    rows = np.round(255 * np.asarray(colours(places))[:, :3]).astype(int)
    return [[round(float(p), 4), "rgb({},{},{})".format(*row)] for p, row in zip(places, rows, strict=True)]
