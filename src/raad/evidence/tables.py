"""The doors of the evidence tables: shipped files, or a user's file of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from raad.evidence import build
from raad.evidence.build import Context
from raad.evidence.reading import Faults, Line, Source, as_source, read_lines
from raad.evidence.rows import Intervention, Observation, Parameter, Rule, Study


@dataclass(frozen=True)
class Kind:
    """A kind of table: its file, its columns, how a line becomes a row, what must be unique in it."""

    file: str
    columns: tuple[str, ...]
    row: Callable[[Line, Context], Any]
    unique: tuple[str, ...] = ()


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STUDIES = Kind(
    "studies.csv",
    _columns("domain study_id citation doi year species design n population arms read_level address"),
    build.study,
    ("domain", "study_id"),
)
OBSERVATIONS = Kind(
    "observations.csv",
    _columns(
        "domain study_id arm quantity time time_unit value unit spread_type spread n species verification"
        " source_location note"
    ),
    build.observation,
)
PARAMETERS = Kind(
    "parameters.csv",
    _columns("domain name symbol value unit spread_type spread conditions species study_id verification note"),
    build.parameter,
)
INTERVENTIONS = Kind(
    "interventions.csv",
    _columns(
        "domain id intervention on_top_of readout expected_direction effect_size time species study_id"
        " verification note"
    ),
    build.intervention,
    ("id",),
)
RULES = Kind(
    "supervision_rules.csv",
    _columns("rule_id jurisdiction condition action source verification"),
    build.rule,
    ("rule_id",),
)


def read_table(kind: Kind, source: Source, context: Context) -> tuple[Any, ...]:
    """Read and validate every row of one file, or raise one error with all its faults."""
    faults = Faults()
    rows, first = [], {}
    for line in read_lines(source, kind.columns, faults):
        if kind.unique:
            key = tuple(line.cells[c] for c in kind.unique)
            same = first.setdefault(key, line.number)
            if same != line.number:
                problem = f"{'/'.join(key)!r} stands on line {same} already. Use another id."
                faults.add(line.table, line.number, problem, kind.unique[-1])
        rows.append(kind.row(line, context))
    faults.raise_any()
    return tuple(rows)


@cache
def _shipped(kind: Kind) -> tuple[Any, ...]:
    # Units of the shipped files are parsed by the tests, not at every import: the registry is slow to load.
    studies = _shipped(STUDIES) if "study_id" in kind.columns and kind is not STUDIES else ()
    return read_table(kind, files("raad.evidence") / "data" / kind.file, Context.of(studies, parse_units=False))


def _load(kind: Kind, path: str | Path | None, studies: Iterable[Study] = ()) -> tuple[Any, ...]:
    if path is None:
        return _shipped(kind)
    return read_table(kind, as_source(path), Context.of((*_shipped(STUDIES), *studies)))


def load_studies(path: str | Path | None = None) -> tuple[Study, ...]:
    """Return the sources, shipped or of a user's file.

    Parameters
    ----------
    path
        A CSV file with the columns of the shipped studies.csv; the shipped one when left out.

    Raises
    ------
    BadTable
        If a row cannot be used; the text lists file, line, column and what to write instead.

    Examples
    --------
    >>> load_studies()[0].key
    'pk/perezruixo2021'
    """
    return _load(STUDIES, path)


def load_observations(path: str | Path | None = None, studies: Iterable[Study] = ()) -> tuple[Observation, ...]:
    """Return measured or reported values, shipped or of a user's file.

    Parameters
    ----------
    path
        A CSV file with the columns of the shipped observations.csv; the shipped one when left out.
    studies
        Sources of the user's file that are not among the shipped ones.

    Raises
    ------
    BadTable
        If a row cannot be used; the text lists file, line, column and what to write instead.

    Examples
    --------
    >>> row = load_observations()[0]
    >>> row.quantity, row.value, row.unit
    ('plasma_esketamine_cmax', 43.8, 'ng/mL')
    >>> round(row.value_in("ug/L"), 3)
    43.8
    """
    return _load(OBSERVATIONS, path, studies)


def load_parameters(path: str | Path | None = None, studies: Iterable[Study] = ()) -> tuple[Parameter, ...]:
    """Return parameters of published models, shipped or of a user's file; see `load_observations`.

    Examples
    --------
    >>> [p.value for p in load_parameters() if p.symbol == "Vc" and p.study_id == "perezruixo2021"]
    [192.0]
    """
    return _load(PARAMETERS, path, studies)


def load_interventions(path: str | Path | None = None, studies: Iterable[Study] = ()) -> tuple[Intervention, ...]:
    """Return knock-outs, antagonists and add-ons, shipped or of a user's file; see `load_observations`.

    Examples
    --------
    >>> load_interventions()[0].expected_direction
    'attenuate'
    """
    return _load(INTERVENTIONS, path, studies)


def load_rules(path: str | Path | None = None) -> tuple[Rule, ...]:
    """Return rules of labels and protocols, shipped or of a user's file; see `load_studies`.

    Examples
    --------
    >>> load_rules()[0].rule_id
    'R01'
    """
    return _load(RULES, path)
