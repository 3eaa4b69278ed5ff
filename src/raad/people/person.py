"""A person, a rat or a mouse: the covariates that change the drug's way, and how ill it is at entry."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from raad.people.comedication import ENZYMES, drugs_of, enzymes_with
from raad.people.health import UNTOLD, Health
from raad.quantities.errors import BadInput, NotSupported, unknown
from raad.quantities.units import number

ANCESTRIES = ("non_asian", "asian", "japanese")
SEXES = ("female", "male")
LIVERS = ("healthy", "child_pugh_a", "child_pugh_b")
CYP2B6 = ("unknown", "*1/*1", "*1/*6", "*6/*6")
WORDS = {"sex": SEXES, "ancestry": ANCESTRIES, "liver": LIVERS, "cyp2b6": CYP2B6}
HUMANS_ONLY = ("ancestry", "liver", "cyp2b6")
# Inputs of a model that a person gives.
COVARIATES = (
    "age", "weight", "asian", "japanese", "female", "child_pugh_a", "child_pugh_b", "cyp2b6_6_alleles", *ENZYMES,
    "renal_factor",
)  # fmt: skip


_HIGHEST_RENAL = 2.0


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
    liver
        healthy, child_pugh_a or child_pugh_b (cirrhosis). Class C has not been studied and is refused.
    cyp2b6
        Genotype, ``*1/*1``, ``*1/*6`` or ``*6/*6``; unknown, as most people are, counts as ``*1/*1``.
    comedication
        Drugs that change enzymes, such as ("rifampicin",) or "rifampicin + ticlopidine"; taken long enough for
        their full effect.
    renal_factor
        Clearance of norketamine and hydroxynorketamine relative to healthy kidneys; no row says what it is for a
        given kidney, so 1 when left out. [ratio]
    label
        A name for tables and pictures.
    health
        Contraindications, cautions and medicines; no equation uses them, the rules of supervision do.

    Raises
    ------
    UnknownName
        If sex, ancestry, species or genotype is none that is known.
    NotSupported
        If nothing is known about the liver or the co-medication.
    BadInput
        If a value is out of its range, or madrs and stress are both given, or a rodent has a MADRS.

    Examples
    --------
    >>> old = Person(age=70, ancestry="japanese", comedication="rifampicin").covariates()
    >>> old["age"], old["japanese"], old["child_pugh_a"], old["gut_extraction_rel"]
    (70.0, 1.0, 0.0, 8.1)
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
    liver: str = "healthy"
    cyp2b6: str = "unknown"
    comedication: str | tuple[str, ...] = ()
    renal_factor: float = 1.0
    health: Health = field(default=UNTOLD, repr=False)  # it changes no run, so no hash of one

    def __post_init__(self) -> None:
        self._settle_words()
        human = self.species == "human"
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

    def _settle_words(self) -> None:
        """Check what is told in words, and what only people have."""
        for name in ("species", *WORDS):  # "Female" and "Non-Asian" say the same as the words of the table
            given = getattr(self, name)
            if isinstance(given, str):
                object.__setattr__(self, name, given.strip().lower().replace("-", "_").replace(" ", "_"))
        if self.species not in ranges():
            raise unknown("species", self.species, ranges())
        if self.liver == "child_pugh_c":
            raise NotSupported("Severe liver disease (Child-Pugh class C) was never studied with ketamine. Use A or B.")
        for name, known in WORDS.items():
            if getattr(self, name) not in known:
                raise unknown(name, getattr(self, name), known)
        object.__setattr__(self, "comedication", drugs_of(self.comedication))
        object.__setattr__(self, "renal_factor", number(self.renal_factor, "renal_factor"))
        if not 0 < self.renal_factor <= _HIGHEST_RENAL:
            raise BadInput(f"renal_factor is {self.renal_factor:g}; it must be above 0 and at most {_HIGHEST_RENAL:g}.")
        self._check_health()
        if self.species == "human":
            return
        for name in HUMANS_ONLY:
            if getattr(self, name) != WORDS[name][0]:
                raise BadInput(f"{name} is {getattr(self, name)!r}, but a {self.species} has none. Leave it out.")
        if self.comedication:
            raise BadInput(f"comedication is known for humans only; leave it out for a {self.species}.")

    def _check_health(self) -> None:
        if not isinstance(self.health, Health):
            raise BadInput(f"health is {self.health!r}; write health=Health(aneurysm=False).")
        if self.health.pregnant and self.sex == "male":
            raise BadInput("pregnant is yes and sex is male. Correct one of them.")
        if self.species != "human" and (told := next(iter(self.health.told), "")):
            raise BadInput(f"{told} is asked of humans only; leave it out for a {self.species}.")

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
        """Return the inputs of the model.

        age [year], weight [kg]; asian, japanese, female, child_pugh_a, child_pugh_b as 0 or 1; cyp2b6_6_alleles as
        0 to 2; activities of enzymes and renal_factor relative to 1.
        """
        return {
            "age": number(self.age, "age"),
            "weight": number(self.weight, "weight"),
            "asian": float(self.ancestry in ("asian", "japanese")),
            "japanese": float(self.ancestry == "japanese"),
            "female": float(self.sex == "female"),
            "child_pugh_a": float(self.liver == "child_pugh_a"),
            "child_pugh_b": float(self.liver == "child_pugh_b"),
            "cyp2b6_6_alleles": float(self.cyp2b6.count("*6")),
            **enzymes_with(drugs_of(self.comedication)),
            "renal_factor": self.renal_factor,
        }
