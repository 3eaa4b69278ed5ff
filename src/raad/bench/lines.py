"""From a line of a vocabulary table to what it means; faults are noted at their line, never raised here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from raad.bench.rows import Condition, Line, Noise, Perturbation, Readout, Statistic, Treatment
from raad.evidence.reading import CellFault
from raad.evidence.reading import Line as Cells
from raad.quantities.errors import nearest
from raad.quantities.units import number

KINDS = ("input", "parameter", "dose", "person", "none")
HOWS = ("set", "times", "daily")
TREATMENTS = ("drug", "perturbation", "nothing")


def phrases(lines: list[Cells], meaning: Callable[[Cells], Any]) -> tuple[tuple[str, Any], ...]:
    """Return phrases in lower case with their meanings."""
    found = []
    for line in lines:
        if not line.cells["phrase"]:
            line.faults.add(line.table, line.number, "it is empty. Write words as a paper writes them.", "phrase")
            continue
        found.append((line.cells["phrase"].lower(), meaning(line)))
    return tuple(found)


def one_of(text: str, known: tuple[str, ...]) -> str:
    """Return a word that must be one of a few."""
    if text not in known:
        raise CellFault(f"{text!r} is not known.{nearest(text, known)} Known here: {', '.join(dict.fromkeys(known))}.")
    return text


def maybe(text: str) -> float | None:
    """Return a number, or None of an empty cell."""
    return number(text, "it") if text else None


def perturbations(lines: list[Cells]) -> dict[tuple[str, str], Perturbation]:
    """Return perturbations by name and place."""
    found: dict[tuple[str, str], list[Line]] = {}
    for c in lines:
        kind = c.get("kind", one_of, KINDS)
        how = c.get("how", one_of, ("", *HOWS)) or "set"
        value = c.cells["value"] if kind in ("dose", "none") else c.get("value", number, "value")
        drugs = tuple(c.cells["drugs"].replace("|", " ").replace(";", " ").split())
        line = Line(
            kind, c.cells["name"], how, value, c.get("begin", maybe), c.get("end", maybe), drugs, c.cells["why"],
            c.cells.get("species", ""), c.cells.get("feasible", ""), c.number,
        )  # fmt: skip
        if kind == "dose" and len(line.name.split()) != 2:
            c.faults.add(c.table, c.number, f"{line.name!r} is no 'drug route', such as 'naltrexone oral'.", "name")
        if kind == "parameter" and (line.begin is not None or line.end is not None):
            c.faults.add(c.table, c.number, "a parameter changes for good: leave begin and end empty.", "begin")
        found.setdefault((c.cells["perturbation"], c.cells["place"]), []).append(line)
    return {key: Perturbation(*key, tuple(mine)) for key, mine in found.items()}


def treatment(c: Cells, names: tuple[str, ...]) -> Treatment:
    """Return what an experiment treats with."""
    kind = c.get("kind", one_of, TREATMENTS)
    if kind == "perturbation":
        c.get("drug", one_of, names)
    return Treatment(
        c.cells["drug"], c.cells["route"], c.cells["species"], c.cells["dose"], kind,
        c.cells.get("duration", ""), c.get("interval", maybe) if c.cells.get("interval") else None,
        c.cells.get("feasible", ""),
    )  # fmt: skip


def condition(c: Cells) -> Condition:
    """Return what came before an experiment."""
    return Condition(
        c.cells["phrase"], c.get("stress", maybe) or 0.0, c.get("inflammation", maybe) or 0.0, c.cells["note"]
    )


def readout(c: Cells) -> Readout:
    """Return what is measured."""
    benefit = c.get("benefit", maybe) or 1.0
    statistic = c.get("statistic", Statistic.of)
    outputs = tuple(c.cells["outputs"].replace("|", " ").replace(";", " ").split())
    return Readout(c.cells["phrase"], outputs, statistic, benefit, c.cells["species"], c.cells["why"])


def noise(c: Cells) -> list[Noise]:
    """Return the spread between subjects, one for each output of the line."""
    sd = c.get("sd", number, "sd") or 0.0
    if sd <= 0:
        c.faults.add(c.table, c.number, f"{sd:g} is no standard deviation; it must be greater than 0.", "sd")
    names = c.cells["outputs"].replace("|", " ").replace(";", " ").split()
    return [Noise(n, sd, c.cells["unit"], c.cells["why"], c.cells.get("species", "")) for n in names]
