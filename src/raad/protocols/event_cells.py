"""Cells of an event table: the header, the records one by one, and what a wrong cell is told."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NoReturn, TextIO

from raad.quantities.errors import BadTable, nearest

REQUIRED = ("ID", "TIME", "AMT")
DOSE_COLUMNS = ("AMT", "RATE", "DUR", "ADDL", "II", "SS", "CMT", "DRUG", "ROUTE")
COVARIATES = {
    "AGE": "age", "SEX": "sex", "WT": "weight", "ANCESTRY": "ancestry", "LIVER": "liver", "CYP2B6": "cyp2b6",
    "COMEDICATION": "comedication", "MADRS": "madrs",
}  # fmt: skip
IN_WORDS = ("ANCESTRY", "LIVER", "CYP2B6", "COMEDICATION")
KNOWN = (*REQUIRED, *DOSE_COLUMNS[1:], "EVID", "MDV", *COVARIATES)
_HINTED = tuple(n for n in KNOWN if n not in ("CMT", "MDV", "COMEDICATION"))  # COMMENT is none of them, misspelt
_SAME = {"WT": "WEIGHT", "SEX": "FEMALE", "ANCESTRY": "ASIAN"}  # two columns for one thing of a person
# Columns that are common in such files and carry nothing that is needed here.
_IGNORED = ("DV", "BLQ", "LLOQ", "CENS", "DVID", "OCC", "VISIT", "STUDY", "ARM", "TAD")
MISSING = frozenset(("", ".", "NA"))


def _near(column: str, columns: Sequence[str]) -> str:
    hint = nearest(column, [name.lower() for name in columns], 1)
    return re.sub("'.*'", lambda name: name[0].upper(), hint)


class Cells:
    """Reads the records of a table one by one, and says where an error is."""

    def __init__(self, name: str, file: TextIO, further: Collection[str] = ()) -> None:
        self.name, self.further = name, {one.upper(): one for one in further}
        self.commented = False
        self.records = csv.reader(self._lines(file))
        self.warnings: tuple[str, ...] = ()

    def _lines(self, file: TextIO) -> Iterator[str]:
        """Yield the lines; one that begins with '#' is blank, so that the lines keep their numbers."""
        for line in file:
            comment = line.lstrip(" \t").startswith("#")
            self.commented |= comment
            yield "\n" if comment else line

    @property
    def where(self) -> str:
        """File and line of the present record."""
        return f"{self.name}, line {self.records.line_num}"

    def fail(self, column: str, problem: str) -> NoReturn:
        """Raise the error of a cell."""
        raise BadTable(f"{self.where}, column {column}: {problem}")

    def number(self, column: str, text: str, unit: str = "") -> float:
        """Return the finite number in a cell."""
        try:
            value = math.nan if "_" in text else float(text)  # Python would read 1_5 as fifteen
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            kind = f"a number in {unit}" if unit else "a number"
            self.fail(column, f"{text.strip()!r} is not a number. Write {kind}, such as 1.5.")
        return value

    def header(self) -> dict[str, int]:
        """Return where the known columns are, and the further ones that were asked for (with a leading '+')."""
        row = next((row for row in self.records if any(cell.strip() for cell in row)), None)
        if row is None:
            raise BadTable(f"{self.name} is empty. A table starts with a header such as ID,TIME,AMT,EVID.")
        names = [cell.strip().upper() for cell in row]
        for mark in (";", "\t"):
            if len(names) == 1 and mark in names[0]:
                self.fail(names[0], f"the cells are separated by {mark!r}. Save the table with commas.")
        for name in REQUIRED:
            if name not in names:
                found = ascii(", ".join(names))[1:-1][:200]  # a binary file must not spill over the screen
                comment = " Lines that begin with '#' are skipped as comments." if self.commented else ""
                self.fail(name, f"this column is missing.{_near(name, names)} Found: {found}.{comment}")
        for name in names:
            if name and names.count(name) > 1:
                self.fail(name, "two columns have this name. Remove one.")
        for name, other in _SAME.items():
            if name in names and other in names and (other in self.further or name == "WT"):
                self.fail(other, f"{other} and {name} mean the same, and both are columns. Remove one.")
        unread = [n for n in names if n and n not in KNOWN and n not in _IGNORED and n not in self.further]
        hints = {name: _near(name, (*_HINTED, *self.further)) for name in unread}
        self.warnings = tuple(f"{self.name}: column {name} is not read.{hint}" for name, hint in hints.items() if hint)
        self.width = len(names)
        structure = {*REQUIRED, *DOSE_COLUMNS, "EVID", "MDV"}
        asked = {f"+{self.further[n]}": names.index(n) for n in names if n in self.further and n not in structure}
        return {name: names.index(name) for name in KNOWN if name in names} | asked

    def filled(self, at_id: int) -> Iterator[list[str]]:
        """Yield the records that are not blank, each with an ID and as many cells as the header."""
        for row in self.records:
            if len(row) == self.width and row[at_id].strip() not in MISSING:
                yield row
            elif any(cell.strip() for cell in row):
                if len(row) == self.width:
                    self.fail("ID", "the ID is missing.")
                self.fail("ID", f"the line has {len(row)} cells, but the header has {self.width}.")
