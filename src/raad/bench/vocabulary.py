"""The tables that say what words mean: read strictly, so that a slip is met at its file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from raad.bench.rows import Condition, Line, Noise, Perturbation, Readout, Side, Statistic, Treatment
from raad.evidence.reading import CellFault, Faults, Source, as_source, read_lines
from raad.evidence.reading import Line as Cells
from raad.quantities.errors import BadTable, nearest
from raad.quantities.units import number

KINDS = ("input", "parameter", "dose", "person", "none")
HOWS = ("set", "times", "daily")
TREATMENTS = ("drug", "perturbation", "nothing")
NEEDED = {
    "agents": "phrase perturbation",
    "perturbations": "perturbation place kind name how value begin end drugs why",
    "places": "phrase place",
    "treatments": "phrase drug route species dose kind",
    "conditions": "phrase stress inflammation note",
    "readouts": "phrase outputs statistic benefit species why",
    "times": "phrase hours",
    "contradictions": "group id side why",
    "noise": "outputs sd unit why",
}


@dataclass(frozen=True)
class Vocabulary:
    """All tables, read: phrases with their meanings, perturbations by name and place, noise, contradictions."""

    agents: tuple[tuple[str, str], ...]
    perturbations: dict[tuple[str, str], Perturbation]
    places: tuple[tuple[str, str], ...]
    treatments: tuple[tuple[str, Treatment], ...]
    conditions: tuple[tuple[str, Condition], ...]
    readouts: tuple[tuple[str, Readout], ...]
    times: tuple[tuple[str, float], ...]
    contradictions: tuple[Side, ...]
    noise: tuple[Noise, ...]

    def places_of(self, perturbation: str) -> tuple[str, ...]:
        """Return the places for which a perturbation is declared."""
        return tuple(place for name, place in self.perturbations if name == perturbation)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all perturbations."""
        return tuple(dict.fromkeys(name for name, _ in self.perturbations))


def load_vocabulary(folder: str | Path | None = None) -> Vocabulary:
    """Read the tables, shipped or of a folder that holds tables of the same names.

    Parameters
    ----------
    folder
        A folder of one's own; a table that is not in it is taken from the shipped ones.

    Raises
    ------
    BadTable
        With file, line, column, and the nearest right word.

    Examples
    --------
    >>> "nbqx" in dict(load_vocabulary().agents)
    True
    """
    return _read(None) if folder is None else _read(as_source(folder))


@lru_cache(maxsize=4)
def _read(folder: Path | None) -> Vocabulary:
    def lines(name: str) -> list[Cells]:
        return list(_lines(_source(folder, name), tuple(NEEDED[name].split()), faults))

    faults = Faults()
    if folder is not None and not folder.is_dir():
        raise BadTable(f"{folder} is no folder of vocabulary tables. Its files are: {', '.join(NEEDED)} (.csv).")
    perturbations = _perturbations(lines("perturbations"))
    agents = _phrases(lines("agents"), lambda c: c.get("perturbation", _one_of, tuple(n for n, _ in perturbations)))
    treatments = _phrases(lines("treatments"), lambda c: _treatment(c, tuple(n for n, _ in perturbations)))
    read = Vocabulary(
        agents, perturbations, _phrases(lines("places"), lambda c: c.cells["place"]), treatments,
        _phrases(lines("conditions"), _condition), _phrases(lines("readouts"), _readout),
        _phrases(lines("times"), lambda c: c.get("hours", number, "hours")),
        tuple(Side(*(c.cells[k] for k in ("group", "id", "side", "why"))) for c in lines("contradictions")),
        tuple(noise for c in lines("noise") for noise in _noise(c)),
    )  # fmt: skip
    faults.raise_any()
    return read


def _source(folder: Path | None, name: str) -> Source:
    own = folder / f"{name}.csv" if folder is not None else None
    return own if own is not None and own.is_file() else files("raad.bench") / "tables" / f"{name}.csv"


def _lines(source: Source, needed: tuple[str, ...], faults: Faults) -> list[Cells]:
    """Read a table; columns beyond the needed ones are allowed, and are kept."""
    head = next(csv.reader(io.StringIO(source.read_bytes().decode("utf-8-sig"))), [])
    more = tuple(c.strip() for c in head if c.strip() and c.strip() not in needed)
    return read_lines(source, (*needed, *more), faults)


def _phrases(lines: list[Cells], meaning: Callable[[Cells], Any]) -> tuple[tuple[str, Any], ...]:
    found = []
    for line in lines:
        if not line.cells["phrase"]:
            line.faults.add(line.table, line.number, "it is empty. Write words as a paper writes them.", "phrase")
            continue
        found.append((line.cells["phrase"].lower(), meaning(line)))
    return tuple(found)


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise CellFault(f"{text!r} is not known.{nearest(text, known)} Known here: {', '.join(dict.fromkeys(known))}.")
    return text


def _maybe(text: str) -> float | None:
    return number(text, "it") if text else None


def _perturbations(lines: list[Cells]) -> dict[tuple[str, str], Perturbation]:
    found: dict[tuple[str, str], list[Line]] = {}
    for c in lines:
        kind = c.get("kind", _one_of, KINDS)
        how = c.get("how", _one_of, ("", *HOWS)) or "set"
        value = c.cells["value"] if kind in ("dose", "none") else c.get("value", number, "value")
        drugs = tuple(c.cells["drugs"].replace("|", " ").replace(";", " ").split())
        line = Line(
            kind, c.cells["name"], how, value, c.get("begin", _maybe), c.get("end", _maybe), drugs, c.cells["why"],
            c.cells.get("species", ""), c.cells.get("feasible", ""), c.number,
        )  # fmt: skip
        if kind == "dose" and len(line.name.split()) != 2:
            c.faults.add(c.table, c.number, f"{line.name!r} is no 'drug route', such as 'naltrexone oral'.", "name")
        if kind == "parameter" and (line.begin is not None or line.end is not None):
            c.faults.add(c.table, c.number, "a parameter changes for good: leave begin and end empty.", "begin")
        found.setdefault((c.cells["perturbation"], c.cells["place"]), []).append(line)
    return {key: Perturbation(*key, tuple(mine)) for key, mine in found.items()}


def _treatment(c: Cells, names: tuple[str, ...]) -> Treatment:
    kind = c.get("kind", _one_of, TREATMENTS)
    if kind == "perturbation":
        c.get("drug", _one_of, names)
    return Treatment(
        c.cells["drug"], c.cells["route"], c.cells["species"], c.cells["dose"], kind,
        c.cells.get("duration", ""), c.get("interval", _maybe) if c.cells.get("interval") else None,
        c.cells.get("feasible", ""),
    )  # fmt: skip


def _condition(c: Cells) -> Condition:
    return Condition(
        c.cells["phrase"], c.get("stress", _maybe) or 0.0, c.get("inflammation", _maybe) or 0.0, c.cells["note"]
    )


def _readout(c: Cells) -> Readout:
    benefit = c.get("benefit", _maybe) or 1.0
    statistic = c.get("statistic", Statistic.of)
    outputs = tuple(c.cells["outputs"].replace("|", " ").replace(";", " ").split())
    return Readout(c.cells["phrase"], outputs, statistic, benefit, c.cells["species"], c.cells["why"])


def _noise(c: Cells) -> list[Noise]:
    sd = c.get("sd", number, "sd") or 0.0
    if sd <= 0:
        c.faults.add(c.table, c.number, f"{sd:g} is no standard deviation; it must be greater than 0.", "sd")
    names = c.cells["outputs"].replace("|", " ").replace(";", " ").split()
    return [Noise(n, sd, c.cells["unit"], c.cells["why"], c.cells.get("species", "")) for n in names]
