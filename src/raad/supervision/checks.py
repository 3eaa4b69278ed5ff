"""The table of checks: which facts decide whether a rule applies, and which whether it is kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from raad.evidence import Rule, load_rules
from raad.quantities.errors import BadTable, unknown
from raad.supervision.expressions import Condition

KINDS = (
    "require", "block", "schedule", "delay", "measure", "weigh", "hold", "contraindicated", "caution",
)  # fmt: skip
SCOPES = ("nasal_esketamine", "ketamine")
OVER = ("scenario", "dose", "week")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a condition can read: its unit and where it is told."""

    name: str
    unit: str
    told_by: str


@dataclass(frozen=True, slots=True)
class Check:
    """How a rule is judged.

    Parameters
    ----------
    rule_id, jurisdictions
        The rule, and where this check is of it.
    scope
        nasal_esketamine, or ketamine: any of its enantiomers by any route.
    kind
        What the rule does: a word of `KINDS`.
    over
        Judged once for the scenario, for each dose or for each week.
    when, must
        When it applies, and what must then hold.
    asks, reading
        Both in words; what was assumed in reading the rule.
    """

    rule_id: str
    jurisdictions: tuple[str, ...]
    scope: str
    kind: str
    over: str
    when: Condition
    must: Condition
    asks: str
    reading: str


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Fact]:
    """Return every fact that a rule can ask for.

    Examples
    --------
    >>> facts()["systolic"].unit
    'mmHg'
    """
    return {row["fact"]: Fact(row["fact"], row["unit"], row["told_by"]) for row in _rows("facts.csv")}


@lru_cache(maxsize=1)
def checks() -> Mapping[str, tuple[Check, ...]]:
    """Return the checks of each rule by its id; some rules have several.

    Raises
    ------
    BadTable
        If a check reads an unknown fact, is of no rule, or a rule has none.

    Examples
    --------
    >>> [check.over for check in checks()["R04"]]
    ['dose', 'week']
    """
    found: dict[str, tuple[Check, ...]] = {rule.rule_id: () for rule in load_rules()}
    where = {rule.rule_id: jurisdictions(rule) for rule in load_rules()}
    for line, row in enumerate(_rows("rule_checks.csv"), 2):
        name = row["rule_id"]
        if name not in found:
            raise BadTable(f"rule_checks.csv, line {line}: there is no rule {name!r}.")
        for column, known in (("scope", SCOPES), ("kind", KINDS), ("over", OVER)):
            if row[column] not in known:
                raise BadTable(f"rule_checks.csv, line {line}: {column} is {row[column]!r}; write {', '.join(known)}.")
        when, must = Condition(row["when"]), Condition(row["must"])
        for fact in (*when.names, *must.names):
            if fact not in facts():
                raise BadTable(f"rule_checks.csv, line {line}: {unknown('fact', fact, facts())}")
        places = tuple(row["jurisdiction"].split("|")) if row["jurisdiction"] else where[name]
        one = Check(name, places, row["scope"], row["kind"], row["over"], when, must, row["asks"], row["reading"])
        found[name] = (*found[name], one)
    if lonely := [name for name, held in found.items() if not held]:
        raise BadTable(f"rule_checks.csv has no check of {', '.join(lonely)}. Add a line for each.")
    return found


def jurisdictions(rule: Rule) -> tuple[str, ...]:
    """Return where a rule holds."""
    return tuple(part.strip() for part in rule.jurisdiction.split("|"))


def known_jurisdictions() -> tuple[str, ...]:
    """Return all jurisdictions of the table.

    Examples
    --------
    >>> known_jurisdictions()
    ('us', 'eu', 'trial')
    """
    return tuple(dict.fromkeys(part for rule in load_rules() for part in jurisdictions(rule)))


def rules_of(jurisdiction: str | None) -> tuple[Rule, ...]:
    """Return the rules of a jurisdiction, or all.

    Raises
    ------
    UnknownName
        If there is no such jurisdiction.
    """
    if jurisdiction is None:
        return load_rules()
    asked = jurisdiction.strip().lower()
    if asked not in known_jurisdictions():
        raise unknown("jurisdiction", jurisdiction, known_jurisdictions())
    return tuple(rule for rule in load_rules() if asked in jurisdictions(rule))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("raad.supervision").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))
