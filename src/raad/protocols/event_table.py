"""Event tables: a NONMEM-style CSV becomes subjects with their doses, observation times and covariates."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn, TextIO

from raad.protocols.dose import Dose
from raad.protocols.regimen import Regimen
from raad.quantities.errors import BadInput, BadTable, NotSupported, RaadError, nearest

REQUIRED = ("ID", "TIME", "AMT")
DOSE_COLUMNS = ("AMT", "RATE", "DUR", "ADDL", "II", "DRUG", "ROUTE")
COVARIATES = {"AGE": "age", "SEX": "sex", "WT": "weight", "ANCESTRY": "ancestry", "MADRS": "madrs"}
SEXES = {"0": "male", "1": "female", "m": "male", "f": "female", "male": "male", "female": "female"}
# Columns that are common in such files and carry nothing that is needed here.
_IGNORED = ("DV", "MDV", "CMT", "BLQ", "LLOQ", "CENS", "DVID", "OCC", "VISIT", "STUDY", "ARM", "TAD")
_KNOWN = (*REQUIRED, *DOSE_COLUMNS[1:], "EVID", "SS", *COVARIATES)
_MISSING = frozenset(("", ".", "NA"))
_RESETS = "is not supported yet: resets come with the population engine. Use 0 (observation) or 1 (dose)."


@dataclass(frozen=True, slots=True)
class Subject:
    """One ID of an event table.

    `covariates` has the names of the arguments of a person (age [year], sex, weight [kg], ancestry, madrs
    [points]) and holds only what the table gives.
    """

    id: str
    regimen: Regimen
    observation_times: tuple[float, ...]  # [h], one for each observation record
    covariates: dict[str, float | str]
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Collected:
    """What is known of the subject whose records are being read."""

    id: str
    time: float = -math.inf
    texts: Sequence[str] = ()  # of the covariates in the previous record
    doses: list[Dose] = field(default_factory=list)
    observed: list[float] = field(default_factory=list)
    covariates: dict[str, float | str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def read_event_table(
    path: str | Path,
    drug: str | None = None,
    route: str | None = None,
) -> tuple[Subject, ...]:
    """Read a NONMEM-style event table.

    Columns, in any order and case: ID, TIME [h], AMT [mg]; optional EVID (0 observation, 1 dose; without it a
    record with AMT above 0 is a dose), RATE [mg/h] or DUR [h], ADDL, II [h], DRUG, ROUTE, and the covariates
    AGE [year], WT [kg], SEX (female or 1, male or 0), ANCESTRY, MADRS [points], constant within an ID. A dot,
    NA or nothing is a missing value. DV, MDV and CMT are not read: where a dose enters follows from DRUG and
    ROUTE. Doses of one ID at one time are all given, in the order of the file, and leave a warning.

    Parameters
    ----------
    path
        A CSV file, UTF-8, with commas.
    drug, route
        For tables without the columns DRUG and ROUTE.

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
    return tuple(iter_event_table(path, drug, route))


def iter_event_table(
    path: str | Path,
    drug: str | None = None,
    route: str | None = None,
) -> Iterator[Subject]:
    """Yield the subjects of an event table one by one, for tables larger than the memory.

    Takes and raises the same as :func:`read_event_table`; an error comes when its line is reached.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _Reader(path.name, file, drug, route).subjects()
    except OSError as err:
        raise BadTable(f"{path}: the event table cannot be opened. {err.strerror or err}.") from None
    except (UnicodeDecodeError, csv.Error, ValueError) as err:
        if isinstance(err, RaadError):
            raise
        raise BadTable(f"{path}: no CSV text in UTF-8 ({err}). Save the table as 'CSV UTF-8'.") from None


def _near(column: str, columns: Sequence[str]) -> str:
    hint = nearest(column, [name.lower() for name in columns], 1)
    return re.sub("'.*'", lambda name: name[0].upper(), hint)


class _Reader:
    """Reads records one by one and keeps only the present subject."""

    def __init__(self, name: str, file: TextIO, drug: str | None, route: str | None) -> None:
        self.name, self.given = name, {"DRUG": drug, "ROUTE": route}
        self.records = csv.reader(file)
        self.header_warnings: tuple[str, ...] = ()
        self.templates: dict[tuple[str, ...], Dose] = {}  # most dose records of a table differ in time only

    @property
    def where(self) -> str:
        return f"{self.name}, line {self.records.line_num}"

    def fail(self, column: str, problem: str) -> NoReturn:
        raise BadTable(f"{self.where}, column {column}: {problem}")

    def number(self, column: str, text: str, unit: str = "") -> float:
        try:
            value = math.nan if "_" in text else float(text)  # Python would read 1_5 as fifteen
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            kind = f"a number in {unit}" if unit else "a number"
            self.fail(column, f"{text.strip()!r} is not a number. Write {kind}, such as 1.5.")
        return value

    def header(self) -> dict[str, int]:
        """Return where the known columns are."""
        row = next((row for row in self.records if any(cell.strip() for cell in row)), None)
        if row is None:
            raise BadTable(f"{self.name} is empty. A table starts with a header such as ID,TIME,AMT,EVID.")
        names = [cell.strip().upper() for cell in row]
        for name in names:
            if name and names.count(name) > 1:
                self.fail(name, "two columns have this name. Remove one.")
        for mark in (";", "\t"):
            if len(names) == 1 and mark in names[0]:
                self.fail(names[0], f"the cells are separated by {mark!r}. Save the table with commas.")
        for name in REQUIRED:
            if name not in names:
                found = ascii(", ".join(names))[1:-1][:200]  # a binary file must not spill over the screen
                self.fail(name, f"this column is missing.{_near(name, names)} Found: {found}.")
        unread = [name for name in names if name and name not in _KNOWN and name not in _IGNORED]
        hints = {name: _near(name, _KNOWN) for name in unread}
        self.header_warnings = tuple(
            f"{self.name}: column {name} is not read.{hint}" for name, hint in hints.items() if hint
        )
        self.width = len(names)
        return {name: names.index(name) for name in _KNOWN if name in names}

    def filled(self, at_id: int) -> Iterator[list[str]]:
        """Yield the records that are not blank, each with an ID and as many cells as the header."""
        for row in self.records:
            if len(row) == self.width and row[at_id].strip() not in _MISSING:
                yield row
            elif any(cell.strip() for cell in row):
                if len(row) == self.width:
                    self.fail("ID", "the ID is missing.")
                self.fail("ID", f"the line has {len(row)} cells, but the header has {self.width}.")

    def subjects(self) -> Iterator[Subject]:
        at = self.header()
        at_id, at_time, at_amount, at_event = at["ID"], at["TIME"], at["AMT"], at.get("EVID")
        covariates = [name for name in COVARIATES if name in at]
        places = [at[name] for name in covariates]
        finished: set[str] = set()
        now: _Collected | None = None
        for row in self.filled(at_id):
            id = row[at_id].strip()
            if now is None or id != now.id:
                if now is not None:
                    yield self.subject(now)
                    finished.add(now.id)
                if id in finished:
                    self.fail("ID", f"{id!r} stands in two places. Keep the records of an ID together.")
                now = _Collected(id)
            time = self.number("TIME", row[at_time], "h")
            if time < now.time:
                self.fail("TIME", f"{time:g} h follows {now.time:g} h in ID {id!r}. Sort each ID by time.")
            now.time = time
            texts = [row[place] for place in places]
            if texts != now.texts:
                self.covariates(now, covariates, texts)
            if self.is_dose(row[at_amount].strip(), "" if at_event is None else row[at_event].strip()):
                self.dose(now, row, at)
            else:
                now.observed.append(time)
        if now is None:
            raise BadTable(f"{self.name} has a header but no records.")
        yield self.subject(now)

    def is_dose(self, amount: str, event: str) -> bool:
        if event == "0" and (amount in _MISSING or amount == "0"):  # the usual observation, told quickly
            return False
        size = 0.0 if amount in _MISSING else self.number("AMT", amount, "mg")
        if size < 0:
            self.fail("AMT", f"{amount} is negative. A dose is 0 mg or more.")
        if event in _MISSING:
            return size > 0
        code = self.number("EVID", event)
        if code == 1:
            if amount in _MISSING:
                self.fail("AMT", "the amount of a dose (EVID 1) is missing.")
            return True
        if code == 0:
            if size > 0:
                self.fail("EVID", f"EVID 0 is an observation, but AMT is {amount}. Write EVID 1 for a dose.")
            return False
        if code not in (2, 3, 4):
            self.fail("EVID", f"{event!r} is no event. Use 0 (observation) or 1 (dose).")
        raise NotSupported(f"{self.where}, column EVID: {event} {_RESETS}")

    def dose(self, now: _Collected, row: list[str], at: dict[str, int]) -> None:
        key = tuple(row[at[name]] if name in at else "" for name in (*DOSE_COLUMNS, "SS"))
        if key not in self.templates:
            if len(self.templates) > 10_000:  # weight-based amounts may all differ; memory stays bounded
                self.templates.clear()
            self.templates[key] = self.template(dict(zip((*DOSE_COLUMNS, "SS"), key, strict=True)))
        given = replace(self.templates[key], time=now.time)
        if now.doses and now.doses[-1].time == given.time:
            now.warnings.append(
                f"{self.where}: another dose of ID {now.id!r} at {now.time:g} h. Both are given, in order."
            )
        now.doses.append(given)

    def template(self, cells: dict[str, str]) -> Dose:
        texts = {name: text.strip() for name, text in cells.items() if text.strip() not in _MISSING}
        values = {name: self.number(name, text) for name, text in texts.items() if name not in self.given}
        if values.get("SS"):
            raise NotSupported(f"{self.where}, column SS: steady state is not supported. Use ADDL and II.")
        if values.get("RATE") in (-1, -2):
            raise NotSupported(f"{self.where}, column RATE: -1 and -2 are not supported. Use DUR [h].")
        # RATE and DUR of 0 mean "at once" and II of 0 means "no repeat" in such tables.
        values = {name: value for name, value in values.items() if value or name == "AMT"}
        product = {name: texts.get(name) or given for name, given in self.given.items()}
        for name, text in product.items():
            if not text:
                self.fail(name, f"a dose needs a {name.lower()}. Fill {name}, or give {name.lower()}=... .")
        try:
            return Dose(
                str(product["DRUG"]),
                str(product["ROUTE"]),
                values["AMT"],
                duration=values.get("DUR"),
                rate=values.get("RATE"),
                interval=values.get("II"),
                additional=values.get("ADDL", 0),  # type: ignore[arg-type]  # Dose makes it whole
            )
        except BadInput as err:
            raise type(err)(f"{self.where}: {err}") from None

    def covariates(self, now: _Collected, names: list[str], texts: list[str]) -> None:
        now.texts = texts
        for name, text in zip(names, texts, strict=True):
            if (text := text.strip()) in _MISSING:
                continue
            value: float | str
            if name == "SEX":
                if text.lower().removesuffix(".0") not in SEXES:
                    self.fail(name, f"{text!r} is no sex. Use female or 1, male or 0.")
                value = SEXES[text.lower().removesuffix(".0")]
            else:
                value = text.lower() if name == "ANCESTRY" else self.number(name, text)
            known = now.covariates.setdefault(COVARIATES[name], value)
            if known != value:
                self.fail(name, f"{text} follows {known} in ID {now.id!r}. It must be constant within an ID.")

    def subject(self, now: _Collected) -> Subject:
        warnings = (*self.header_warnings, *now.warnings)
        return Subject(now.id, Regimen(tuple(now.doses)), tuple(now.observed), now.covariates, warnings)
