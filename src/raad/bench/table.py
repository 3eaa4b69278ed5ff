"""Rows of experiments: the shipped interventions, or a file of one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from raad.evidence import cells as check
from raad.evidence import load_interventions
from raad.evidence.reading import Faults, as_source, read_lines
from raad.evidence.tables import load_studies
from raad.evidence.words import DIRECTIONS
from raad.quantities.errors import BadInput, unknown

NEEDED = ("id", "intervention", "on_top_of", "readout", "expected_direction", "species")
MAY = ("domain", "time", "effect_size", "study_id", "verification", "note", "perturbation")
SPECIES = ("human", "rat", "mouse")


@dataclass(frozen=True, slots=True)
class Row:
    """An experiment as a paper tells it."""

    id: str
    intervention: str
    on_top_of: str
    readout: str
    expected: str
    time: str
    species: str
    study: str = ""
    note: str = ""
    perturbation: str = ""
    verification: str = ""
    line: int = 0
    table: str = ""

    @property
    def text(self) -> str:
        """The experiment in one sentence."""
        base = f" on top of {self.on_top_of}" if self.on_top_of not in ("", "none") else ""
        time = f" at {self.time}" if self.time else ""
        return f"{self.intervention}{base}: {self.readout}{time} ({self.species})"


def load_rows(path: str | Path | None = None) -> tuple[Row, ...]:
    """Return the shipped experiments, or those of a file.

    Parameters
    ----------
    path
        A CSV file with at least id, intervention, on_top_of, readout, expected_direction and species; the shipped
        interventions when left out.

    Raises
    ------
    BadTable
        With file, line and column of what cannot be used.

    Examples
    --------
    >>> load_rows()[0].expected
    'attenuate'
    """
    if path is None:
        return tuple(
            Row(
                r.id, r.intervention, r.on_top_of, r.readout, r.expected_direction, r.time, r.species, r.study,
                r.note, "", r.verification, r.line, "interventions.csv",
            )
            for r in load_interventions()
        )  # fmt: skip
    return _own(as_source(path))


def _own(source: Path) -> tuple[Row, ...]:
    try:
        head = next(csv.reader(io.StringIO(source.read_bytes().decode("utf-8-sig", errors="replace"))), [])
    except OSError as err:
        raise BadInput(f"{source} cannot be read: {err.strerror or err}.") from err
    faults, seen, rows = Faults(), {}, []
    there = tuple(c for c in MAY if c in {h.strip() for h in head})
    studies = {s.key for s in load_studies()}
    for line in read_lines(source, (*NEEDED, *there), faults):
        cells = {**dict.fromkeys(MAY, ""), **line.cells}
        for column in ("id", "intervention", "readout"):
            if not cells[column]:
                faults.add(line.table, line.number, "it is empty. Say it in words.", column)
        if seen.setdefault(cells["id"], line.number) != line.number:
            problem = f"{cells['id']!r} stands on line {seen[cells['id']]} already. Use another id."
            faults.add(line.table, line.number, problem, "id")
        line.get("expected_direction", check.one_of, DIRECTIONS)
        line.get("species", check.one_of, SPECIES)
        study = f"{cells['domain'] or 'mechanism'}/{cells['study_id']}"
        rows.append(
            Row(
                cells["id"], cells["intervention"], cells["on_top_of"] or "none", cells["readout"],
                cells["expected_direction"], cells["time"], cells["species"],
                study if study in studies else cells["study_id"], cells["note"], cells["perturbation"],
                cells["verification"], line.number, line.table,
            )
        )  # fmt: skip
    faults.raise_any()
    return tuple(rows)


def chosen(rows: Sequence[Row], only: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of some ids, in their own order; all when none is named.

    Raises
    ------
    UnknownName
        If no row has an id.
    """
    known = [r.id for r in rows]
    for name in only:
        if name not in known:
            raise unknown("experiment", name, known, "List them with `raad evidence`.")
    return tuple(r for r in rows if not only or r.id in only)
