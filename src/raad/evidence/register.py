"""The register: every number of raad's own model as a row that says where it is from."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from math import isclose
from pathlib import Path

from raad.evidence import build
from raad.evidence import cells as check
from raad.evidence.build import Context
from raad.evidence.parameter_table import ANY, SPECIES, UNPUBLISHED, ParameterTable
from raad.evidence.reading import CellFault, Faults, Line, Source, as_source, read_lines
from raad.evidence.rows import Parameter
from raad.evidence.tables import PARAMETERS, load_parameters, load_studies
from raad.evidence.words import VERIFICATIONS
from raad.quantities.errors import BadUnit

# What a row may claim, by where it is from.
_VERIFICATION = {"assumption": "assumed", "definition": "defined", "calibration": "estimated"}
_ENOUGH = 20  # characters that a reason needs at least


def _symbol(text: str) -> str:
    if not text.isidentifier() or keyword.iskeyword(text):
        raise CellFault(f"{text!r} is no name that a mechanism can use. Write for example 'k_out_bdnf'.")
    return text


def _unit(text: str) -> str:
    from raad.quantities import units

    try:
        units.unit(text)
    except BadUnit as err:
        raise CellFault(str(err)) from None
    return text


def _verification(text: str, study_id: str) -> str:
    allowed = (_VERIFICATION[study_id],) if study_id in UNPUBLISHED else VERIFICATIONS
    if text not in allowed:
        raise CellFault(f"{text!r} does not fit study_id {study_id!r}. Write {' or '.join(map(repr, allowed))}.")
    return text


def _note(text: str, study_id: str) -> str:
    if study_id == "assumption" and len(text) < _ENOUGH:
        raise CellFault(f"an assumption needs a reason of at least {_ENOUGH} characters. Say why it is believable.")
    if study_id == "calibration" and not text:
        raise CellFault("a calibrated value needs the name of its calibration.")
    return text


def _published(row: Parameter) -> Parameter | None:
    """Find the published parameter that a row of a study repeats; the one that agrees goes first."""
    same = [
        p for p in load_parameters() if p.study_id == row.study_id and (p.symbol == row.symbol or p.name == row.name)
    ]
    return next((p for p in same if _agree(row, p)), same[0] if same else None)


def _agree(row: Parameter, published: Parameter) -> bool:
    if row.value is None or published.value is None:
        return False
    try:
        return isclose(published.value_in(row.unit), row.value, rel_tol=1e-6)
    except BadUnit:
        return False


def _derivation(note: str, row: Parameter) -> None:
    """Ask how a row follows from its study, unless it repeats a published parameter."""
    published = _published(row)
    if published is not None and _agree(row, published):
        if (row.verification, published.verification) == ("read", "recalled"):
            raise CellFault("parameters.csv has this row as recalled. Write verification 'recalled'.")
    elif len(note) < _ENOUGH:
        what = "has no such row"
        if published is not None:
            what = f"has {published.text} {published.unit}".rstrip()
        raise CellFault(
            f"parameters.csv {what} for {row.study_id!r}. Say in at least {_ENOUGH} characters what was derived."
        )


def _row(line: Line, context: Context) -> Parameter | None:
    faults = len(line.faults.messages)
    study_id = line.cells["study_id"]
    row = Parameter(
        **{
            **build.common(line, context),
            "unit": line.get("unit", _unit),
            "value": line.get("value", check.number),
            "species": line.get("species", check.one_of, (*SPECIES, ANY)),
        },
        name=line.get("name", check.filled),
        symbol=line.get("symbol", _symbol),
        conditions=line.cells["conditions"],
        verification=line.get("verification", _verification, study_id),
    )
    line.get("note", _note, study_id)
    if study_id not in UNPUBLISHED:
        line.get("study_id", build.join, row.domain, context)
    if len(line.faults.messages) > faults:
        return None
    if study_id not in UNPUBLISHED:
        line.get("note", _derivation, row)
    return row


def _check_together(rows: Iterable[tuple[str, Parameter]], faults: Faults) -> None:
    """Check that a symbol and species have one row, and a symbol one kind of unit."""
    first: dict[tuple[str, str], tuple[str, Parameter]] = {}
    units: dict[str, Parameter] = {}
    for file, row in rows:
        file_before, before = first.setdefault((row.symbol, row.species), (file, row))
        if before is not row:
            where = f"{file_before}, line {before.line}"
            faults.add(file, row.line, f"{row.symbol!r} for {row.species} stands in {where} already.", "symbol")
        other = units.setdefault(row.symbol, row)
        try:
            row.value_in(other.unit)
        except BadUnit:
            problem = f"{row.unit!r} is of another kind than {other.unit!r} of the other row of {row.symbol!r}."
            faults.add(file, row.line, problem, "unit")


def _read(sources: Iterable[Source]) -> ParameterTable:
    faults, found = Faults(), []
    context = Context.of(load_studies(), parse_units=False)  # _unit parses, and takes no evidence words
    for source in sources:
        for line in read_lines(source, PARAMETERS.columns, faults):
            if (row := _row(line, context)) is not None:
                found.append((source.name, row))
    _check_together(found, faults)
    faults.raise_any()
    return ParameterTable(tuple(row for _, row in found))


@lru_cache(maxsize=1)
def _shipped() -> ParameterTable:
    folder = files("raad.evidence") / "register"
    return _read(sorted((f for f in folder.iterdir() if f.name.endswith(".csv")), key=lambda f: f.name))


def load_register(paths: str | Path | Sequence[str | Path] | None = None) -> ParameterTable:
    """Return the numbers of the model, each with its unit, its spread and where it is from.

    Parameters
    ----------
    paths
        CSV files with the columns of parameters.csv, read as one register; the shipped files when
        left out. `symbol` is the name that mechanisms use; `species` is human, rat, mouse or any;
        `study_id` is a study of studies.csv, or assumption, definition or calibration.

    Raises
    ------
    BadTable
        If a row cannot be used, or a symbol has two rows for a species; all faults are listed.

    Examples
    --------
    >>> table = load_register()
    >>> len(table.hash())
    64
    """
    if paths is None:
        return _shipped()
    chosen = [paths] if isinstance(paths, (str, Path)) else paths
    return _read([as_source(path) for path in chosen])
