"""`raad bench`: knock-outs and antagonists as simulations, passed or failed, under rival hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from raad.bench import Bench

LETTERS = {"pass": "P", "fail": "F", "cannot_say": "-"}
CONTRAST = ("drug", "agent", "species", "readout", "hour", "first", "second", "distance")


def bench(
    hypothesis: Annotated[list[str] | None, typer.Option(help="Such as H4, or H6+H7; may be given again.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every hypothesis; for --separate every readout.")] = False,
    table: Annotated[Path | None, typer.Option(help="Experiments of your own: a CSV file.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Id of an experiment; may be given again.")] = None,
    vocabulary: Annotated[Path | None, typer.Option(help="A folder with vocabulary tables of your own.")] = None,
    separate: Annotated[
        tuple[str, str] | None, typer.Option(help="Two hypotheses: which experiments tell them apart?")
    ] = None,
    top: Annotated[int, typer.Option(help="For --separate: how many experiments.")] = 20,
    out: Annotated[Path | None, typer.Option(help="A new folder for bench.csv, bench.json and bench.html.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Simulate every experiment of a table and say which ones the model passes.

    For research and teaching only. Not advice for the treatment of any person.
    """
    from raad.bench import run_bench
    from raad.bench.rivals import DEFAULT, hypotheses
    from raad.cli import show
    from raad.exchange.folder import check_folder

    if out is not None:
        check_folder(out, force)
    if separate is not None:
        _separate(separate, top, every, vocabulary, as_json)
        return
    names = list(hypothesis or ()) if not every else list(hypotheses())
    with show.counted("experiments") as progress:
        found = run_bench(
            hypotheses=names or DEFAULT, table=table, only=tuple(only or ()), vocabulary=vocabulary, progress=progress
        )
    if out is not None:
        _write(found, out, force)
    if as_json:
        typer.echo(show.as_json({"rows": [v.short() for v in found.verdicts]}))
    else:
        _show(found)
        if out is not None:
            typer.echo(f"Written: {out} (open {out / 'bench.html'})")
    if table is not None and found.faults:
        for text in found.faults.values():
            typer.echo(f"raad: {text}", err=True)
        raise typer.Exit(2)


def _show(found: Bench) -> None:
    from raad.cli import show
    from raad.report.bench_page import targets_among

    names, targets = found.hypotheses, targets_among(found)
    rows = []
    for row in found.rows:
        verdicts = [found.by_cell[row.id, n] for n in names]
        mark = ("*" if row.id in found.contradicted else "") + ("+" if row.id in targets else "")
        effect = show.number(verdicts[0].predicted_effect, 2)
        rows.append((row.id + mark, *(LETTERS[v.result] for v in verdicts), row.expected, effect, row.text))
    show.table("", ("id", *names, "expected", "effect", "experiment"), rows, right=(len(names) + 2,))
    for group, sides in found.groups.items():
        typer.echo(f"* contradict each other ({group}): " + "; ".join(f"{s.id} {s.side}" for s in sides))
    if targets:
        typer.echo(f"+ targets of the calibration, which the default passes by construction: {len(targets)}.")
    for name in names:
        c = found.counts(name)
        typer.echo(f"{name}: {_told(c)} of {sum(c.values())} that nothing contradicts.")
    typer.echo("P pass, F fail, - cannot say; effect: share lost, or in units of ketamine. Reasons: --json or --out.")
    typer.echo("For research and teaching only.")


def _told(counts: dict[str, int]) -> str:
    return f"{counts['pass']} pass, {counts['fail']} fail, {counts['cannot_say']} cannot be said,"


def _write(found: Bench, out: Path, force: bool) -> None:
    from raad.cli import show
    from raad.exchange.folder import whole_folder
    from raad.report.bench_page import write_bench_page

    with whole_folder(out, force) as made:
        found.to_csv(made / "bench.csv")
        said = {"rows": [v.short() for v in found.verdicts], "manifest": dict(found.manifest)}
        (made / "bench.json").write_text(show.as_json(said, indent=2), encoding="utf-8")
        write_bench_page(found, made / "bench.html")


def _separate(names: Sequence[str], top: int, every: bool, vocabulary: Path | None, as_json: bool) -> None:
    from raad.bench import separate
    from raad.cli import show

    with show.counted("combinations") as progress:
        found = separate(*names, top=top, every=every, vocabulary=vocabulary, progress=progress)
    if as_json:
        rows = [{k: getattr(c, k) for k in CONTRAST} for c in found]
        typer.echo(show.as_json({"hypotheses": list(names), "experiments": rows}))
        return
    if not found:
        typer.echo("No feasible experiment tells them apart.")
        return
    cells = (
        (c.drug, c.agent or "(alone)", c.species, c.readout, show.hours(c.hour), show.number(c.first, 3),
         show.number(c.second, 3), show.number(c.distance, 3))
        for c in found
    )  # fmt: skip
    show.table("", ("drug", "with", "species", "readout", "at", *names, "SDs apart"), cells, right=(5, 6, 7), whole=())
    typer.echo("Alone: effect of the drug; with an agent: what the agent takes of it. For research and teaching only.")
