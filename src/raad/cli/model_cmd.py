"""`raad model`: what the model is made of: mechanisms, their equations, their numbers and where these are from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.mechanisms.base import Mechanism
    from raad.model.wiring import Model


def model(
    name: Annotated[str | None, typer.Argument(help="A mechanism, such as bdnf_prefrontal.")] = None,
    species: Annotated[str, typer.Option(help="human, rat or mouse.")] = "human",
    equations: Annotated[bool, typer.Option("--equations", help="Show every mechanism in full.")] = False,
    parameters: Annotated[bool, typer.Option("--parameters", help="List the parameters.")] = False,
    readouts: Annotated[bool, typer.Option("--readouts", help="List what a run can show.")] = False,
    drugs: Annotated[
        str | None, typer.Option(help="Further drugs, with commas between: 'escitalopram,lithium'.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything asked as JSON.")] = False,
) -> None:
    """Show mechanisms, equations, parameters and readouts of the model."""
    from raad.cli import show
    from raad.model.assemblies import treatment
    from raad.quantities.errors import unknown

    wired = treatment(species, drugs=[d.strip() for d in (drugs or "").split(",") if d.strip()]).awake()
    chosen = [m for m in wired.mechanisms if name in (None, m.name)]
    if not chosen:
        raise unknown("mechanism", name, [m.name for m in wired.mechanisms], "List them with `raad model`.")
    if as_json:
        typer.echo(show.as_json(_everything(wired, chosen, parameters, readouts)))
    elif parameters:
        symbols = dict.fromkeys(p for m in chosen for p in m.params)
        _print_parameters(wired, list(symbols), f"Parameters, {species}")
    elif readouts:
        rows = ((r["name"], r["unit"], r["meaning"]) for r in _readouts(wired))
        show.table(f"Readouts, {species}", ("readout", "unit", "meaning"), rows)
    elif name or equations:
        for mechanism in chosen:
            _print(wired, mechanism)
    else:
        show.table(f"Mechanisms, {species}", ("mechanism", "what it does"), ((m.name, m.summary) for m in chosen))
        typer.echo("One in full: `raad model NAME`. All: `raad model --equations`. Numbers: `raad model --parameters`.")


def _equations(mechanism: Mechanism, latex: bool = False) -> list[str]:
    """Write the equations of a mechanism as text, or as LaTeX."""
    import sympy

    from raad.mechanisms.reading import rates_of, read
    from raad.quantities.readings import as_symbol

    said = read(mechanism, as_symbol)
    write = sympy.latex if latex else sympy.sstr
    lines = []
    for port, value in rates_of(said).items():
        left = rf"\frac{{d}}{{dt}} {sympy.latex(sympy.Symbol(port))}" if latex else f"d {port} / dt"
        lines.append(f"{left} = {write(sympy.sympify(value))}")
    for port, value in said.outputs.items():
        left = sympy.latex(sympy.Symbol(port)) if latex else port
        lines.append(f"{left} = {write(sympy.sympify(value))}")
    return lines


def _parameter(wired: Model, symbol: str) -> dict[str, Any]:
    row = wired.parameters.row(symbol, wired.species)
    return {
        "symbol": symbol, "name": row.name, "value": row.value, "unit": row.unit, "species": row.species,
        "source": row.study_id, "verification": row.verification, "note": row.note,
    }  # fmt: skip


def _readouts(wired: Model) -> list[dict[str, str]]:
    from raad.quantities.glossary import glossary

    terms = [t for t in glossary().values() if t.kind == "readout"]
    known = [t for t in terms if t.port in wired.states or t.port in wired.outputs]
    return [{"name": t.name, "unit": t.unit, "label": t.label, "meaning": t.meaning} for t in known]


def _everything(wired: Model, chosen: list[Mechanism], parameters: bool, readouts: bool) -> dict[str, Any]:
    symbols = dict.fromkeys(p for m in chosen for p in m.params)
    said: dict[str, Any] = {"model": wired.name, "species": wired.species}
    if parameters or not readouts:
        said["parameters"] = [_parameter(wired, s) for s in symbols]
    if readouts:
        said["readouts"] = _readouts(wired)
    if not (parameters or readouts):
        said["mechanisms"] = [
            {
                "name": m.name, "summary": m.summary, "states": m.states, "outputs": m.outputs, "inputs": m.inputs,
                "parameters": list(m.params), "equations": _equations(m), "latex": _equations(m, latex=True),
            }
            for m in chosen
        ]  # fmt: skip
    return said


def _print(wired: Model, mechanism: Mechanism) -> None:
    typer.echo(f"\n{mechanism.name}\n{mechanism.summary}\n")
    for line in _equations(mechanism):
        typer.echo(f"  {line}")
    if mechanism.inputs:
        typer.echo(f"\n  takes: {', '.join(f'{n} [{u}]' if u else n for n, u in mechanism.inputs.items())}")
    if mechanism.params:
        _print_parameters(wired, list(mechanism.params), "")


def _print_parameters(wired: Model, symbols: list[str], title: str) -> None:
    from raad.cli import show

    rows = [_parameter(wired, s) for s in symbols]
    cells = [(r["symbol"], show.number(r["value"]), r["unit"], r["source"], r["verification"], r["name"]) for r in rows]
    show.table(title, ("parameter", "value", "unit", "source", "verification", "what it is"), cells, right=[1])
