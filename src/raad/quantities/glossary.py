"""The glossary: every name that a reader meets, with its unit and meaning; some are readouts."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

KINDS = ("readout", "state", "output", "input")


@dataclass(frozen=True, slots=True)
class Term:
    """A name, what it stands for, its unit, and the port of the model that gives it."""

    name: str
    kind: str
    port: str
    unit: str
    label: str
    meaning: str


@lru_cache(maxsize=1)
def glossary() -> dict[str, Term]:
    """Return all terms by name.

    Examples
    --------
    >>> glossary()["venous_ketamine"].unit
    'ng/mL'
    """
    text = files("raad.quantities").joinpath("glossary.csv").read_text(encoding="utf-8")
    return {row["name"]: Term(**row) for row in csv.DictReader(text.splitlines())}


def readout_names() -> list[str]:
    """Return the names of readouts, in the order of the walk from dose to mood."""
    return [t.name for t in glossary().values() if t.kind == "readout"]


def port_of(name: str) -> str:
    """Return the port of the model behind a readout; other names stand for themselves."""
    term = glossary().get(name)
    return term.port if term else name
