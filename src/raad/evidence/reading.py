"""From a file to cells: encoding, header, number of cells. All faults of a file in one error."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from raad.quantities.errors import BadInput, BadTable, nearest

SHOWN = 20


class Source(Protocol):
    """A file on disk or inside the package."""

    @property
    def name(self) -> str: ...
    def read_bytes(self) -> bytes: ...


class CellFault(ValueError):
    """What is wrong with one cell, and what to write instead."""


@dataclass
class Faults:
    """Collects what is wrong with a file, so that one reading shows everything."""

    messages: list[str] = field(default_factory=list)

    def add(self, table: str, line: int, problem: object, column: str = "") -> None:
        """Note a fault of a line, or of one of its cells."""
        where = f"{table}, line {line}, column {column!r}" if column else f"{table}, line {line}"
        message = f"{where}: {problem}"
        if message not in self.messages[-SHOWN:]:  # two checks of one cell can say the same
            self.messages.append(message)

    def raise_any(self) -> None:
        """Raise one BadTable with up to 20 faults, or do nothing when there are none."""
        if not self.messages:
            return
        if len(self.messages) == 1:
            raise BadTable(self.messages[0])
        more = len(self.messages) - SHOWN
        lines = self.messages[:SHOWN] + ([f"... and {more} more"] if more > 0 else [])
        raise BadTable(f"{len(self.messages)} faults:\n  " + "\n  ".join(lines))


@dataclass(frozen=True)
class Line:
    """The cells of one row, by column, and where the row stands in its file."""

    table: str
    number: int
    cells: dict[str, str]
    faults: Faults = field(repr=False, compare=False)

    def get(self, column: str, convert: Callable[..., Any], *known: Any) -> Any:
        """Return the converted cell, or None after a fault was noted."""
        try:
            return convert(self.cells[column], *known)
        except (CellFault, BadInput) as fault:
            self.faults.add(self.table, self.number, fault, column)
            return None


def _text(source: Source) -> str:
    try:
        raw = source.read_bytes()
    except OSError as err:
        raise BadInput(f"{source} cannot be read: {err.strerror or err}.") from err
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = raw[: err.start].count(b"\n") + 1
        byte = f"0x{raw[err.start]:02x}"
        raise BadTable(f"{source.name}, line {line}: byte {byte} is no UTF-8. Save the table as 'CSV UTF-8'.") from err


def _records(name: str, text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found, line = [], 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                found.append((line, [cell.strip() for cell in record]))
            line = reader.line_num + 1
    except csv.Error as err:
        raise BadTable(f"{name}, line {line}: {err}. Look for a quote that is not closed.") from err
    return found


def _check_commas(name: str, text: str) -> None:
    head = text.lstrip().partition("\n")[0]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if mark in head and "," not in head:
            raise BadTable(f"{name}: columns are separated by {word}. Save it with commas.")


def _check_header(name: str, line: int, header: list[str], columns: tuple[str, ...]) -> None:
    faults = Faults()
    for column in columns:
        if column not in header:
            faults.add(name, line, "this column is missing. Add it; its cells may stay empty where allowed.", column)
    for place, column in enumerate(header):
        if column not in columns:
            faults.add(name, line, f"no such column belongs here.{nearest(column, columns)} Delete it.", column)
        elif column in header[:place]:
            faults.add(name, line, "this column stands twice. Keep one.", column)
    faults.raise_any()


def read_lines(source: Source, columns: tuple[str, ...], faults: Faults) -> list[Line]:
    """Return the rows of a CSV file as cells by column; empty lines are skipped.

    Parameters
    ----------
    source
        A path, or a resource of the package. UTF-8 with or without a byte order mark, any line ends.
    columns
        The columns that the table must have, in any order.
    faults
        Collects rows of a wrong length and rows that stand twice.

    Raises
    ------
    BadInput, BadTable
        If the file cannot be read, is no UTF-8, or has other columns.
    """
    text = _text(source)
    _check_commas(source.name, text)
    records = _records(source.name, text)
    if not records:
        raise BadTable(f"{source.name} is empty. Its first line must be: {','.join(columns)}")
    (line, header), *rows = records
    _check_header(source.name, line, header, columns)
    lines: list[Line] = []
    first: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        same = first.setdefault(tuple(cells), number)
        if len(cells) != len(header):
            problem = f"{len(cells)} cells where {len(header)} are needed. Put quotes around a text with a comma."
            faults.add(source.name, number, problem)
        elif same != number:
            faults.add(source.name, number, f"the same row as line {same}. Delete one.")
        else:
            by_column = dict(zip(header, cells, strict=True))
            lines.append(Line(source.name, number, {c: by_column[c] for c in columns}, faults))
    return lines


def as_source(path: str | Path) -> Path:
    """Turn what a user gives into a path, "~" included."""
    return Path(path).expanduser()
