"""From a line of cells to a row: which cell is checked how. Faults are noted, never raised here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from raad.evidence import cells as check
from raad.evidence.reading import CellFault, Line
from raad.evidence.rows import Intervention, Observation, Parameter, Rule, Study
from raad.evidence.words import DIRECTIONS, DOMAINS, MISREAD_EFFECT_SIZES, SPREAD_TYPES, VERIFICATIONS
from raad.quantities.errors import nearest


@dataclass(frozen=True)
class Context:
    """What a table is checked against: the studies that exist, and whether units are parsed."""

    studies: dict[str, tuple[str, ...]] = field(default_factory=dict)  # ids by domain
    parse_units: bool = True

    @classmethod
    def of(cls, studies: Iterable[Study], parse_units: bool = True) -> Context:
        """Collect the ids of studies by domain."""
        found: dict[str, dict[str, None]] = {}
        for study in studies:
            found.setdefault(study.domain, {})[study.study_id] = None
        return cls({domain: tuple(ids) for domain, ids in found.items()}, parse_units)


def join(study_id: str, domain: str, context: Context) -> str:
    """Return the id of a study that exists in the domain of the row."""
    known = context.studies.get(domain, ())
    if study_id not in known and domain in DOMAINS:  # an unknown domain is noted at its own column
        elsewhere = [d for d, ids in context.studies.items() if study_id in ids]
        hint = f" It stands in domain {elsewhere[0]!r}." if elsewhere else nearest(study_id, known)
        raise CellFault(f"there is no study {study_id!r} in domain {domain!r}.{hint} Add it to studies.csv.")
    return study_id


def common(line: Line, context: Context) -> dict[str, Any]:
    """Check the cells that observations and parameters share."""
    unit, kind = line.cells["unit"], line.cells["spread_type"]
    return {
        "domain": line.get("domain", check.one_of, DOMAINS),
        "text": line.cells["value"],
        "unit": line.get("unit", check.unit, context.parse_units),
        "spread_type": line.get("spread_type", check.one_of, SPREAD_TYPES),
        "spread": line.get("spread", check.spread, kind),
        "species": line.cells["species"],
        "note": line.cells["note"],
        "line": line.number,
        "cells": line.cells,
        "value": line.get("value", check.value, unit, "symbol" in line.cells),
        "study_id": line.cells["study_id"],
    }


def study(line: Line, context: Context) -> Study:
    """Check a line of studies.csv."""
    doi = line.get("doi", check.doi) or ""
    return Study(
        **{
            **line.cells,
            "domain": line.get("domain", check.one_of, DOMAINS),
            "study_id": line.get("study_id", check.filled),
            "citation": line.get("citation", check.filled),
            "doi": doi.removesuffix(" (recalled)"),
            "doi_recalled": doi.endswith(" (recalled)"),
            "year": line.get("year", check.year),
            "n": line.get("n", check.count),
            "read_level": line.get("read_level", check.read_level),
        },
        line=line.number,
        cells=line.cells,
    )


def _effect_size(unit: str, quantity: str) -> None:
    for ending, (trap, reading, word) in MISREAD_EFFECT_SIZES.items():
        if quantity.endswith(ending) and unit == trap:
            raise CellFault(f"{unit!r} would be read as {reading}. Write {word!r}.")


def observation(line: Line, context: Context) -> Observation:
    """Check a line of observations.csv."""
    line.get("unit", _effect_size, line.cells["quantity"])
    line.get("study_id", join, line.cells["domain"], context)
    time, time_unit = line.cells["time"], line.cells["time_unit"]
    if bool(time) != bool(time_unit):
        line.get("time_unit", _both_or_none, time)
    return Observation(
        **common(line, context),
        arm=line.cells["arm"],
        quantity=line.get("quantity", check.filled),
        time=line.get("time", check.maybe_number),
        time_unit=line.get("time_unit", check.time_unit),
        n=line.get("n", check.count),
        source_location=line.cells["source_location"],
        verification=line.get("verification", check.one_of, VERIFICATIONS),
    )


def _both_or_none(time_unit: str, time: str) -> None:
    has, lacks = ("a time", "a unit") if time else ("a unit", "a time")
    raise CellFault(f"there is {has} without {lacks} (time {time!r}, unit {time_unit!r}). Fill or empty both.")


def parameter(line: Line, context: Context) -> Parameter:
    """Check a line of parameters.csv."""
    line.get("study_id", join, line.cells["domain"], context)
    return Parameter(
        **common(line, context),
        name=line.get("name", check.filled),
        symbol=line.cells["symbol"],
        conditions=line.cells["conditions"],
        verification=line.get("verification", check.one_of, VERIFICATIONS),
    )


def intervention(line: Line, context: Context) -> Intervention:
    """Check a line of interventions.csv."""
    line.get("study_id", join, line.cells["domain"], context)
    for column in ("id", "intervention", "readout"):
        line.get(column, check.filled)
    line.get("domain", check.one_of, DOMAINS)
    line.get("expected_direction", check.one_of, DIRECTIONS)
    line.get("verification", check.one_of, VERIFICATIONS)
    return Intervention(**line.cells, line=line.number, cells=line.cells)


def rule(line: Line, context: Context) -> Rule:
    """Check a line of supervision_rules.csv."""
    for column in ("rule_id", "jurisdiction", "condition", "action", "source"):
        line.get(column, check.filled)
    line.get("verification", check.one_of, VERIFICATIONS)
    return Rule(**line.cells, line=line.number, cells=line.cells)
