"""`raad risks`: what a course costs a virtual population, endpoint by endpoint, beside what it brings."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.risks import Interval, Risks
    from raad.risks.scorecard import Score

ONLY = "For research and teaching only. Not advice for the treatment of any person."


def risks(
    scenario: Annotated[str | None, typer.Argument(help="A YAML file, or the name of a shipped scenario.")] = None,
    people: Annotated[int, typer.Option(help="Virtual people around the patient of the scenario.")] = 400,
    draws: Annotated[int, typer.Option(help="Draws of uncertain parameters, for intervals of incidences.")] = 20,
    seed: Annotated[int, typer.Option(help="Seed of all random numbers.")] = 0,
    reporting: Annotated[float, typer.Option(help="How readily symptoms are told, 1 as in pooled trials.")] = 1.0,
    out: Annotated[Path | None, typer.Option(help="A new folder for risks.csv, risks.json and risks.html.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are in the folder.")] = False,
    store: Annotated[
        Path | None, typer.Option(help="A folder that keeps finished runs, to go on after a stop.")
    ] = None,
    endpoints: Annotated[bool, typer.Option("--endpoints", help="List the endpoints.")] = False,
    scorecard: Annotated[
        bool, typer.Option("--scorecard", help="Meet incidences of trials with simulated ones.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Peak, time of peak, duration and incidence of every risk of a scenario, per session and per course.

    For research and teaching only. Not advice for the treatment of any person.
    """
    from raad.cli import show
    from raad.exchange.folder import check_folder
    from raad.quantities.errors import BadInput

    if endpoints:
        _list(as_json)
        return
    if scorecard:
        from raad.risks.scorecard import score_all

        with show.progress("designs") as bar:
            _scores(score_all(people=people, seed=seed, progress=bar), as_json)
        return
    if scenario is None:
        raise BadInput("Give a scenario: `raad risks nasal_induction`. `raad scenarios` lists shipped ones.")
    if out is not None:
        check_folder(out, force)
    from raad.exchange.risks import risks_of_scenario
    from raad.exchange.scenario import load

    asked = load(scenario)
    with show.progress("runs") as bar:
        found = risks_of_scenario(
            asked, people=people, draws=draws, seed=seed, reporting=reporting, progress=bar, store=store
        )
    if found.lost:
        typer.echo(
            f"raad: {len(found.lost)} of {found.people} people could not be followed; they count nowhere.", err=True
        )
    if out is not None:
        _write(found, out, force)
    if as_json:
        typer.echo(show.as_json(answer(found)))
        return
    _show(found)
    if out is not None:
        typer.echo(f"Written: {out} (open {out / 'risks.html'})")


def answer(found: Risks) -> dict[str, Any]:
    """Collect what `--json` prints."""
    from dataclasses import asdict

    return {
        "name": found.name, "people": found.people, "lost": len(found.lost), "draws": found.draws,
        "sessions_h": found.sessions, "until_h": found.until, "risks": found.rows(),
        "incidence_by_session_percent": found.by_session, "ready_after_first_session": found.ready,
        "madrs": {look: asdict(one) for look, one in found.benefit.items()}, "manifest": found.manifest,
    }  # fmt: skip


def _show(found: Risks) -> None:
    from raad.cli import show

    rows = [
        (
            r.label, _percent(r.incidence.value), _between(r.incidence), _percent(r.without_drug.value),
            _percent(r.per_session.value), _amount(r.peak, r.unit), _minutes(r.time_of_peak), _minutes(r.over, r.peak),
        )
        for r in found.risks
    ]  # fmt: skip
    columns = ("at least once", "%", "5 to 95 %", "no drug", "session", "peak", "at, min", "over, min")
    show.table(found.name, columns, rows, right=range(1, 8), whole=())
    madrs = ", ".join(f"{look.replace('_', ' ')} {one.value:.0f}" for look, one in found.benefit.items())
    typer.echo(f"MADRS by the drug alone, median: {madrs}.")
    ready = ", ".join(f"{found.ready[f'ready_at_{m}_min']:.0f} % at {m} min" for m in (60, 90, 120))
    typer.echo(f"Ready to leave after the first session: {ready}.")
    typer.echo(
        f"{found.people} virtual people, {len(found.sessions)} sessions; in brackets 5 to 95 % of {found.draws} draws."
    )
    typer.echo(ONLY)


def _percent(value: float) -> str:
    return "-" if not math.isfinite(value) else f"{value:.1f}" if value < _FEW else f"{value:.0f}"


def _between(one: Interval) -> str:
    return f"{_percent(one.low)} to {_percent(one.high)}" if math.isfinite(one.low) else "-"


def _amount(one: Interval, unit: str) -> str:
    return f"{one.value:.2g} {unit}" if math.isfinite(one.value) and unit else "-"


def _minutes(one: Interval, peak: Interval | None = None) -> str:
    if math.isfinite(one.value):
        return f"{one.value:.0f}"
    return "later" if peak is not None and math.isfinite(peak.value) and peak.value > 0 else "-"


_FEW = 10.0  # percent; below it a decimal is told


def _write(found: Risks, out: Path, force: bool) -> None:
    from raad.cli import show
    from raad.exchange.folder import whole_folder
    from raad.report.risks_page import write_risks_page

    with whole_folder(out, force) as made:
        rows = found.rows()
        with (made / "risks.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(
                {k: "" if isinstance(v, float) and math.isnan(v) else v for k, v in r.items()} for r in rows
            )
        (made / "risks.json").write_text(show.as_json(answer(found), indent=2), encoding="utf-8")
        write_risks_page(found, made / "risks.html")


_KINDS = {
    "calibration": "a number was set by the count itself",
    "overlap": "its people stand in a pool that set a number",
    "validation": "neither",
}


def _list(as_json: bool) -> None:
    from dataclasses import asdict

    from raad.cli import show
    from raad.risks.endpoints import endpoints

    known = endpoints().values()
    if as_json:
        typer.echo(show.as_json({"endpoints": [asdict(e) for e in known]}))
        return
    show.table("", ("endpoint", "group", "from", "meaning"), ((e.name, e.group, e.readout, e.meaning) for e in known))


def _scores(scores: list[Score], as_json: bool) -> None:
    from dataclasses import asdict

    from raad.cli import show

    inside = [s for s in scores if s.counts]
    hit = sum(s.met for s in inside)
    if as_json:
        said = {"scores": [asdict(s) for s in scores], "met": hit, "of": len(inside)}
        typer.echo(show.as_json(said))
        return
    cells = (
        (f"{s.study_id}, {s.given}{'' if s.counts else ' *'}", s.endpoint, show.number(s.observed, 3),
         f"{s.low:.1f} to {s.high:.1f}", show.number(s.predicted, 3), "met" if s.met else "missed")
        for s in scores
    )  # fmt: skip
    columns = ("study, arm", "endpoint", "seen, %", "may be, %", "simulated, %", "")
    show.table("", columns, cells, right=(2, 3, 4), whole=(0,))
    typer.echo("* a row that was recalled, or a printed range: shown, not counted.")
    typer.echo(
        f"{hit} of {len(inside)} counts that were read lie within their binomial 95 % interval "
        f"({100 * hit / len(inside):.0f} %)."
    )
    for kind, why in _KINDS.items():
        own = [s for s in inside if s.kind == kind]
        typer.echo(f"  {kind}: {sum(s.met for s in own)} of {len(own)}; {why}.")
    typer.echo(ONLY)
