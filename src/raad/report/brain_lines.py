"""The course of prefrontal connectivity and of mood as small multiples: one axes for each variant, never mixed."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from raad.brain.connectivity import VARIANTS
from raad.brain.course_result import BrainCourse
from raad.brain.mood_link import MoodLink
from raad.report.brain_tables import SHORT
from raad.report.static import STYLE

_COLOURS = {"plain": "#0072b2", "gsr_raw": "#d55e00", "gsr_zscored": "#009e73"}


def lines(course: BrainCourse, link: MoodLink, person: int = 0) -> str:
    """Return the picture as SVG in a data address."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(11.2, 2.75), layout="constrained")
        FigureCanvasSVG(figure)
        row = figure.subplots(1, len(VARIANTS) + 1)
        where = np.arange(len(course.times))
        for axes, variant in zip(row, VARIANTS, strict=False):
            values = course.prefrontal(variant)
            everyone = values[np.isfinite(values).all(axis=1)]
            if len(everyone) > 1:
                low, high = np.quantile(everyone, (0.05, 0.95), axis=0)
                axes.fill_between(where, low, high, color=_COLOURS[variant], alpha=0.18, linewidth=0)
            axes.plot(where, values[person], marker="o", markersize=4, linewidth=1.2, color=_COLOURS[variant])
            axes.axhline(values[person, course.reference], color="#bbbbbb", linewidth=0.7, zorder=0)
            _dress(axes, course, f"GBC {SHORT[variant]}", "prefrontal mean [Fisher z]" if variant == "plain" else "")
        axes = row[-1]
        axes.plot(
            where, link.madrs[person], marker="o", markersize=4, linewidth=1.2, color="#222222", label="as simulated"
        )
        axes.plot(
            where, link.madrs_linked[person], marker="s", markersize=4, markerfacecolor="white", linewidth=1.0,
            linestyle="--", color="#cc79a7", label=f"with the link, w = {link.weight:g}",
        )  # fmt: skip
        axes.legend(fontsize=7, loc="best")
        _dress(axes, course, "MADRS", "points")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def _dress(axes: Any, course: BrainCourse, title: str, unit: str) -> None:
    axes.set_title(title, fontsize=9.5, loc="left", fontweight="bold")
    axes.set_xticks(
        np.arange(len(course.titles)), course.titles, fontsize=7.5, rotation=30 if len(course.titles) > 6 else 0
    )
    axes.set_ylabel(unit)
    axes.margins(x=0.06, y=0.14)
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.tick_params(axis="y", labelsize=7.5)
