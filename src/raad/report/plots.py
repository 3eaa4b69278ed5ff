"""The panels as data for plotly.js: plain dictionaries, so that no drawing library is needed to make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from raad.report.matching import Series
from raad.report.panels import COLOURS, DASHES, Given, Panel

FONT = "Source Sans 3, Source Sans Pro, Helvetica Neue, Arial, sans-serif"
INK, QUIET, RULE = "#222222", "#666666", "#e4e4e4"
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x", "star")
_MOST_TICKS = 120  # dose marks in a panel


def layout(unit: str, from_zero: bool, doses: list[Given]) -> dict[str, Any]:
    """Return the layout that all panels share, so that they line up."""
    axis = {"showline": True, "linecolor": "#999999", "gridcolor": RULE, "zeroline": False, "ticks": "outside"}
    axis |= {"ticklen": 4, "tickcolor": "#999999", "tickfont": {"size": 12, "color": INK}}
    marks = sorted({one.time for one in doses})
    shapes = [
        {"type": "line", "x0": t, "x1": t, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
         "line": {"color": "#b9b9b9", "width": 0.8}}
        for t in (marks if len(marks) <= _MOST_TICKS else [])
    ]  # fmt: skip
    return {
        "margin": {"l": 64, "r": 12, "t": 6, "b": 30},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {
            **axis, "title": {"text": unit, "font": {"size": 12, "color": QUIET}, "standoff": 6},
            "rangemode": "tozero" if from_zero else "normal", "fixedrange": False, "nticks": 5,
        },
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": True, "hovermode": "x unified", "dragmode": "zoom", "shapes": shapes,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}, "itemwidth": 30},
    }  # fmt: skip


def dose_plot(doses: list[Given]) -> dict[str, Any]:
    """Return the first panel: what was given, when and how much."""
    traces = []
    for i, drug in enumerate(dict.fromkeys(f"{one.drug}, {one.route}" for one in doses)):
        own = [one for one in doses if f"{one.drug}, {one.route}" == drug]
        xs = [x for one in own for x in (one.time, one.time, None)]
        ys = [y for one in own for y in (0, one.amount, None)]
        colour = COLOURS[i % len(COLOURS)]
        traces.append({"x": xs, "y": ys, "mode": "lines", "line": {"color": colour, "width": 2}, "hoverinfo": "skip",
                       "showlegend": False})  # fmt: skip
        length = [f" over {one.duration * 60:.4g} min" if one.duration else "" for one in own]
        traces.append({
            "x": [one.time for one in own], "y": [round(one.amount, 4) for one in own], "mode": "markers", "name": drug,
            "marker": {"color": colour, "size": 8}, "text": length,
            "hovertemplate": "%{y} mg%{text}<extra>" + drug + "</extra>",
        })  # fmt: skip
    shape = layout("mg", True, [])
    return {"data": traces, "layout": shape}


def panel_plot(panel: Panel, times: np.ndarray, doses: list[Given]) -> dict[str, Any]:
    """Return one panel: its curves, and the observations beside them."""
    xs = [round(t, 5) for t in times.tolist()]
    traces: list[dict[str, Any]] = []
    for i, curve in enumerate(panel.curves):
        traces.append({
            "x": xs, "y": [float(f"{v:.5g}") for v in curve.values.tolist()], "mode": "lines", "name": curve.label,
            "hovertemplate": "%{y:.4g}",
            "line": {"color": COLOURS[i % 5], "width": 1.8, "dash": DASHES[i % 5], "simplify": False},
        })  # fmt: skip
    colours = {c.name: COLOURS[i % len(COLOURS)] for i, c in enumerate(panel.curves)}
    for i, series in enumerate(panel.series):
        traces.append(_observed(series, SYMBOLS[i % len(SYMBOLS)], colours[series.readout]))
    return {"data": traces, "layout": layout(panel.unit, panel.from_zero, doses)}


def height(panel: Panel) -> int:
    """Return the height of a panel [px]: its legend takes lines of its own, so that no plot is squeezed by it."""
    return 230 + (70 + 17 * (len(panel.series) + len(panel.curves)) if panel.series else 0)


def _observed(series: Series, symbol: str, colour: str) -> dict[str, Any]:
    points = series.points
    trace: dict[str, Any] = {
        "x": [p.time for p in points], "y": [round(p.value, 4) for p in points], "name": series.label,
        "marker": {"symbol": f"{symbol}-open", "size": 8, "color": colour, "line": {"width": 1.6}},
        "mode": "markers", "hovertemplate": "%{y:.4g}",
    }  # fmt: skip
    if any(p.high > p.low for p in points):
        trace["error_y"] = {
            "type": "data", "symmetric": False, "array": [round(p.high - p.value, 4) for p in points],
            "arrayminus": [round(p.value - p.low, 4) for p in points], "color": colour, "thickness": 1.2, "width": 3,
        }  # fmt: skip
    return trace
