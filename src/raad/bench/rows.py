"""What a line of the vocabulary is: a perturbation, a treatment, a condition, a readout, a noise."""

from __future__ import annotations

import re
from dataclasses import dataclass

from raad.evidence.reading import CellFault


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a perturbation changes: an input, a parameter, a covariate, or a dose that is given."""

    kind: str  # input | parameter | dose | person | none
    name: str
    how: str  # set | times | daily
    value: float | str
    begin: float | None  # [h] from the first dose of the treatment; None: since long
    end: float | None  # [h]; None: to the end
    drugs: tuple[str, ...] = ()
    why: str = ""
    species: str = ""
    feasible: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Perturbation:
    """What an agent does at a place: lines that act together."""

    name: str
    place: str
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """Name and place in words."""
        return self.name.replace("_", " ") + (f" ({self.place})" if self.place else "")

    @property
    def missing(self) -> str:
        """Why the model has no node for it; empty when it has."""
        return "; ".join(dict.fromkeys(line.why for line in self.lines if line.kind == "none"))

    @property
    def start(self) -> float | None:
        """When it first begins; None when it has always been so. [h]"""
        return min((line.begin for line in self.lines if line.begin is not None), default=None)


@dataclass(frozen=True, slots=True)
class Treatment:
    """What an experiment treats with, and its usual dose."""

    drug: str
    route: str
    species: str
    dose: str
    kind: str  # drug | perturbation | nothing
    duration: str = ""
    interval: float | None = None
    feasible: str = ""

    def serves(self, species: str) -> bool:
        """Return whether it is for a species."""
        return serves(self.species, species)


def serves(told: str, species: str) -> bool:
    """Return whether a cell of species names one; an empty cell, `any` and `all` name all.

    Examples
    --------
    >>> serves("rat|mouse", "mouse"), serves("rodent", "rat"), serves("human", "rat"), serves("", "rat")
    (True, True, False, True)
    """
    words = set(re.split(r"[^a-z]+", told.lower())) - {""}
    return not words or species in words or bool(words & {"any", "all"}) or (
        species != "human" and bool(words & {"rodent", "rodents", "animal", "animals"})
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """What the animals or people have been through."""

    phrase: str
    stress: float
    inflammation: float
    note: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """How a curve becomes a number: at the time of the row, or over a window after the start."""

    kind: str  # at | mean | peak
    first: float = 0.0
    last: float = 0.0

    @classmethod
    def of(cls, text: str) -> Statistic:
        """Read `at`, `mean 0-2` or `peak 0-4`. [h]"""
        if text in ("", "at"):
            return cls("at")
        found = re.fullmatch(r"(mean|peak)\s+(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)", text)
        if not found or float(found[2]) >= float(found[3]):
            raise CellFault(f"{text!r} is no statistic. Write 'at', 'mean 0-2' or 'peak 0-4' (hours).")
        return cls(found[1], float(found[2]), float(found[3]))

    @property
    def label(self) -> str:
        """In words."""
        return {"mean": "mean of", "peak": "peak within"}.get(self.kind, "at") + (
            f" {self.first:g}-{self.last:g} h" if self.kind != "at" else ""
        )


@dataclass(frozen=True, slots=True)
class Readout:
    """What is measured: outputs of the model, and in which direction a benefit moves them."""

    phrase: str
    outputs: tuple[str, ...]
    statistic: Statistic
    benefit: float
    species: str
    why: str


@dataclass(frozen=True, slots=True)
class Noise:
    """Spread between subjects of a readout, in its own unit."""

    output: str
    sd: float
    unit: str
    why: str
    species: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A row that contradicts another one of its group."""

    group: str
    id: str
    side: str
    why: str
