"""`raad scenarios`: the scenarios that come with raad, to run or to copy."""

from __future__ import annotations

from typing import Annotated

import typer


def scenarios(
    name: Annotated[str | None, typer.Argument(help="Print this one.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of scenario files.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List shipped scenarios, print one to copy, or print the schema of scenario files."""
    from raad.cli import show
    from raad.exchange.scenario import parse_scenario, shipped
    from raad.quantities.errors import unknown

    if schema:
        from raad.exchange.schema import json_schema

        typer.echo(json_schema())
        return
    own = shipped()
    if name is not None:
        if name not in own:
            raise unknown("scenario", name, own)
        typer.echo(show.as_json({"name": name, "yaml": own[name]}) if as_json else own[name].rstrip())
        return
    about = {key: parse_scenario(text, key).about for key, text in own.items()}
    if as_json:
        typer.echo(show.as_json([{"name": key, "about": line} for key, line in about.items()]))
        return
    show.table("", ("scenario", "what it shows"), about.items())
    typer.echo("Run one with `raad simulate NAME`; print one to copy with `raad scenarios NAME`.")
