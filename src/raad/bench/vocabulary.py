"""The tables that say what words mean: read strictly, so that a slip is met at its file and line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from raad.bench import lines
from raad.bench.rows import Condition, Noise, Perturbation, Readout, Side, Treatment
from raad.evidence.reading import Faults, Source, as_source, read_lines
from raad.evidence.reading import Line as Cells
from raad.quantities.errors import BadTable
from raad.quantities.units import number

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
    def of(name: str) -> list[Cells]:
        return list(_lines(_source(folder, name), tuple(NEEDED[name].split()), faults))

    faults = Faults()
    if folder is not None and not folder.is_dir():
        raise BadTable(f"{folder} is no folder of vocabulary tables. Its files are: {', '.join(NEEDED)} (.csv).")
    perturbations = lines.perturbations(of("perturbations"))
    agents = lines.phrases(
        of("agents"), lambda c: c.get("perturbation", lines.one_of, tuple(n for n, _ in perturbations))
    )
    treatments = lines.phrases(of("treatments"), lambda c: lines.treatment(c, tuple(n for n, _ in perturbations)))
    read = Vocabulary(
        agents, perturbations, lines.phrases(of("places"), lambda c: c.cells["place"]), treatments,
        lines.phrases(of("conditions"), lines.condition), lines.phrases(of("readouts"), lines.readout),
        lines.phrases(of("times"), lambda c: c.get("hours", number, "hours")),
        tuple(Side(*(c.cells[k] for k in ("group", "id", "side", "why"))) for c in of("contradictions")),
        tuple(noise for c in of("noise") for noise in lines.noise(c)),
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
