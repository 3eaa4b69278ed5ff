"""`raad rules`: the rules of labels and protocols for supervised dosing, and what they say about a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from raad.supervision.judge import Verdict

ONLY = "For research and teaching only. A rule that is kept does not make a treatment safe; ask the label in force."
_JURISDICTION = typer.Option("--jurisdiction", "-j", help="us, eu or trial; all when left out.")
_JSON = typer.Option("--json", help="Print one JSON object and nothing else.")

app = typer.Typer(
    invoke_without_command=True,
    help="Rules of labels and protocols for supervised dosing. For research and teaching only.",
)


@app.callback()
def rules(
    context: typer.Context,
    jurisdiction: Annotated[str | None, _JURISDICTION] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """List the rules of labels and protocols for supervised dosing."""
    if context.invoked_subcommand is not None:
        return
    from raad.cli import show
    from raad.supervision.checks import checks, rules_of

    asked = rules_of(jurisdiction)
    if as_json:
        said = [{**_source(r), "checks": [_check(c) for c in checks()[r.rule_id]]} for r in asked]
        typer.echo(show.as_json({"jurisdiction": jurisdiction, "rules": said, "disclaimer": ONLY}))
        return
    cells = (
        (r.rule_id, r.jurisdiction, checks()[r.rule_id][0].kind, r.condition, r.action, r.source, r.verification)
        for r in asked
    )
    show.table("", ("rule", "where", "kind", "condition", "action", "source", "verified"), cells)
    typer.echo("Check a scenario: `raad rules check SCENARIO --jurisdiction us`.")
    typer.echo(ONLY)


@app.command()
def check(
    scenario: Annotated[str, typer.Argument(help="A YAML file, or the name of a shipped scenario.")],
    jurisdiction: Annotated[str | None, _JURISDICTION] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with code 1 when a rule is broken.")] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Say for every rule whether it applies to a scenario, and whether it is kept, broken or cannot be judged."""
    from raad.cli import show
    from raad.exchange.supervised import check_rules
    from raad.supervision.judge import RESULTS

    found = check_rules(scenario, jurisdiction)
    count = {result: sum(v.result == result for v in found) for result in RESULTS}
    if as_json:
        said = {"scenario": scenario, "jurisdiction": jurisdiction, "rules": [_verdict(v) for v in found]}
        typer.echo(show.as_json({**said, "count": count, "disclaimer": ONLY}))
    else:
        show.table("", ("rule", "where", "result", "why", "source"), _rows(found))
        typer.echo(", ".join(f"{number} {result}" for result, number in count.items()) + ".")
        typer.echo(ONLY)
    if strict and count["broken"]:
        raise typer.Exit(1)


def _rows(found: Iterable[Verdict]) -> Iterable[tuple[str, ...]]:
    for v in found:
        why = f"{v.why}; tell {'; '.join(v.missing)}" if v.missing else v.why
        yield v.rule.rule_id, v.rule.jurisdiction, v.result, why, f"{v.rule.source} ({v.rule.verification})"


def _source(rule: Any) -> dict[str, Any]:
    names = ("rule_id", "jurisdiction", "condition", "action", "source", "verification")
    return {name: getattr(rule, name) for name in names}


def _verdict(v: Verdict) -> dict[str, Any]:
    return {
        **_source(v.rule), "kind": v.kind, "applies": v.applies, "result": v.result, "why": v.why,
        "missing": v.missing, "readings": v.readings,
    }  # fmt: skip


def _check(check: Any) -> dict[str, Any]:
    return {
        "kind": check.kind, "scope": check.scope, "over": check.over, "jurisdictions": check.jurisdictions,
        "when": check.when.text, "must": check.must.text, "asks": check.asks, "reading": check.reading,
    }  # fmt: skip
