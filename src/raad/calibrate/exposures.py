"""Exposures: every plasma value that the model can simulate, met by fold error; misses keep their name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from raad.calibrate.exposures_readings import Meeting, kind_of, read_as
from raad.calibrate.linear import LinearBody
from raad.evidence import Observation, load_observations
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Dose, Regimen, dose

CLOSE = 1.5  # fold
_DOMAINS = ("pk", "efficacy")


@dataclass(frozen=True)
class Design:
    """An arm of a study in the words of the model: a row of `exposures_designs.csv`."""

    domain: str
    study_id: str
    arm: str
    doses: str  # such as "esketamine iv 20 mg over 20 min at 6 h", several joined by " + "
    site: str  # arterial or venous
    person: str  # such as "age=40 weight=72"
    versus: str  # whom a ratio compares with; empty where the arm is no comparison
    sets: str  # what row of the register or of co-medication was derived from this arm
    note: str

    @property
    def regimen(self) -> Regimen:
        """Doses of the arm."""
        return Regimen(tuple(_dose(text) for text in self.doses.split(" + ")))


@dataclass(frozen=True)
class Exposure:
    """One value of the tables, and what the model says.

    Parameters
    ----------
    row
        The observation, with study, arm, quantity and unit.
    kind
        exposure (a peak or an area), ratio (of two people or two treatments), curve (one sample), other.
    predicted
        In the unit of `observed`. Changes in percent are told as ratios.
    fold
        The larger of predicted over observed and its inverse; to the nearest end where the table has a range.
    fitted
        Whether the model has seen it: a study among the targets or priors of the calibration (its ratios were not
        used there), or an arm from which a row was derived.
    """

    row: Observation
    kind: str
    observed: float
    predicted: float
    fold: float
    fitted: bool

    @property
    def missed(self) -> bool:
        """Whether the fold error is above 1.5."""
        return not self.fold <= CLOSE

    @property
    def name(self) -> str:
        """Study, arm, quantity and time."""
        at = "" if self.row.hours is None else f" at {self.row.hours:g} h"
        return f"{self.row.study_id}: {self.row.arm}, {self.row.quantity}{at}"


@lru_cache(maxsize=1)
def designs() -> tuple[Design, ...]:
    """Return the arms that can be simulated."""
    text = files("raad.calibrate").joinpath("exposures_designs.csv").read_text(encoding="utf-8")
    return tuple(Design(**row) for row in csv.DictReader(text.splitlines()))


def exposures(model: Model | None = None) -> list[Exposure]:
    """Meet every plasma value of the tables that the model can simulate. Takes seconds.

    Parameters
    ----------
    model
        A plasma model with other values; the shipped one when None. It must hold all routes (`awake`).

    Examples
    --------
    >>> met = [e for e in exposures() if e.kind == "exposure"]
    >>> sum(not e.missed for e in met) > 0.85 * len(met)
    True
    """
    from raad.calibrate.pharmacokinetics import plasma_model

    model = plasma_model().awake() if model is None else model
    known = {(d.domain, d.study_id, d.arm): d for d in designs()}
    bodies: dict[str, LinearBody] = {}

    def body(who: str) -> LinearBody:
        if who not in bodies:
            bodies[who] = LinearBody.of(model, _person(who))
        return bodies[who]

    found = []
    for row in load_observations():
        design = known.get((row.domain, row.study_id, row.arm))
        if design is None or row.value is None or kind_of(row) is None:
            continue
        versus = body(design.versus) if design.versus else None
        said = read_as(row, Meeting(body(design.person), versus, design.regimen, design.site))
        if said is not None:
            observed, predicted, fold = said
            kind = str(kind_of(row))
            fitted = bool(design.sets) or (kind != "ratio" and (row.domain, row.study_id) in _fitted())
            found.append(Exposure(row, kind, observed, predicted, fold, fitted))
    return found


def not_met() -> Iterator[Observation]:
    """Yield the rows of ketamine in plasma that have no design: another drug, route or body, or no plasma value."""
    met = {(e.row.study_id, e.row.line) for e in exposures()}
    for row in load_observations():
        if row.domain == "pk" and row.value is not None and (row.study_id, row.line) not in met:
            yield row


@lru_cache(maxsize=1)
def _fitted() -> frozenset[tuple[str, str]]:
    text = files("raad.evidence").joinpath("calibrated_from.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return frozenset(
        (domain, study)
        for row in rows
        if row["calibration"] == "pharmacokinetics"
        for domain, _, study in [row["study"].partition("/")]
    )


def _person(text: str) -> Person:
    words = dict(pair.split("=") for pair in text.split())
    numbers = {name: float(words.pop(name)) for name in ("age", "weight")}
    return Person(stress=0.0, **numbers, **words)  # type: ignore[arg-type]


def _dose(text: str) -> Dose:
    head, _, at = text.partition(" at ")
    head, _, over = head.partition(" over ")
    drug, route, amount = head.split(" ", 2)
    return dose(drug, route, AMT=amount, TIME=at or "0 h", **({"DUR": over} if over else {}))
