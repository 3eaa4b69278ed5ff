"""`raad hypotheses`: rival accounts of how ketamine works, what speaks for and against each, and what each changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from raad.model.differences import Difference
    from raad.model.hypotheses import Hypothesis

_DEFAULT = "The default holds all arms together, each with its own weight, and gates that permit."


def hypotheses(
    names: Annotated[list[str] | None, typer.Argument(help="One, such as H4; several are taken together.")] = None,
    species: Annotated[str, typer.Option(help="human, rat or mouse.")] = "human",
    as_json: Annotated[bool, typer.Option("--json", help="Print everything asked as JSON.")] = False,
) -> None:
    """Show rival accounts of how ketamine works: claims, evidence for and against, and changed parameters."""
    from raad.cli import show
    from raad.model.assemblies import treatment
    from raad.model.differences import differences
    from raad.model.hypotheses import chosen
    from raad.model.hypotheses import hypotheses as known

    model = treatment(species)
    accounts = chosen(names if names else known())
    both = differences(model, names or ())
    if as_json:
        rows = [_described(one, differences(model, [one.code])) for one in accounts]
        said = {"species": species, "hypotheses": rows}
        typer.echo(show.as_json({**said, "together": [_row(d) for d in both]} if names else said))
    elif names:
        _print(accounts, both, species)
    else:
        cells = ((one.name, one.claim, one.supported_by, one.contradicted_by) for one in accounts)
        show.table("", ("hypothesis", "claim", "for", "against"), cells)
        typer.echo(f"{_DEFAULT} One in full: `raad hypotheses H4`. Run one: `raad simulate NAME --hypothesis H4`.")


def _print(accounts: Iterable[Hypothesis], both: Iterable[Difference], species: str) -> None:
    from raad.cli import show

    for one in accounts:
        typer.echo(f"\n{one.name}\n{one.claim}\n\n  for:     {one.supported_by}\n  against: {one.contradicted_by}")
    cells = [(d.parameter, show.number(d.default), show.number(d.value), d.unit, d.meaning, d.why) for d in both]
    if not cells:
        typer.echo(_DEFAULT)
        return
    columns = ("parameter", "default", "here", "unit", "what it is", "why")
    show.table(f"Differences from the default, {species}", columns, cells, right=(1, 2))


def _described(one: Hypothesis, changed: Iterable[Difference]) -> dict[str, Any]:
    return {
        "hypothesis": one.code, "name": one.name, "claim": one.claim, "for": _parts(one.supported_by),
        "against": _parts(one.contradicted_by), "differences": [_row(d) for d in changed],
    }  # fmt: skip


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _row(one: Difference) -> dict[str, Any]:
    return {
        "parameter": one.parameter, "meaning": one.meaning, "default": one.default, "value": one.value,
        "unit": one.unit, "why": one.why,
    }  # fmt: skip
