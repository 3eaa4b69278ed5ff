"""The panels as still pictures: for pages without JavaScript, for print, and for the README."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from raad.report.panels import COLOURS, Given, Panel

_DASHES = ("-", "--", ":", "-.", (0, (8, 3)))
_MARKERS = ("o", "s", "D", "^", "v", "P", "X", "*")
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#999999", "axes.labelcolor": "#444444", "xtick.color": "#444444", "ytick.color": "#444444",
    "axes.linewidth": 0.8, "svg.fonttype": "none", "svg.hashsalt": "raad", "legend.frameon": False,
}  # fmt: skip


def draw(axes: Any, panel: Panel, times: np.ndarray, doses: list[Given], first: float, last: float) -> None:
    """Draw one panel between two times [h] on matplotlib axes."""
    inside = (times >= first) & (times <= last)
    days = last - first > 72
    scale = 24.0 if days else 1.0
    for one in doses[:120]:
        if first <= one.time <= last:
            axes.axvline(one.time / scale, color="#c4c4c4", linewidth=0.6, zorder=0)
    for i, curve in enumerate(panel.curves):
        axes.plot(
            times[inside] / scale, curve.values[inside], color=COLOURS[i % 5], linestyle=_DASHES[i % 5], linewidth=1.3,
            label=curve.label,
        )  # fmt: skip
    colours = {c.name: COLOURS[i % 5] for i, c in enumerate(panel.curves)}
    for i, series in enumerate(panel.series):
        seen = [p for p in series.points if first <= p.time <= last]
        if not seen:
            continue
        ends = np.array([[p.value - p.low, p.high - p.value] for p in seen]).T
        axes.errorbar(
            [p.time / scale for p in seen], [p.value for p in seen], yerr=ends if ends.any() else None,
            linestyle="none", marker=_MARKERS[i % len(_MARKERS)], markersize=4.5, markerfacecolor="white",
            color=colours[series.readout], linewidth=0.9, capsize=2, label=series.label,
        )  # fmt: skip
    if panel.from_zero:
        axes.set_ylim(bottom=0)
    axes.set_xlim(first / scale, (last + (last - first) / 60) / scale)  # the last point is not cut by the edge
    axes.set_xlabel("days" if days else "hours")


def still(panel: Panel, times: np.ndarray, doses: list[Given], looks: list[tuple[float, float]]) -> str:
    """Return a panel as an SVG picture in a data address: one axes for each look (first, last) [h]."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        rows = len(panel.series) + len(panel.curves) if panel.series else 1
        figure = Figure(figsize=(8.6, 2.4 + 0.17 * rows), layout="constrained")
        FigureCanvasSVG(figure)
        ratios = [1.0] if len(looks) == 1 else [1.0, 1.6]
        row = figure.subplots(1, len(looks), squeeze=False, width_ratios=ratios)[0]
        for axes, look in zip(row, looks, strict=True):
            draw(axes, panel, times, doses, *look)
        row[0].set_ylabel(panel.unit)
        handles, labels = row[-1].get_legend_handles_labels()
        columns = 1 if panel.series else 4
        figure.legend(handles, labels, loc="outside upper left", ncols=columns, fontsize=8, handlelength=2.4)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()
