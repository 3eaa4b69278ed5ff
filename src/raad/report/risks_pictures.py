"""Pictures of the page of risks: incidence with and without drug, the first session, and session after session."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np

from raad.report import risks_numbers as say
from raad.report.panels import COLOURS
from raad.report.static import STYLE
from raad.risks import Risk, Risks

DRUG, PLAIN, INK, QUIET, RULE = COLOURS[0], COLOURS[1], "#222222", "#5c5c5c", "#e4e4e4"
CURVES = {
    "cadss": "Dissociation: CADSS", "moaas": "Alertness: MOAA/S (5 awake)", "sbp_rise": "Systolic pressure, rise",
    "dbp_rise": "Diastolic pressure, rise", "heart_rate_rise": "Heart rate, rise",
}  # fmt: skip
SESSIONS = ("dissociation_cadss_gt4_and_change_gt0", "sedation_moaas_lt5", "nausea", "sbp_increase_ge_40")
_MARKS = {40.0: "40 min", 90.0: "90 min", 120.0: "2 h"}
_BLANK = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # a line of a row does not cross its name
_LINE, _HEAD = 0.205, 1.35  # inches of a row, and rows that the name of a group takes


def incidences(risks: Risks) -> str:
    """Return incidence with and without drug, endpoint by endpoint, as an SVG picture in a data address."""
    places, heads, y = [], [], 0.6
    group = None
    for one in risks.risks:
        if one.group != group:
            y += _HEAD if group is not None else 0.9
            heads.append((y, one.group))
            group = one.group
        y += 1
        places.append(y)
    return _picture((11.0, (y + 3.2) * _LINE), lambda figure: _forest(figure, risks.risks, places, heads, y))


def _forest(
    figure: Any, rows: tuple[Risk, ...], places: list[float], heads: list[tuple[float, str]], end: float
) -> None:
    height = (end + 3.2) * _LINE
    axes = figure.add_axes((0.325, 2.0 * _LINE / height, 0.45, end * _LINE / height))
    tops = [v for r in rows for v in (r.incidence.value, r.incidence.high, r.without_drug.value) if np.isfinite(v)]
    most = min(100.0, 10 * np.ceil(max([10.0, *tops]) / 10))
    axes.set(xlim=(0, most), ylim=(end + 0.6, 0.3), yticks=places)
    axes.set_yticklabels([])
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labeltop=True)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel("people with the event at least once in the course [percent]")
    beside = axes.get_yaxis_transform()
    for y, one in zip(places, rows, strict=True):
        axes.axhline(y, xmin=-0.72, color="#efefef", linewidth=0.6, zorder=0, clip_on=False)
        axes.text(-0.72, y, say.label(one), transform=beside, ha="left", va="center", color=INK, bbox=_BLANK)
        if np.isfinite(one.incidence.low) and np.isfinite(one.incidence.high):
            axes.plot([one.incidence.low, one.incidence.high], [y, y], color=DRUG, linewidth=2, solid_capstyle="butt")
        axes.plot([one.without_drug.value], [y], marker="o", markersize=6.5, markerfacecolor="white", color=PLAIN,
                  markeredgewidth=1.3, linestyle="none", clip_on=False, zorder=4)  # fmt: skip
        axes.plot(
            [one.incidence.value],
            [y],
            marker="o",
            markersize=4.5,
            color=DRUG,
            linestyle="none",
            clip_on=False,
            zorder=5,
        )
        axes.text(1.31, y, say.percent_span(one.incidence), transform=beside, ha="right", va="center", color=INK)
        axes.text(1.49, y, say.percent(one.without_drug.value), transform=beside, ha="right", va="center", color=PLAIN)
    for y, name in heads:
        axes.text(-0.72, y, name.capitalize(), transform=beside, ha="left", va="center", weight="bold", color=INK)
    axes.text(1.31, heads[0][0], "with drug", transform=beside, ha="right", va="center", weight="bold", color=DRUG)
    axes.text(1.49, heads[0][0], "without", transform=beside, ha="right", va="center", weight="bold", color=PLAIN)


def first_session(risks: Risks) -> str:
    """Return the first session minute by minute, and who is ready to leave, as an SVG picture in a data address."""
    shown = [name for name in CURVES if name in risks.curves]
    rows = (len(shown) + 3) // 3

    def draw(figure: Any) -> None:
        cells = figure.subplots(rows, 3, squeeze=False).ravel()
        for axes, name in zip(cells, shown, strict=False):
            _course(axes, risks, name)
        _ready(cells[len(shown)], risks)
        for axes in cells[len(shown) + 1 :]:
            axes.set_visible(False)

    return _picture((11.0, 2.7 * rows), draw, layout="constrained")


def _course(axes: Any, risks: Risks, name: str) -> None:
    low, middle, high = risks.curves[name]
    axes.fill_between(risks.minutes, low, high, color=DRUG, alpha=0.2, linewidth=0)
    axes.plot(risks.minutes, middle, color=DRUG, linewidth=1.6)
    axes.set_title(f"{CURVES[name]} [{say.unit(name)}]", loc="left", fontsize=9.5, pad=16, color=INK)
    if name == "moaas":
        axes.set_ylim(0, 5.15)
    else:
        axes.set_ylim(bottom=min(0.0, float(np.nanmin(low))), top=None if np.nanmax(high) > 1 else 1.0)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=6)
    _minutes(axes, risks)


def _minutes(axes: Any, risks: Risks) -> None:
    last = float(risks.minutes[-1])
    step = next((s for s in (30, 60, 120, 240) if last / s <= 8), 480)
    axes.set(xlim=(0, last), xlabel="minutes from the first dose", xticks=np.arange(0, last + 1, step))
    for minute, text in _MARKS.items():
        if minute < last:
            axes.axvline(minute, color="#9a9a9a", linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
            if last <= 300:
                axes.text(
                    minute, 1.02, text, transform=axes.get_xaxis_transform(), ha="center", fontsize=8, color=QUIET
                )


def _ready(axes: Any, risks: Risks) -> None:
    looks = {60: "ready_at_60_min", 90: "ready_at_90_min", 120: "ready_at_120_min"}
    found = {m: risks.ready[k] for m, k in looks.items() if k in risks.ready and np.isfinite(risks.ready[k])}
    axes.bar(list(found), list(found.values()), width=14, color=DRUG)
    for minute, share in found.items():
        axes.text(minute, share + 2, f"{say.percent(share)} %", ha="center", va="bottom", fontsize=9, color=INK)
    axes.set_title("Ready to leave [percent of people]", loc="left", fontsize=9.5, pad=16, color=INK)
    axes.set(ylim=(0, 115), yticks=[0, 25, 50, 75, 100], xlim=(30, 150), xticks=list(looks))
    axes.set_xlabel("minutes from the first dose")


def by_session(risks: Risks) -> str:
    """Return the main endpoints session by session as an SVG picture in a data address; "" for one session."""
    shown = [one for name in SESSIONS for one in risks.risks if one.endpoint == name and name in risks.by_session]
    if len(risks.sessions) < 2 or not shown:
        return ""
    count = np.arange(1, len(risks.sessions) + 1)

    def draw(figure: Any) -> None:
        for axes, one in zip(figure.subplots(1, len(shown), squeeze=False)[0], shown, strict=True):
            values = risks.by_session[one.endpoint]
            few = len(count) <= 40
            axes.plot(count, values, color=DRUG, linewidth=1.4, marker="o" if few else None, markersize=3.5)
            axes.set_title(
                say.label(one).replace(", ", ",\n", 1).replace(" up by", "\nup by"), loc="left", fontsize=9.5
            )
            axes.set(ylim=(0, max(5.0, 1.25 * float(np.nanmax(values)))), xlabel="session")
            axes.xaxis.get_major_locator().set_params(integer=True)
            if len(count) <= 12:
                axes.set_xticks(count)
            for i, side in ((0, "left"), (-1, "right")):
                axes.annotate(say.percent(float(values[i])), (count[i], values[i]), xytext=(0, 6), ha=side,
                              textcoords="offset points", fontsize=8.5, color=INK)  # fmt: skip
        figure.axes[0].set_ylabel("people with the event\nin the session [percent]")

    return _picture((11.0, 2.5), draw, layout="constrained")


def _picture(size: tuple[float, float], draw: Callable[[Any], None], layout: Any = None) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=size, layout=layout)
        FigureCanvasSVG(figure)
        draw(figure)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()
