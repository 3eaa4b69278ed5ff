"""`raad simulate SCENARIO`: follow one person, or the people of a table, and show or keep what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.exchange.scenario import Scenario
    from raad.solve.trajectory import Trajectory


def simulate(
    scenario: Annotated[str | None, typer.Argument(help="A YAML file, or the name of a shipped scenario.")] = None,
    table: Annotated[Path | None, typer.Option(help="A NONMEM-style table of doses and observations instead.")] = None,
    drug: Annotated[str | None, typer.Option(help="For a table without DRUG.")] = None,
    route: Annotated[str | None, typer.Option(help="For a table without ROUTE.")] = None,
    species: Annotated[str, typer.Option(help="For a table: human, rat or mouse.")] = "human",
    until: Annotated[str | None, typer.Option(help="For people of a table without observations: '28 days'.")] = None,
    every: Annotated[str | None, typer.Option(help="For these: time between records, '1 h'.")] = None,
    carry: Annotated[
        str | None, typer.Option(help="For a table whose AGE or WT change: nocb (NONMEM) or locf.")
    ] = None,
    hypothesis: Annotated[
        str | None, typer.Option(help="How ketamine works: 'H4', or several with commas; see `raad hypotheses`.")
    ] = None,
    rtol: Annotated[float | None, typer.Option(help="Relative tolerance of the engine, such as 1e-8.")] = None,
    readouts: Annotated[str | None, typer.Option(help="Names with commas between; or 'all'.")] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder for tables and the report.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace results that are in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Follow a person, or the people of a table, from dose to mood.

    For research and teaching only. Not advice for the treatment of any person.
    """
    from raad.cli import simulate_table
    from raad.exchange.folder import check_folder
    from raad.quantities.errors import BadInput

    if (scenario is None) == (table is None):
        raise BadInput("Give one of: a scenario (list them with `raad scenarios`), or a table with --table.")
    if out is not None:
        check_folder(out, force)
    names, accounts = _words(readouts), _words(hypothesis)
    if table is not None:
        how = (carry or "nocb").strip().lower()
        words = (table, drug, route, species, until, every, names, out, force, as_json, how, accounts, rtol)
        asked = simulate_table.Asked(*words)
        raise typer.Exit(simulate_table.answer(asked))
    for name, value in (("drug", drug), ("route", route), ("until", until), ("every", every), ("carry", carry)):
        if value is not None:
            todo = "Change the scenario: `raad scenarios NAME` prints one to copy."
            raise BadInput(f"--{name} belongs to --table. {todo}")
    raise typer.Exit(_one(str(scenario), names, accounts, rtol, out, force, as_json))


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in (text or "").split(",") if word.strip()))


def _one(
    name: str, readouts: tuple[str, ...], accounts: tuple[str, ...], rtol: float | None, out: Path | None,
    force: bool, as_json: bool,
) -> int:  # fmt: skip
    from dataclasses import replace

    from raad.cli import show
    from raad.exchange.scenario import load, run

    scenario = load(name)
    if readouts:
        scenario = replace(scenario, readouts=() if readouts == ("all",) else readouts)
    if accounts:
        scenario = replace(scenario, hypothesis=accounts)
    if scenario.held:
        times = ", ".join(show.hours(time) for time in scenario.held)
        typer.echo(f"raad: held for pressure before the dose, and not given: {times}.", err=True)
    trajectory = run(scenario, rtol)
    said = answer(scenario, trajectory)
    if trajectory.failures:
        if as_json:
            typer.echo(show.as_json(said))
        for failure in trajectory.failures:
            who = failure.label or "the person"
            typer.echo(f"raad: {who} could not be followed: {failure.reason}. Nothing was written.", err=True)
        return 3
    if out is not None:
        _write(out, force, scenario, trajectory, said)
    if as_json:
        typer.echo(show.as_json(said))
    else:
        show.summary_table(scenario.name, said["summary"])
        typer.echo(trajectory.manifest["disclaimer"])
        if out is not None:
            typer.echo(f"Written: {out} (open {out / 'report.html'})")
    return 0


def answer(scenario: Scenario, trajectory: Trajectory) -> dict[str, Any]:
    """Collect what `--json` prints."""
    from raad.exchange.summary import summarise

    names = list(scenario.readouts) or trajectory.names
    times = trajectory.times.tolist()
    return {
        "readouts": {
            n: {"unit": trajectory.unit(n), "time_h": times, "values": trajectory.values(n)[0]} for n in names
        },
        "summary": summarise(trajectory, names),
        "failures": [{"person": f.label, "reason": f.reason} for f in trajectory.failures],
        "held_h": list(scenario.held),
        "manifest": trajectory.manifest,
    }


def _write(out: Path, force: bool, scenario: Scenario, trajectory: Trajectory, said: dict[str, Any]) -> None:
    import warnings

    from raad.cli import show
    from raad.exchange.folder import whole_folder
    from raad.report import write_report

    names = list(said["summary"])
    with whole_folder(out, force) as made:
        trajectory.to_csv(made / "readouts.csv", names)
        with warnings.catch_warnings():  # zarr warns of names of people as text, which it reads back all the same
            warnings.simplefilter("ignore")
            trajectory.to_zarr(made / "readouts.zarr", names)
        kept = {k: said[k] for k in ("summary", "failures", "held_h", "manifest")}
        (made / "summary.json").write_text(show.as_json({"name": scenario.name, **kept}, indent=2), encoding="utf-8")
        write_report(trajectory, made / "report.html", scenario.name)
