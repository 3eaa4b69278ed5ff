"""`raad calibrate --exposures`: every plasma value of the tables beside what the model says, misses by name."""

from __future__ import annotations

import typer

HEADER = ("value", "kind", "observed", "predicted", "fold", "fitted")
KINDS = ("exposure", "ratio", "curve", "other")


def show_exposures(as_json: bool) -> None:
    """Print fold errors of peaks and areas, ratios, curves and others, and how many lie within 1.5-fold."""
    from raad.calibrate.exposures import CLOSE, exposures
    from raad.cli import show

    met = exposures()
    rows = [(e.name, e.kind, e.observed, e.predicted, e.fold, "yes" if e.fitted else "no") for e in met]
    share = {kind: _share([not e.missed for e in met if e.kind == kind]) for kind in KINDS}
    if as_json:
        told = [{**dict(zip(HEADER, r, strict=True)), "unit": e.row.unit} for r, e in zip(rows, met, strict=True)]
        typer.echo(show.as_json({"within_fold": CLOSE, "share": share, "values": told}))
        return
    typer.echo("fold  observed  predicted  value (ng/mL, h; changes as ratios)")
    for name, _, observed, predicted, fold, _ in rows:
        typer.echo(f"{fold:4.2f}  {show.number(observed):>8}  {show.number(predicted):>9}  {name}")
    for kind, part in share.items():
        count = sum(e.kind == kind for e in met)
        typer.echo(f"{kind}: {part:.0%} of {count} within {CLOSE:g}-fold.")
    missed = [f"{e.name} ({e.fold:.1f}-fold)" for e in met if e.missed]
    typer.echo("Missed: " + "; ".join(missed) + ".")


def _share(close: list[bool]) -> float:
    return sum(close) / len(close) if close else float("nan")
