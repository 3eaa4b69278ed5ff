"""Targets of the first walk: values and weights looked up in the shipped observations, row by row."""

from __future__ import annotations

import csv
from importlib.resources import files

from raad.calibrate.fit import Target
from raad.evidence import Observation, load_interventions, load_observations
from raad.quantities.errors import BadTable

ASSUMPTION = "assumption"


def targets() -> tuple[Target, ...]:
    """Return all targets.

    Raises
    ------
    BadTable
        If a target names a row that does not exist, or reads a sign the wrong way round.
    """
    text = files("raad.calibrate").joinpath("first_walk_targets.csv").read_text(encoding="utf-8")
    return tuple(_target(row) for row in csv.DictReader(text.splitlines()))


def interventions_used() -> dict[str, str]:
    """Return the experiments of the bench that are targets, by id, with their study: to pass them shows nothing.

    Examples
    --------
    >>> sorted(interventions_used())
    ['MI012', 'MI026', 'MI037']
    """
    text = files("raad.calibrate").joinpath("first_walk_targets.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["quantity"]: row["study_id"] for row in rows if _is_intervention(row)}


def _target(row: dict[str, str]) -> Target:
    found = [] if row["study_id"] == ASSUMPTION or _is_intervention(row) else _rows(row)
    observed = float(row["reading"]) if row["reading"] else _value(row, found)
    signs = [o.value for o in found if o.unit == "sign"]
    if signs and row["statistic"] != "level" and any(_sign(observed) not in (0, _sign(float(s or 0))) for s in signs):
        raise BadTable(f"first_walk_targets.csv, target {row['target']!r}: reading {observed} against sign {signs}.")
    sd = float(row["sd"]) if row["sd"] else float(sum(_se(o) ** 2 for o in found) ** 0.5)
    return Target(row["target"], row["study_id"], observed, sd, why=row["why"])


def _is_intervention(row: dict[str, str]) -> bool:
    """Say whether a target rests on a row of the interventions; its direction is then read as a size."""
    found = [i for i in load_interventions() if i.id == row["quantity"]]
    if found and (found[0].study_id, found[0].verification) != (row["study_id"], "read"):
        raise BadTable(f"first_walk_targets.csv, target {row['target']!r}: {row['quantity']} is no read row of it.")
    return bool(found)


def _sign(x: float) -> int:
    """Return -1, 0 or 1."""
    return (x > 0) - (x < 0)


def _rows(row: dict[str, str]) -> list[Observation]:
    """Find the observations that a target names; an arm `a - b` names two, a time `7/1` too."""
    arms, times = row["arm"].split(" - "), [float(t) for t in row["time"].split("/") if t]
    found = [
        o
        for arm in arms
        for time in times or [None]
        for o in load_observations()
        if (o.study_id, o.quantity, o.arm) == (row["study_id"], row["quantity"], arm)
        and (time is None or (o.time == time and o.time_unit == row["time_unit"]))
        and o.verification == "read"
    ]
    if not found:
        raise BadTable(f"first_walk_targets.csv, target {row['target']!r} names no read row of the observations.")
    return found


def _value(row: dict[str, str], found: list[Observation]) -> float:
    values = [float(o.value) for o in found if o.value is not None]
    if len(values) == 1:
        return values[0]
    return values[0] / values[1] if "/" in row["time"] else values[0] - values[1]


def _se(row: Observation) -> float:
    if row.spread_type != "se" or not row.spread:
        raise BadTable(f"{row.study_id}, {row.arm}: no standard error is printed; give the target an sd.")
    return float(row.spread[0] if isinstance(row.spread, tuple) else row.spread)
