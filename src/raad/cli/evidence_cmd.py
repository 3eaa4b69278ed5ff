"""`raad evidence WORDS`: look up findings, parameters and rules, and cite where they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.evidence.search import Hit


def evidence(
    words: Annotated[list[str] | None, typer.Argument(help="Words that a row must hold, in any order.")] = None,
    domain: Annotated[
        str | None, typer.Option(help="pk, mechanism, efficacy, safety or brain.", show_default=False)
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help="register, parameters, observations, interventions, studies or rules.", show_default=False),
    ] = None,
    study: Annotated[str | None, typer.Option(help="A study, such as pk/perezruixo2021.", show_default=False)] = None,
    verification: Annotated[
        str | None, typer.Option(help="read, recalled, assumed, defined or estimated.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(help="Rows to show at most.", min=1)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    cite: Annotated[bool, typer.Option("--cite", help="Add the citations of the rows.")] = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="Print the citations of the rows as BibTeX only.")] = False,
) -> None:
    """Look up findings, parameters and rules that raad is built on."""
    from raad.evidence import citation
    from raad.evidence.search import find

    if as_json and bibtex:
        raise typer.BadParameter("--json and --bibtex exclude each other.")
    hits = find(" ".join(words or ()), domain, table, study, verification, limit)
    studies = dict.fromkeys(hit.study for hit in hits if hit.study)
    if as_json:
        _print_json(hits, citation.cite(studies) if cite else None)
    elif not hits:
        typer.echo("No row holds all of this. Try fewer or shorter words.", err=True)
        raise typer.Exit(1)
    elif bibtex:
        typer.echo(citation.bibtex(studies))
    else:
        _print_table(hits, limit)
        if cite:
            typer.echo("\n".join(f"- {c.text}" for c in citation.cite(studies)))


def _print_json(hits: list[Hit], citations: list[Any] | None) -> None:
    import json
    from dataclasses import asdict

    answer: dict[str, Any] = {"rows": [{"table": hit.table, "line": hit.row.line, **hit.row.cells} for hit in hits]}
    if citations is not None:
        answer["citations"] = [asdict(c) for c in citations]
    typer.echo(json.dumps(answer, indent=2))


def _print_table(hits: list[Hit], limit: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table("table", "what", "value", "where", "source", "verified")
    for hit in hits:
        # Text, because brackets in evidence would be read as markup
        shown.add_row(*(Text(cell, overflow="fold") for cell in _cells(hit)))
    console = Console()
    console.print(shown)
    if len(hits) == limit:
        console.print(f"The first {limit} rows; ask for more with --limit.")


def _cells(hit: Hit) -> tuple[str, str, str, str, str, str]:
    cell = hit.row.cells
    verified = cell.get("verification") or cell.get("read_level", "")
    source = hit.study or cell.get("study_id") or cell.get("source", "")
    if hit.table == "studies":
        what, value, where = cell["citation"], f"n {cell['n']}" if cell["n"] else "", cell["design"]
    elif hit.table == "interventions":
        what, value, where = (
            f"{cell['intervention']} on {cell['on_top_of']}: {cell['readout']}",
            cell["expected_direction"],
            _joined(cell["species"], cell["time"]),
        )
    elif hit.table == "rules":
        what, value, where = cell["condition"], cell["action"], cell["jurisdiction"]
    else:
        spread = f"({cell['spread_type']} {cell['spread']})" if cell["spread"] else ""
        value = f"{cell['value']} {cell['unit']} {spread}".strip()
        what = cell.get("quantity") or _joined(cell.get("symbol", ""), cell.get("name", ""))
        time = f"{cell.get('time', '')} {cell.get('time_unit', '')}".strip()
        where = _joined(cell["species"], cell.get("arm") or cell.get("conditions", ""), time)
    return hit.table, what, value, where, source, verified


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
