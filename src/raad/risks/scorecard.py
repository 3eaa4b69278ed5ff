"""The scorecard of risks: counts of trials beside simulated incidences of the same designs; misses are shown."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from raad.evidence import Observation, load_observations
from raad.model.assemblies import treatment
from raad.people import Person
from raad.protocols import Regimen, dose
from raad.quantities.errors import BadTable
from raad.risks.endpoints import endpoints
from raad.risks.result import Risks
from raad.risks.risks import risks_of

WEEK = 168.0
_AGE = 45.0  # years; about the mean of these trials
_SPELT = {"blood_pressure_increased_ae": "blood_pressure_increased", "pollakiuria_incl_urgency": "pollakiuria"}
_SUFFIXES = ("_low", "_high")


@dataclass(frozen=True, slots=True)
class Design:
    """An arm of a trial: what was given, in how many sessions; `terms` says how its symptoms are counted."""

    study_id: str
    arm: str
    given: str
    sessions: int
    terms: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """One count or printed range, and what a simulation of its design gives. [percent]

    `low` and `high` are the binomial 95 % interval of the count, or the ends of the printed range; `counts` is whether
    the row was read and is a count, so that it belongs to the share that is met.
    """

    study_id: str
    arm: str
    given: str
    endpoint: str
    observed: float
    low: float
    high: float
    predicted: float
    met: bool
    counts: bool
    verification: str
    kind: str


@lru_cache(maxsize=1)
def designs() -> tuple[Design, ...]:
    """Return the designs of the arms that are scored.

    Examples
    --------
    >>> designs()[1].given
    'nasal 28 mg'
    """
    text = files("raad.risks").joinpath("designs.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Design(**{**row, "sessions": int(row["sessions"])}) for row in rows)


def score_all(people: int = 400, seed: int = 0, progress: Callable[[int, int], None] | None = None) -> list[Score]:
    """Simulate every design and meet every incidence of its arm. Takes seconds.

    Examples
    --------
    >>> scores = score_all(people=50)
    >>> sum(s.met for s in scores if s.counts) > 0.8 * sum(s.counts for s in scores)
    True
    """
    known = sorted({(d.given, d.sessions) for d in designs()})
    found: dict[tuple[str, int], Risks] = {}
    for i, (given, sessions) in enumerate(known):
        if progress:
            progress(i, len(known))
        found[given, sessions] = _simulated(given, sessions, people, seed)
    return [score for design in designs() for score in _scores(design, found[design.given, design.sessions])]


def _simulated(given: str, sessions: int, people: int, seed: int) -> Risks:
    spray = "nasal 56 mg" if given == "none" else given
    regimen, until = _regimen(spray, sessions)
    return risks_of(treatment(), regimen, Person(age=_AGE), until, people=people, draws=0, seed=seed, name=given)


def _regimen(given: str, sessions: int) -> tuple[Regimen, float]:
    """Return the doses of a design and its length [h]; a flexible dose is 56 mg first and 84 mg from then on."""
    word, amount = given.split(" ", 1)
    if word == "liver":  # 15 mg/h for 100 h, again after 16 days
        hourly = {"AMT": amount, "DUR": "1 h", "II": "1 h", "ADDL": 99}
        return Regimen(tuple(dose("esketamine", "iv", TIME=f"{t} h", **hourly) for t in (0, 384))), 552.0
    if word == "pain":
        return Regimen((dose("ketamine", "iv", AMT=amount, DUR="4 h", II="24 h", ADDL=sessions - 1),)), 24.0 * sessions
    first, later = ("56 mg", "84 mg") if amount == "56/84 mg" else (amount, amount)
    starts = [84.0 * k for k in range(min(sessions, 8))] + [WEEK * (4 + k) for k in range(sessions - 8)]
    sprays = tuple(dose("esketamine", "nasal", AMT=later if t else first, TIME=f"{t} h") for t in starts)
    return Regimen(sprays), max(starts) + WEEK / 2


def _scores(design: Design, found: Risks) -> Iterator[Score]:
    rows = [o for o in load_observations() if (o.study_id, o.arm) == (design.study_id, design.arm)]
    if not rows:
        raise BadTable(f"designs.csv: {design.study_id} has no arm {design.arm!r}.")
    ends: dict[str, dict[str, Observation]] = {}
    for row in rows:
        name = row.quantity.removeprefix("incidence_")
        if name == row.quantity or row.value is None:
            continue
        end = next((s for s in _SUFFIXES if name.endswith(s)), "")
        ends.setdefault(name.removesuffix(end), {})[end] = row
    for name, of_name in ends.items():
        endpoint = _endpoint(name, design.terms)
        if endpoint is None or not _has_interval(of_name):
            continue
        yield _score(design, endpoint, of_name, found)


def _endpoint(name: str, terms: str) -> str | None:
    spelt = _SPELT.get(name, name)
    grouped = f"{spelt}_{terms}"
    return grouped if grouped in endpoints() else spelt if spelt in endpoints() else None


def _has_interval(rows: dict[str, Observation]) -> bool:
    """A count has one, and so have two printed ends; a bare percentage has none to meet."""
    return bool(rows[""].people) if "" in rows else len(rows) == len(_SUFFIXES)


def _score(design: Design, endpoint: str, rows: dict[str, Observation], found: Risks) -> Score:
    risk = found[endpoint]
    predicted = (risk.without_drug if design.given == "none" else risk.incidence).value
    row = rows.get("") or rows["_low"]
    people = row.people if "" in rows else None
    if people:
        low, high = binomial(round(float(row.value or 0) * people / 100), people)
    else:
        low, high = (float(rows[s].value or 0) for s in _SUFFIXES)
    observed = float(row.value or 0) if "" in rows else (low + high) / 2
    counts = bool(people) and row.verification == "read"
    met = bool(low - 1e-9 <= predicted <= high + 1e-9)
    return Score(
        design.study_id, design.arm, design.given, endpoint, observed, low, high, predicted, met, counts,
        row.verification, design.kind,
    )  # fmt: skip


def binomial(events: int, people: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share. [percent]

    Examples
    --------
    >>> [round(end, 1) for end in binomial(0, 19)]
    [0.0, 17.6]
    """
    from scipy.stats import beta

    low = beta.ppf(0.025, events, people - events + 1) if events else 0.0
    high = beta.ppf(0.975, events + 1, people - events) if events < people else 1.0
    return float(100 * np.float64(low)), float(100 * np.float64(high))
