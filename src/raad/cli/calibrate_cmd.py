"""`raad calibrate`: estimate parameters from named rows of the shipped tables, and show what came out."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.calibrate.fit import Fit

ESTIMATES = ("symbol", "estimate", "relative_se", "prior", "prior_spread", "low", "high")
RESIDUALS = ("target", "study", "observed", "predicted", "residual_sd", "why")


def calibrate(
    name: Annotated[str | None, typer.Argument(help="Which calibration; they are listed without a name.")] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder for estimates.csv and residuals.csv.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are in the folder.")] = False,
    scores: Annotated[bool, typer.Option("--scorecard", help="Only meet the targets with the shipped values.")] = False,
    plasma: Annotated[bool, typer.Option("--exposures", help="Only meet every plasma value of the tables.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Run a calibration again, and show estimates and residuals. The register is not changed."""
    if plasma:
        from raad.cli.exposures_table import show_exposures

        show_exposures(as_json)
        return
    from raad.calibrate import CALIBRATIONS as known
    from raad.cli import show
    from raad.exchange.folder import check_folder, whole_folder
    from raad.quantities.errors import unknown

    if name is None:
        if as_json:
            typer.echo(show.as_json(list(known)))
        else:
            show.table("", ("calibration", "where"), known.items())
        return
    if name not in known:
        raise unknown("calibration", name, known)
    if scores:
        _scorecard(name, as_json)
        return
    if out is not None:
        check_folder(out, force)
    with _counting(name) as progress:
        fit: Fit = _function(known[name])(progress)
    estimates, residuals = list(_estimates(fit)), list(_residuals(fit))
    if out is not None:
        with whole_folder(out, force) as made:
            _write(made / "estimates.csv", ESTIMATES, estimates)
            _write(made / "residuals.csv", RESIDUALS, residuals)
    if as_json:
        said = {
            "name": name, "objective": fit.objective,
            "estimates": [dict(zip(ESTIMATES, row, strict=True)) for row in estimates],
            "residuals": [dict(zip(RESIDUALS, row, strict=True)) for row in residuals],
        }  # fmt: skip
        typer.echo(show.as_json(said))
        return
    show.table(f"{name}: estimates", ESTIMATES, (_cells(row) for row in estimates), right=range(1, 7))
    show.table(f"{name}: residuals", RESIDUALS[:5], (_cells(row[:5]) for row in residuals), right=range(2, 5))
    typer.echo(f"Objective {fit.objective:.4g}. For research and teaching only.")


def _scorecard(name: str, as_json: bool) -> None:
    from raad.calibrate.scorecard import scorecard
    from raad.cli import show

    met = scorecard(name)
    rows = [(s.target.name, s.target.study_id, s.target.observed, s.predicted, s.residual, s.target.why) for s in met]
    if as_json:
        typer.echo(show.as_json({"name": name, "scores": [dict(zip(RESIDUALS, r, strict=True)) for r in rows]}))
        return
    show.table(f"{name}: scorecard", RESIDUALS[:5], (_cells(row[:5]) for row in rows), right=range(2, 5))
    missed = [s.target.name for s in met if s.missed]
    typer.echo(
        f"Outside two standard deviations: {len(missed)} of {len(met)}{': ' if missed else ''}{', '.join(missed)}."
    )


def _function(where: str) -> Callable[..., Any]:
    from importlib import import_module

    module, _, function = where.partition(":")
    return getattr(import_module(module), function)


def _estimates(fit: Fit) -> Iterator[tuple[Any, ...]]:
    for u in fit.unknowns:
        yield u.symbol, fit.values[u.symbol], fit.relative_se[u.symbol], u.prior, u.spread, u.low, u.high


def _residuals(fit: Fit) -> Iterator[tuple[Any, ...]]:
    for t in fit.targets:
        yield t.name, t.study_id, t.observed, fit.predicted[t.name], fit.residuals[t.name], t.why


def _cells(row: Iterable[Any]) -> list[str]:
    from raad.cli import show

    return [cell if isinstance(cell, str) else show.number(cell) for cell in row]


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([f"{c:.10g}" if isinstance(c, float) else c for c in row] for row in rows)


@contextmanager
def _counting(name: str) -> Iterator[Callable[[int, float], None] | None]:
    """Show on stderr how many evaluations were made and how good the fit is by now."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name)
        said = f"{name}: {{}} evaluations, objective {{:.5g}}".format
        yield lambda done, objective: bar.update(task, description=said(done, objective))
