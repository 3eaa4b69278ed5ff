"""`raad brain SCENARIO`: connectivity between brain regions along a scenario, as tables, maps and a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.brain.answer import BrainAnswer
    from raad.report.brain_tables import Table

_CONTRASTS = {
    "after - before": "change",
    "patients before - controls": "before, against controls",
    "patients after - controls": "after, against controls",
}
NOTE = "GBC rises or falls by variant: name it with every number. The change at 24 h and later is uncertain."


def brain(
    scenario: Annotated[str, typer.Argument(help="A YAML file, or the name of a shipped scenario.")],
    times: Annotated[str | None, typer.Option(help="Such as 'before,40min,4h,24h,7d'.")] = None,
    connectome: Annotated[str | None, typer.Option(help="dk82, schaefer100, or a CSV or NPZ file.")] = None,
    prefrontal: Annotated[str | None, typer.Option(help="Prefrontal regions of a file, with commas between.")] = None,
    variant: Annotated[str | None, typer.Option(help="GBC of maps and groups: plain, gsr_raw or gsr_zscored.")] = None,
    patients: Annotated[int | None, typer.Option(help="Patients of a virtual study; no study when left out.")] = None,
    controls: Annotated[int | None, typer.Option(help="Healthy controls of it; as many as patients.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of its draws.")] = None,
    mood_link: Annotated[
        float | None, typer.Option("--mood-link", help="Share of severity that follows prefrontal GBC: 0 to below 1.")
    ] = None,
    nonlinear: Annotated[
        bool,
        typer.Option("--nonlinear", help="Simulate the nonlinear network too, an hour at each time, as a referee."),
    ] = False,
    out: Annotated[Path | None, typer.Option(help="A new folder for tables, maps and the page.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Follow connectivity between brain regions along a scenario: before, during, 4 h, 24 h, 7 d.

    For research and teaching only. Not advice for the treatment of any person.
    """
    from raad.cli import show
    from raad.exchange.brain import follow
    from raad.exchange.folder import check_folder

    if out is not None:
        check_folder(out, force)
        _surface()
    given = {
        "times": _listed(times), "connectome": connectome, "prefrontal": _listed(prefrontal), "variant": variant,
        "patients": patients, "controls": controls, "seed": seed, "mood_link": mood_link,
        "nonlinear": nonlinear or None,
    }  # fmt: skip
    with show.counted("people") as progress:
        answer = follow(scenario, given, progress)
    if answer.course.failures:
        if as_json:
            typer.echo(show.as_json(answer.said()))
        for failure in answer.course.failures:
            when = "" if failure.time is None else f" at {show.hours(failure.time)}"
            typer.echo(f"raad: {failure.label or 'the person'} could not be followed{when}: {failure.reason}", err=True)
        typer.echo("raad: nothing was written.", err=True)
        raise typer.Exit(3)
    if out is not None:
        _write(answer, out, force)
    if as_json:
        typer.echo(show.as_json(answer.said()))
        return
    _show(answer)
    if out is not None:
        typer.echo(f"Written: {out} (open {out / 'brain.html'})")


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(","))


def _surface() -> None:
    """Refuse now what maps would refuse at the end: a missing extra."""
    from raad.report.brain_mesh import surface

    surface()


def _show(answer: BrainAnswer) -> None:
    from raad.cli import show
    from raad.report import brain_tables as tables
    from raad.report.brain_page import p_value

    course, short = answer.course, tables.SHORT[answer.variant]
    typer.echo(
        f"{answer.name}: {course.connectome.name}, {len(course.regions)} regions; first column level, then changes"
    )
    _table(tables.prefrontal(course, words=tables.SHORT), "variant")
    for by in tables.groupings(course):
        _table(tables.grouped(course, course.of(answer.variant), f"GBC {short} by {by}", "Fisher z", by), by)
    by = tables.groupings(course)[:1]
    for one in by:
        _table(tables.grouped(course, course.rate, f"Firing by {one}, a proxy of metabolism", "Hz", one), one)
    if (seeds := tables.seeded(course)).rows:
        _table(seeds, "seed and target")
    _table(tables.mood(course, answer.link), "MADRS")
    if answer.study:
        cells = [
            (r["time"], f"{_CONTRASTS.get(r['contrast'], r['contrast'])}, {r['kind']}", tables.SHORT[r["variant"]],
             str(r["n"]), tables.fixed(r["d"], 2, sign=True),
             f"{tables.fixed(r['low'], 2, sign=True)} to {tables.fixed(r['high'], 2, sign=True)}", p_value(r["p"]))
            for r in answer.study if r["kind"] != "d_av"
        ]  # fmt: skip
        title = f"Virtual study: {answer.asked.patients} patients, {answer.asked.controls} controls"
        columns = ("at", "prefrontal GBC", "variant", "n", "d", "95 % CI", "p")
        show.table(title, columns, cells, right=(3, 4, 5, 6), whole=(0, 1, 2))
    if answer.refereed:
        show.table(
            "Referee: the nonlinear network, an hour at each time", _REFEREED, _refereed(answer), right=(1, 2, 3)
        )
    if answer.lost:
        typer.echo(f"{len(answer.lost)} scans were lost: {answer.lost[0][3]}")
    typer.echo(NOTE)
    typer.echo(course.manifest["disclaimer"])


_REFEREED = ("at", "r of FC", "prefrontal GBC plain, linear", "nonlinear", "")


def _refereed(answer: BrainAnswer) -> Iterable[tuple[str, ...]]:
    from raad.report.brain_tables import fixed

    for one in answer.refereed:
        sizes = (fixed(x["plain"], 3) for x in (one.linear, one.nonlinear))
        yield one.title, fixed(one.r, 3), *sizes, one.reason


def _table(table: Table, first: str) -> None:
    from raad.cli import show

    counts = any(count for _, count, _ in table.rows)
    rows = [row if counts else (row[0], *row[2:]) for row in table.cells()]
    columns = (first, *(("regions",) if counts else ()), *table.columns)
    show.table(f"{table.title} [{table.unit}]", columns, rows, right=range(1, len(columns)))


def _write(answer: BrainAnswer, out: Path, force: bool) -> None:
    from raad.cli import show
    from raad.exchange.folder import whole_folder
    from raad.report.brain_page import draw_maps, write_brain_page

    with show.counted("pictures") as progress, whole_folder(out, force) as made:
        answer.course.to_csv(made / "regions.csv")
        answer.course.to_npz(made / "fc.npz")
        if answer.study:
            _study_table(answer.study, made / "study.csv")
        pictures = draw_maps(answer, progress)
        for key, png in pictures.items():
            (made / f"{key}.png").write_bytes(png)
        (made / "summary.json").write_text(show.as_json(answer.said(), indent=2), encoding="utf-8")
        write_brain_page(answer, made / "brain.html", pictures)


def _study_table(rows: Iterable[dict[str, Any]], path: Path) -> None:
    import csv

    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
