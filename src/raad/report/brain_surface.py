"""Maps of the brain as still pictures: four views of the cortex and a row of deep nuclei, one column for each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from raad.quantities.errors import BadInput
from raad.report.brain_colours import NOTHING, UNKNOWN, changes, levels
from raad.report.brain_mesh import VIEWS, vertex_regions, view
from raad.report.static import STYLE

PIXELS = 330  # height of a view; twice what is printed, so that edges are smooth
_EDGE = 0.62  # brightness of borders between regions


@dataclass(frozen=True)
class Column:
    """One map of a picture.

    Parameters
    ----------
    title
        Such as "24 h".
    values
        One for each region; NaN where there is none. (n_regions,)
    change
        Whether these are changes, on a scale about 0, or levels.
    """

    title: str
    values: np.ndarray
    change: bool = True


@dataclass(frozen=True)
class Picture:
    """Maps that belong together, with what their colours mean.

    Parameters
    ----------
    regions
        Names of regions. (n_regions,)
    columns
        From left to right. All changes share one scale about 0, and all levels share one scale.
    title
        What is shown, in words; with the name of the variant where it has one.
    level, change
        What stands at the colour bars, with the unit.
    cortical
        Which regions are cortex. (n_regions,)
    """

    regions: tuple[str, ...]
    columns: tuple[Column, ...]
    title: str
    level: str
    change: str
    cortical: np.ndarray

    def limits(self) -> tuple[tuple[float, float], float]:
        """Return the range of levels (low, high) and the largest change."""
        level = [c.values for c in self.columns if not c.change]
        shift = [c.values for c in self.columns if c.change]
        known = np.concatenate(level)[np.isfinite(np.concatenate(level))] if level else np.array([])
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        moved = np.abs(np.concatenate(shift)) if shift else np.array([])
        top = float(moved[np.isfinite(moved)].max(initial=0.0))
        return (low, high), top or 1.0


def draw(picture: Picture, kind: str = "inflated", dpi: int = 160) -> bytes:
    """Return a picture as PNG.

    Parameters
    ----------
    picture
        What to draw.
    kind
        `inflated` or `pial`.
    dpi
        Dots per inch; a column is about 1.75 inch wide.

    Raises
    ------
    BadInput
        If nilearn is missing, or the regions stand on no shipped surface.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    on_surface = vertex_regions(picture.regions)
    if on_surface is None:
        raise BadInput(
            "These regions stand on no shipped surface, so there is no picture. "
            "Name them as the dk82 or schaefer100 connectome does, or read the tables."
        )
    deep = ~picture.cortical & np.isfinite([c.values for c in picture.columns]).any(axis=0)
    nuclei = bool(deep.any())
    count, heights = len(picture.columns), [1.0] * len(VIEWS) + [0.55] * nuclei
    wide, tall = 0.85 + 1.78 * count, 1.72 + 1.22 * sum(heights)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(wide, tall), dpi=dpi)
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(
            len(heights), count, height_ratios=heights, left=0.85 / wide, right=1 - 0.06 / wide,
            top=1 - 0.82 / tall, bottom=0.90 / tall, wspace=0.02, hspace=0.03,
        )  # fmt: skip
        figure.text(0.12 / wide, 1 - 0.24 / tall, picture.title, fontsize=11, fontweight="bold", va="center")
        painter = _Painter(picture, on_surface)
        for k, column in enumerate(picture.columns):
            for row, (side, face) in enumerate(VIEWS):
                axes = figure.add_subplot(grid[row, k])
                axes.imshow(painter.paint(column, view(side, face, kind, PIXELS)), interpolation="antialiased")
                axes.set_axis_off()
                if not row:
                    axes.set_title(column.title, fontsize=10, pad=5)
                if not k:
                    said = f"{'L' if side == 'left' else 'R'}\n{face}"
                    axes.text(-0.04, 0.5, said, transform=axes.transAxes, ha="right", va="center", fontsize=9)
                if not k and side == "left":
                    _point(axes, face)
            if nuclei:
                _deep(figure.add_subplot(grid[len(VIEWS), k]), picture, column, deep, painter, first=not k)
        _bars(figure, picture, painter, wide, tall)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def save(picture: Picture, path: str | Path, kind: str = "inflated") -> Path:
    """Write a picture to a .png file in a folder that exists."""
    target = Path(path)
    if target.suffix.lower() != ".png" or not target.parent.is_dir():
        raise BadInput(f"{target} cannot be drawn: a name that ends in .png, in a folder that exists, is needed.")
    target.write_bytes(draw(picture, kind))
    return target


class _Painter:
    """Colours of regions in a column, and of pixels in a view."""

    def __init__(self, picture: Picture, on_surface: np.ndarray) -> None:
        from matplotlib.colors import Normalize, to_rgb

        (low, high), top = picture.limits()
        self.level, self.shift = Normalize(low, high), Normalize(-top, top)
        self.on_surface = on_surface
        self.nothing, self.unknown = to_rgb(NOTHING), to_rgb(UNKNOWN)

    def colours(self, column: Column) -> np.ndarray:
        """Return the colour of each region. (n_regions, 3)"""
        scale, colours = (self.shift, changes()) if column.change else (self.level, levels())
        found = np.asarray(colours(scale(np.nan_to_num(column.values))))[:, :3]
        return np.where(np.isfinite(column.values)[:, None], found, self.unknown)

    def paint(self, column: Column, seen: Any) -> np.ndarray:
        """Return one view as a picture; what lies outside is clear. (height, width, 4)"""
        rows = np.vstack([self.colours(column), self.nothing])  # -1 is the last row: no region
        region = np.where(seen.vertex >= 0, self.on_surface[np.maximum(seen.vertex, 0)], -1)
        rgb = rows[region] * seen.light[..., None]
        edge = np.zeros(region.shape, dtype=bool)
        edge[:, 1:] |= region[:, 1:] != region[:, :-1]
        edge[1:] |= region[1:] != region[:-1]
        outside = seen.vertex < 0
        rgb[edge & ~outside] *= _EDGE
        return np.dstack([np.clip(rgb, 0, 1), np.where(outside, 0.0, 1.0)])


def _point(axes: Any, face: str) -> None:
    """Say where the front of the brain is."""
    at = 0.10 if face == "lateral" else 0.90
    axes.text(at, 0.02, "front", transform=axes.transAxes, ha="center", va="bottom", fontsize=7, color="#666666")


def _deep(axes: Any, picture: Picture, column: Column, deep: np.ndarray, painter: _Painter, first: bool) -> None:
    """Draw deep nuclei as discs: one pair of rows for left and right, one place for each nucleus."""
    colours = painter.colours(column)
    names = [(name, k) for k, name in enumerate(picture.regions) if deep[k]]
    kinds = list(dict.fromkeys(_nucleus(name) for name, _ in names))
    for name, k in names:
        row = 0.0 if name.upper().startswith(("R_", "RH_")) else 1.0
        x = kinds.index(_nucleus(name))
        axes.scatter(x, row, s=86, color=colours[k], edgecolors="#666666", linewidths=0.5)
    for x, kind in enumerate(kinds):
        axes.text(x, 1.62, kind, fontsize=6.5, ha="center", va="center", color="#444444")
    if first:
        for row, side in ((1.0, "L"), (0.0, "R")):
            axes.text(-0.75, row, side, fontsize=8, ha="right", va="center")
        axes.text(-0.13, 0.45, "deep\nnuclei", transform=axes.transAxes, ha="right", va="center", fontsize=9)
    axes.set_xlim(-0.9, max(len(kinds) - 0.1, 6.9))
    axes.set_ylim(-0.6, 2.0)
    axes.set_axis_off()


_SHORT = {"accumbens": "Acc", "amygdala": "Amy", "caudate": "Cau", "hippocampus": "Hip", "pallidum": "Pal"}
_SHORT |= {"putamen": "Put", "thalamus": "Tha"}


def _nucleus(name: str) -> str:
    bare = name.split("_", 1)[-1]
    return next((short for word, short in _SHORT.items() if word in name.lower()), bare[:4])


def _bars(figure: Any, picture: Picture, painter: _Painter, wide: float, tall: float) -> None:
    """Draw the colour bars below: of levels under their columns, of changes under theirs."""
    from matplotlib.cm import ScalarMappable

    first = 0.85
    for change in (False, True):
        there = [k for k, c in enumerate(picture.columns) if c.change == change]
        if not there:
            continue
        left, right = first + 1.78 * there[0], first + 1.78 * (there[-1] + 1)
        middle, width = (left + right) / 2, min(right - left - 0.35, 3.4)
        axes = figure.add_axes(((middle - width / 2) / wide, 0.66 / tall, width / wide, 0.11 / tall))
        scale, colours = (painter.shift, changes()) if change else (painter.level, levels())
        bar = figure.colorbar(ScalarMappable(scale, colours), cax=axes, orientation="horizontal")
        bar.set_label(picture.change if change else picture.level, fontsize=8.5)
        bar.ax.tick_params(labelsize=8)
        bar.outline.set_linewidth(0.5)
        bar.locator = _ticks(3 if not change else 5)
        bar.update_ticks()


def _ticks(count: int) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10])


def columns(titles: Sequence[str], levels_at: np.ndarray, reference: int | None = 0) -> tuple[Column, ...]:
    """Return one column for each time: the level at the reference, and at other times the change from it.

    Parameters
    ----------
    titles
        (n_times,)
    levels_at
        (n_times, n_regions)
    reference
        Place of the time that others are compared with; None shows levels at all times.

    Examples
    --------
    >>> [c.change for c in columns(["before", "24 h"], np.array([[1.0], [1.5]]))]
    [False, True]
    """
    found = []
    for k, (title, values) in enumerate(zip(titles, levels_at, strict=True)):
        if reference is None or k == reference:
            found.append(Column(title, values, change=False))
        else:
            found.append(Column(title, values - levels_at[reference]))
    return tuple(found)
