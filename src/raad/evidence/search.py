"""Looking around in all evidence tables: rows that hold all words, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from raad.evidence import tables
from raad.evidence.register import load_register
from raad.evidence.rows import Intervention, Observation, Parameter, Rule, Study
from raad.evidence.words import DOMAINS, VERIFICATIONS
from raad.quantities.errors import BadInput, unknown

Row = Study | Observation | Parameter | Intervention | Rule

TABLES: dict[str, Callable[[], Iterable[Row]]] = {
    "register": lambda: load_register().rows,
    "parameters": tables.load_parameters,
    "observations": tables.load_observations,
    "interventions": tables.load_interventions,
    "studies": tables.load_studies,
    "rules": tables.load_rules,
}
# A word in one of these says what a row is about; elsewhere it is only mentioned.
_TOPIC = ("symbol", "name", "quantity", "study_id", "id", "rule_id", "intervention", "readout", "citation")


@dataclass(frozen=True)
class Hit:
    """A row that was found, and the table it stands in."""

    table: str
    row: Row
    score: int

    @property
    def study(self) -> str:
        """Domain and id of its study, as `cite` takes it; empty for rules and unpublished numbers."""
        cells = self.row.cells
        if "study_id" not in cells or cells["study_id"] in ("assumption", "definition", "calibration"):
            return ""
        return f"{cells['domain']}/{cells['study_id']}"


def _score(words: list[str], row: Row) -> int:
    """Return 0 when a word is missing, else more for words of the topic and for whole words."""
    everywhere = " ".join(row.cells.values()).lower()
    if not all(word in everywhere for word in words):
        return 0
    topic = " ".join(row.cells.get(column, "") for column in _TOPIC).lower()
    whole = set(re.split(r"[^a-z0-9]+", topic))
    return 1 + sum(2 * (word in topic) + (word in whole) for word in words)


def find(
    text: str = "",
    domain: str | None = None,
    table: str | None = None,
    study: str | None = None,
    verification: str | None = None,
    limit: int = 50,
) -> list[Hit]:
    """Return rows of the evidence tables and the register that hold all words of a text.

    Parameters
    ----------
    text
        Words or parts of words, in any order and case; may be empty when another filter is given.
    domain
        pk, mechanism, efficacy, safety or brain; rules have no domain.
    table
        register, parameters, observations, interventions, studies or rules.
    study
        An id, alone or as "domain/study_id".
    verification
        read or recalled; in the register also assumed, defined or estimated. Leaves out studies.
    limit
        How many rows to return at most.

    Raises
    ------
    BadInput
        If nothing is asked, or a filter has a value that does not exist.

    Examples
    --------
    >>> hit = find("hepatic blood flow", study="pk/perezruixo2021", table="parameters")[0]
    >>> hit.row.cells["symbol"], hit.row.cells["value"], hit.row.cells["unit"]
    ('Qh', '151', 'L/h')
    """
    words = text.lower().split()
    if not words and not any((domain, table, study, verification)):
        raise BadInput("Nothing was asked. Give a word, or a domain, table, study or verification.")
    if limit < 1:
        raise BadInput(f"limit is {limit}; ask for at least 1 row.")
    _check("domain", domain, DOMAINS)
    _check("table", table, TABLES)
    _check("verification", verification, (*VERIFICATIONS, "assumed", "defined", "estimated"))
    if study is not None:
        _check("study", study, {name for s in tables.load_studies() for name in (s.key, s.study_id)})
    wanted = {"domain": domain, "study_id": study, "verification": verification}
    if study and "/" in study:
        inside, wanted["study_id"] = study.split("/", 1)
        if domain not in (None, inside):
            return []
        wanted["domain"] = inside
    filters = {column: value for column, value in wanted.items() if value is not None}
    hits = [
        Hit(name, row, score)
        for name, load in TABLES.items()
        if table in (None, name)
        for row in load()
        if all(row.cells.get(column) == value for column, value in filters.items())
        if (score := _score(words, row))
    ]
    return sorted(hits, key=lambda hit: -hit.score)[:limit]


def _check(kind: str, value: str | None, known: Iterable[str]) -> None:
    if value is not None and value not in known:
        raise unknown(kind, value, known)
