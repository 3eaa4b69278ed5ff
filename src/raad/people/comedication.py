"""Co-medication: drugs that inhibit or induce the enzymes of liver and gut, each as activities that it leaves."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import prod

from raad.quantities.errors import BadInput, NotSupported, nearest

ENZYMES = ("cyp3a4_liver_rel", "cyp2b6_liver_rel", "gut_extraction_rel")


@dataclass(frozen=True, slots=True)
class Perpetrator:
    """What a drug leaves of one enzyme: a row of `perpetrators.csv`; 1 is all, below inhibits, above induces."""

    name: str
    enzyme: str
    activity: float
    lowest: float
    highest: float
    study_id: str
    verification: str
    note: str


@lru_cache(maxsize=1)
def perpetrators() -> tuple[Perpetrator, ...]:
    """Return the rows of all drugs that change enzymes.

    Examples
    --------
    >>> sorted({row.name for row in perpetrators()})
    ['clarithromycin', 'grapefruit_juice', 'itraconazole', 'rifampicin', 'ticlopidine']
    """
    text = files("raad.people").joinpath("perpetrators.csv").read_text(encoding="utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        numbers = {key: float(row[key]) for key in ("activity", "lowest", "highest")}
        found.append(Perpetrator(**{**row, **numbers}))  # type: ignore[arg-type]
    return tuple(found)


def drugs_of(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the names of co-medication, of a tuple or of a text such as "rifampicin + ticlopidine".

    Raises
    ------
    NotSupported
        If no row says what a drug does to an enzyme.
    """
    if given is None:
        return ()
    words = given.replace(",", "+").split("+") if isinstance(given, str) else list(given)
    if not all(isinstance(word, str) for word in words):
        raise BadInput(f'comedication is {given!r}; names are needed, such as ("rifampicin",).')
    names = [word.strip().lower().replace(" ", "_").replace("-", "_") for word in words]
    known = sorted({row.name for row in perpetrators()})
    for name in names:
        if name and name not in known:
            raise NotSupported(
                f"There is no evidence-based row of what {name!r} does to enzymes yet.{nearest(name, known)} "
                f"Known co-medication: {', '.join(known)}. Activities can be given as inputs of a run: "
                "cyp3a4_liver_rel, cyp2b6_liver_rel, gut_extraction_rel."
            )
    return tuple(sorted({name for name in names if name}))


@lru_cache(maxsize=256)
def enzymes_with(drugs: tuple[str, ...]) -> dict[str, float]:
    """Return the activity of each enzyme relative to none of these drugs; several drugs multiply.

    Examples
    --------
    >>> enzymes_with(("rifampicin",))["gut_extraction_rel"]
    8.1
    """
    return {
        enzyme: prod((r.activity for r in perpetrators() if r.name in drugs and r.enzyme == enzyme), start=1.0)
        for enzyme in ENZYMES
    }
