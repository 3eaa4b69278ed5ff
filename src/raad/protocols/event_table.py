"""Event tables: a NONMEM-style CSV becomes subjects with their doses, observation times and covariates."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from raad.protocols.compartments import Compartments
from raad.protocols.dose import Dose
from raad.protocols.event_cells import COVARIATES, IN_WORDS, MISSING, Cells
from raad.protocols.event_records import DOSE, OBSERVATION, OTHER, RESET, RESET_AND_DOSE, Doses
from raad.protocols.regimen import Given, Regimen
from raad.protocols.state_dose import Reset
from raad.protocols.subject import Subject, TableRow
from raad.quantities.errors import BadInput, BadTable, RaadError

SEXES = {"0": "male", "1": "female", "m": "male", "f": "female", "male": "male", "female": "female"}
_DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?$")  # not 1E5, which may be a name
_MAY_CHANGE = ("AGE", "WT")  # the others are of the person, or matter before the first dose only


def read_event_table(
    path: str | Path,
    drug: str | None = None,
    route: str | None = None,
    *,
    compartments: Compartments | Mapping[int, str] | Sequence[str] | None = None,
    columns: Collection[str] = (),
) -> tuple[Subject, ...]:
    """Read a NONMEM-style event table.

    Columns, in any order and case: ID, TIME [h], AMT; optional EVID (0 observation, 1 dose, 2 neither, 3 reset,
    4 reset and dose; without it a record with AMT above 0 is a dose), RATE or DUR [h], ADDL, II [h], SS, and the
    covariates AGE [year], WT [kg], SEX (female or 1, male or 0), ANCESTRY, LIVER, CYP2B6, COMEDICATION, MADRS
    [points]. AGE and WT may change within an ID. A dot, NA or nothing is a missing value; of a covariate, it means
    the value before.

    With DRUG and ROUTE (columns or arguments) a dose is of a product, AMT in mg and RATE in mg/h, and CMT is not
    read. Without them CMT names the state that is dosed, AMT in its unit; a number needs `compartments`, and so
    do RATE -1 and -2. DV is not read; MDV 1 tells, where EVID does not, that a row is no observation.

    Lines that begin with '#' are comments and skipped, also before the header. IDs that are the same decimal number,
    such as 1 and 1.0, are one ID, named as it is written first.

    Parameters
    ----------
    path
        A CSV file, UTF-8, with commas.
    drug, route
        For tables without the columns DRUG and ROUTE.
    compartments
        States behind the numbers of CMT, alone or with F, ALAG, D and R.
    columns
        Further columns of numbers to be read, by the name of an input or parameter of the model.

    Returns
    -------
    tuple of Subject
        In the order of the file. (n_subjects,)

    Raises
    ------
    BadTable
        If the file cannot be read or a cell is wrong; the text names file, line and column.
    NotSupported, UnknownName, BadInput
        If a record asks for something that has no evidence; the text names file and line.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "events.csv"
    >>> _ = path.write_text("ID,TIME,AMT,WT\\n1,0,84,70\\n1,2,.,70\\n")
    >>> subject, = read_event_table(path, drug="esketamine", route="nasal")
    >>> subject.regimen.times, subject.observation_times, subject.covariates
    ((0.0,), (2.0,), {'weight': 70.0})
    """
    return tuple(iter_event_table(path, drug, route, compartments=compartments, columns=columns))


def iter_event_table(
    path: str | Path,
    drug: str | None = None,
    route: str | None = None,
    *,
    compartments: Compartments | Mapping[int, str] | Sequence[str] | None = None,
    columns: Collection[str] = (),
) -> Iterator[Subject]:
    """Yield the subjects of an event table one by one, for tables larger than the memory.

    Takes and raises the same as :func:`read_event_table`; an error comes when its line is reached.
    """
    path, known = table_path(path), Compartments.of(compartments)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = Cells(path.name, file, (*columns, *known.referred))
            yield from _Reader(cells, Doses(cells, drug, route, known)).subjects()
    except OSError as err:
        raise BadTable(f"{path}: the event table cannot be opened. {err.strerror or err}.") from None
    except (UnicodeDecodeError, csv.Error, ValueError) as err:
        if isinstance(err, RaadError):
            raise
        raise BadTable(f"{path}: no CSV text in UTF-8 ({err}). Save the table as 'CSV UTF-8'.") from None


def table_path(path: object) -> Path:
    """Return the path of a table.

    Raises
    ------
    BadInput
        If it is none.
    """
    try:
        return Path(path)  # type: ignore[arg-type]
    except TypeError:
        given = repr(path) if path is None or isinstance(path, (int, float, bytes)) else f"a {type(path).__name__}"
        raise BadInput(
            f"The table is {given[:100]}, which is no path of a file. Save the table as CSV and write its path as "
            "text, such as 'events.csv'."
        ) from None


def _key(id: str) -> str | Decimal:
    """Return what tells one ID from another: its number, exactly, or its text."""
    return Decimal(id) if _DECIMAL.match(id) else id


@dataclass(slots=True)
class _Collected:
    """What is known of the subject whose records are being read."""

    id: str
    time: float = -math.inf
    texts: Sequence[str] = ()  # of the covariates in the previous record
    given: list[Given] = field(default_factory=list)
    observed: list[float] = field(default_factory=list)
    covariates: dict[str, float | str] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)  # of the previous record
    rows: list[TableRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class _Reader:
    """Keeps only the present subject."""

    def __init__(self, cells: Cells, doses: Doses) -> None:
        self.cells, self.doses = cells, doses

    def subjects(self) -> Iterator[Subject]:
        cells = self.cells
        at = cells.header()
        columns = [n for n in at if n in COVARIATES or n[0] == "+"]
        finished: set[str | Decimal] = set()
        now: _Collected | None = None
        for row in cells.filled(at["ID"]):
            id = row[at["ID"]].strip()
            if now is None or (id != now.id and _key(id) != _key(now.id)):
                if now is not None:
                    yield self.subject(now)
                    finished.add(_key(now.id))
                if _key(id) in finished:
                    cells.fail("ID", f"{id!r} stands in two places. Keep the records of an ID together.")
                now = _Collected(id)
            event, time = self.doses.event(row, at), cells.number("TIME", row[at["TIME"]], "h")
            if time < now.time:
                hint = "Sort each ID by time."
                if event in (RESET, RESET_AND_DOSE):
                    hint = "A reset does not turn the clock back: give what follows it another ID."
                cells.fail("TIME", f"{time:g} h follows {now.time:g} h in ID {id!r}. {hint}")
            now.time = time
            texts = [row[at[name]] for name in columns]
            if texts != now.texts:
                self.covariates(now, columns, texts)
            self.take(now, event, row, at)
        if now is None:
            raise BadTable(f"{cells.name} has a header but no records.")
        yield self.subject(now)

    def take(self, now: _Collected, event: int, row: list[str], at: Mapping[str, int]) -> None:
        time = now.time
        if event == OBSERVATION:
            now.rows.append(TableRow(time, None, len(now.observed), now.values))
            now.observed.append(time)
        if event == OTHER:
            now.rows.append(TableRow(time, None, None, now.values))
        if event in (RESET, RESET_AND_DOSE):
            now.rows.append(TableRow(time, len(now.given), None, now.values))
            now.given.append(Reset(time))
        if event not in (DOSE, RESET_AND_DOSE):
            return
        given = self.doses.dose(row, at, time)
        before = now.given[-1] if now.given else None
        if isinstance(given, Dose) and isinstance(before, Dose) and before.time == time:
            now.warnings.append(
                f"{self.cells.where}: another dose of ID {now.id!r} at {time:g} h. Both are given, in order."
            )
        now.rows.append(TableRow(time, len(now.given), None, now.values))
        now.given.append(given)

    def covariates(self, now: _Collected, names: list[str], texts: list[str]) -> None:
        now.texts, now.values = texts, dict(now.values)  # rows before this one keep theirs
        for name, text in zip(names, texts, strict=True):
            if (text := text.strip()) in MISSING:
                continue
            if name[0] == "+":
                now.values[name[1:]] = self.cells.number(name[1:], text)
                continue
            value: float | str
            if name == "SEX":
                if text.lower().removesuffix(".0") not in SEXES:
                    self.cells.fail(name, f"{text!r} is no sex. Use female or 1, male or 0.")
                value = SEXES[text.lower().removesuffix(".0")]
            else:
                value = text.lower() if name in IN_WORDS else self.cells.number(name, text)
            known = now.covariates.setdefault(COVARIATES[name], value)
            if name in _MAY_CHANGE:
                now.values[COVARIATES[name]] = float(value)
            elif known != value:
                self.cells.fail(name, f"{text} follows {known} in ID {now.id!r}. It must be constant within an ID.")

    def subject(self, now: _Collected) -> Subject:
        first: dict[str, float] = {}
        for row in reversed(now.rows):
            first.update(row.values)  # the first value of each also holds for rows before it
        rows = tuple(
            row if len(row.values) == len(first) else row._replace(values={**first, **row.values}) for row in now.rows
        )
        warnings = (*self.cells.warnings, *now.warnings)
        return Subject(now.id, Regimen(tuple(now.given)), tuple(now.observed), now.covariates, warnings, rows)
