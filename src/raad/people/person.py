"""A person, a rat or a mouse: the covariates that change the drug's way, and how ill it is at entry."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import number

ANCESTRIES = ("non_asian", "asian", "japanese")
SEXES = ("female", "male")


@dataclass(frozen=True, slots=True)
class Range:
    """The typical value of a covariate in a species and the values that are believed."""

    typical: float | None
    lowest: float
    highest: float
    unit: str


@lru_cache(maxsize=1)
def ranges() -> dict[str, dict[str, Range]]:
    """Return the ranges of covariates by species and name.

    Examples
    --------
    >>> ranges()["human"]["weight"].typical
    74.0
    """
    found: dict[str, dict[str, Range]] = {}
    text = files("raad.people").joinpath("ranges.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        typical = float(row["typical"]) if row["typical"] else None
        believed = Range(typical, float(row["lowest"]), float(row["highest"]), row["unit"])
        found.setdefault(row["species"], {})[row["name"]] = believed
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is treated.

    Parameters
    ----------
    age
        Typical of the species when left out. [year]
    sex
        female or male.
    weight
        Typical of the species when left out. [kg]
    ancestry
        non_asian, asian, or japanese (who are also asian). Known for humans only.
    madrs
        Severity at entry on the MADRS; 35 for a human when neither it nor stress is given. [points]
    stress
        Chronic stress exposure instead of a severity: 0 healthy, 1 a full chronic unpredictable stress; 0 for
        rodents when left out. [ratio]
    species
        human, rat or mouse.
    label
        A name for tables and pictures.

    Raises
    ------
    UnknownName
        If sex, ancestry or species is none that is known.
    BadInput
        If a value is out of its range, or madrs and stress are both given, or a rodent has a MADRS.

    Examples
    --------
    >>> Person(age=70, ancestry="japanese").covariates()
    {'age': 70.0, 'weight': 74.0, 'asian': 1.0, 'japanese': 1.0, 'female': 1.0}
    >>> Person(species="rat", stress=1).weight
    0.3
    """

    age: float | None = None
    sex: str = "female"
    weight: float | None = None
    ancestry: str = "non_asian"
    madrs: float | None = None
    stress: float | None = None
    species: str = "human"
    label: str = ""

    def __post_init__(self) -> None:
        for name in ("sex", "ancestry", "species"):  # "Female" and "Non-Asian" say the same as the words of the table
            given = getattr(self, name)
            if isinstance(given, str):
                object.__setattr__(self, name, given.strip().lower().replace("-", "_").replace(" ", "_"))
        if self.species not in ranges():
            raise unknown("species", self.species, ranges())
        if self.sex not in SEXES:
            raise unknown("sex", self.sex, SEXES)
        if self.ancestry not in ANCESTRIES:
            raise unknown("ancestry", self.ancestry, ANCESTRIES)
        human = self.species == "human"
        if self.ancestry != ANCESTRIES[0] and not human:
            raise BadInput(f"ancestry is {self.ancestry!r}, but a {self.species} has none. Leave it out.")
        if self.madrs is not None and not human:
            raise BadInput(
                f"A {self.species} has no MADRS. Give stress instead: "
                "0 (healthy) to 1 (full chronic unpredictable stress)."
            )
        if self.madrs is not None and self.stress is not None:
            raise BadInput("madrs and stress are both given. Give one: each says how ill the person is.")
        self._settle("age")
        self._settle("weight")
        if self.madrs is None and (self.stress is not None or not human):
            self._settle("stress")
        else:
            self._settle("madrs")

    def _settle(self, name: str) -> None:
        """Put the typical value where none is given, and check the range."""
        believed = ranges()[self.species][name]
        given = getattr(self, name)
        value = number(believed.typical if given is None else given, name)
        if not believed.lowest <= value <= believed.highest:
            raise BadInput(
                f"{name} is {value:g} {believed.unit}; for a {self.species} it must be "
                f"between {believed.lowest:g} and {believed.highest:g} {believed.unit}."
            )
        object.__setattr__(self, name, value)

    @classmethod
    def healthy(cls, **kwargs: Any) -> Person:
        """Return a person without depression, that is without stress; takes the other arguments of a person.

        Examples
        --------
        >>> Person.healthy(age=30).stress
        0.0
        """
        for name in ("madrs", "stress"):
            if name in kwargs:
                raise BadInput(f"A healthy person takes no {name}: it is stress 0. Use Person({name}=...).")
        return cls(stress=0.0, **kwargs)

    def covariates(self) -> dict[str, float]:
        """Return the inputs of the model: age [year], weight [kg], and asian, japanese, female as 0 or 1."""
        return {
            "age": number(self.age, "age"),
            "weight": number(self.weight, "weight"),
            "asian": float(self.ancestry in ("asian", "japanese")),
            "japanese": float(self.ancestry == "japanese"),
            "female": float(self.sex == "female"),
        }
