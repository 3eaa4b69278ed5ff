"""The walk as one page: a self-contained HTML file that a reader can zoom, print, or read without JavaScript."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from raad.protocols import Reset, StateDose
from raad.protocols.first_dose import first_dose
from raad.quantities.errors import BadInput
from raad.report import plots
from raad.report.fine import look_closely
from raad.report.html import template, text, write_page
from raad.report.leverage import UNPUBLISHED, leverage, outcome
from raad.report.matching import matching
from raad.report.panels import Panel, given, panels, presets
from raad.report.static import still
from raad.solve.trajectory import Trajectory

_MINUS = "\N{MINUS SIGN}"
_SHOWN = 12  # parameters in the table before the rest is folded


def write_report(trajectory: Trajectory, path: str | Path, title: str) -> Path:
    """Write the report of a run; the file appears when it is whole.

    Parameters
    ----------
    trajectory
        Result of a run; its first person is shown.
    path
        Where to write, in a folder that exists.
    title
        Heading of the page.

    Returns
    -------
    pathlib.Path
        Where the page stands: one self-contained HTML file.

    Examples
    --------
    >>> import tempfile, pathlib, raad
    >>> result = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 24])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = raad.write_report(result, pathlib.Path(folder) / "rest.html", "At rest")
    ...     page.name
    'rest.html'
    """
    return write_page(path, lambda: make_report(trajectory, title))


def make_report(trajectory: Trajectory, title: str) -> str:
    """Return the report of a run as HTML: the walk panel by panel, with published observations beside it.

    The first person is followed again on a fine grid, whatever the times of the run were.

    Parameters
    ----------
    trajectory
        Result of a run; its first person is shown.
    title
        Heading of the page.

    Raises
    ------
    BadInput
        If the first person could not be followed, so that there is nothing to show.

    Examples
    --------
    >>> import raad
    >>> rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 48])
    >>> "<!doctype html>" in make_report(rest, "Rest")
    True
    """
    fine = look_closely(trajectory)
    if fine.failures:
        raise BadInput(f"There is nothing to show: the person could not be followed ({fine.failures[0].reason}).")
    series = matching(fine)
    steps, doses = panels(fine, series), given(fine)
    looks = presets(fine)
    stills = [looks[i] for i in sorted({min(1, len(looks) - 1), len(looks) - 1})]
    figures = {"dose": plots.dose_plot(doses), **{p.name: plots.panel_plot(p, fine.times, doses) for p in steps}}
    return template("page.html.j2", *_FILTERS.items()).render(
        title=title,
        person=describe_person(fine),
        doses=describe_doses(fine),
        steps=steps,
        heights={p.name: plots.height(p) for p in steps},
        stills={p.name: still(p, fine.times, doses, [(a, b) for _, a, b in stills]) for p in steps},
        presets=looks,
        start=first_dose(fine.regimens[0], fine.model.species),
        peaks=[row for p in steps for row in _peaks(p, fine)],
        levers=_levers(fine),
        outcome=outcome(fine),
        shown=_SHOWN,
        sources=_sources(fine, sorted({s.study for s in series})),
        recalled=any("recalled" in s.label for s in series),
        manifest=fine.manifest,
        data=for_script({"figures": figures, "presets": looks}),
        plotly=plotly_script(),
        css=text("page.css"),
        js=text("page.js"),
    )


@lru_cache(maxsize=1)
def plotly_script() -> str:
    """Return the drawing library as text, so that a page needs nothing from outside."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


def for_script(value: Any) -> str:
    """Return JSON that may stand in a script element: nothing in it can close the element."""
    text = json.dumps(value, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _number(value: float | None) -> str:
    if value is None:
        return "n/a"
    if abs(value) < 1e-12:
        return "0"
    return (f"{value:.3g}" if 1e-3 <= abs(value) < 1e5 else f"{value:.2e}").replace("-", _MINUS)


def _time(hours: float) -> str:
    if abs(hours) < 1:
        return f"{hours * 60:.0f} min".replace("-", _MINUS)
    return (f"{hours:.3g} h" if abs(hours) < 48 else f"{hours / 24:.3g} d").replace("-", _MINUS)


def describe_person(run: Trajectory) -> str:
    """Say who the first person of a run is."""
    p = run.cohort[0]
    ill = f"MADRS {p.madrs:g} at entry" if p.madrs is not None else f"stress {p.stress:g}"
    words = [f"{p.species}, {p.sex}", f"{p.age:g} years", f"{p.weight:g} kg"]
    if p.species == "human":
        words.append(p.ancestry.replace("_", "-"))
        words += [p.liver.replace("child_pugh_", "Child-Pugh ")] if p.liver != "healthy" else []
        words += [f"CYP2B6 {p.cyp2b6}"] if p.cyp2b6 != "unknown" else []
        words += [f"takes {drug.replace('_', ' ')}" for drug in p.comedication]
    text = ", ".join([*([p.label] if p.label else []), *words, ill])
    return text[:1].upper() + text[1:]


def describe_doses(run: Trajectory) -> list[str]:
    """Say what the first person of a run is given."""
    said = []
    for d in run.regimens[0].doses:
        if isinstance(d, Reset):
            said.append(f"reset at {d.time:g} h")
            continue
        repeat = f", {d.additional + 1} doses, one every {d.interval:g} h" if d.additional else ""
        if isinstance(d, StateDose):
            unit = d.unit or run.model.states.get(d.state, "")
            said.append(f"{d.amount:g} {unit} into {d.state} at {d.time:g} h{repeat}")
            continue
        amount = f"{d.amount:g} mg{'/kg' if d.per_kg else ''}"
        length = d.duration_h(run.cohort[0].weight or 1.0)
        over = f" over {length * 60:.4g} min" if length else ""
        said.append(f"{d.drug} {amount} {d.route}{over} at {d.time:g} h{repeat}")
    return said


def _peaks(panel: Panel, run: Trajectory) -> list[dict[str, Any]]:
    """For each curve: where it starts, how high and low it goes and when, and where it ends."""
    rows = []
    for curve in panel.curves:
        high, low = int(curve.values.argmax()), int(curve.values.argmin())
        rows.append({
            "label": curve.label, "unit": panel.unit, "first": float(curve.values[0]),
            "peak": float(curve.values[high]), "peak_time": float(run.times[high]),
            "trough": float(curve.values[low]), "trough_time": float(run.times[low]), "last": float(curve.values[-1]),
        })  # fmt: skip
    return rows


def _levers(run: Trajectory) -> dict[str, Any]:
    start, end = first_dose(run.regimens[0], run.model.species), float(run.times[-1])
    times = [t for t in (start + 24.0, start + 168.0) if t < end][:2] or [end]
    found = leverage(run, times)
    counts = {kind: sum(one.row.study_id == kind for one in found) for kind in UNPUBLISHED}
    return {"times": [_time(t - start) for t in times], "rows": found, "counts": counts, "all": len(run.model.params)}


def _sources(run: Trajectory, observed: list[str]) -> dict[str, Any]:
    from raad.evidence import cite
    from raad.solve.cited import studies_of

    used = studies_of(run.model)
    return {"observed": cite(observed), "parameters": cite([s for s in used if s not in observed])}


_FILTERS: dict[str, Any] = {"number": _number, "time": _time}  # fmt: skip
