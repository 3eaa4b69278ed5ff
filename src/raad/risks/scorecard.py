"""The scorecard of risks: counts of trials beside simulated incidences of the same designs; misses are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from raad.evidence import Observation, load_observations
from raad.model.assemblies import treatment
from raad.people import Person
from raad.quantities.errors import BadTable
from raad.risks.designs import Design, designs
from raad.risks.endpoints import endpoints
from raad.risks.result import Risks
from raad.risks.risks import risks_of

_AGE = 45.0  # years; about the mean of these trials
_SPELT = {"blood_pressure_increased_ae": "blood_pressure_increased", "pollakiuria_incl_urgency": "pollakiuria"}
_SUFFIXES = ("_low", "_high")


@dataclass(frozen=True, slots=True)
class Score:
    """One count or printed range, and what a simulation of its design gives. [percent]

    `low` and `high` are the binomial 95 % interval of the count, or the ends of the printed range; `counts` is whether
    the row was read and is a count, so that it belongs to the share that is met. `kind` says what meeting it shows:
    calibration where a number was set by it, overlap where its people stand in such a count, validation where neither.
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


def score_all(people: int = 400, seed: int = 0, progress: Callable[[int, int], None] | None = None) -> list[Score]:
    """Simulate every design and meet every incidence of its arm. Takes seconds.

    Examples
    --------
    >>> scores = score_all(people=50)
    >>> sum(s.met for s in scores if s.counts) > 0.8 * sum(s.counts for s in scores)
    True
    """
    known = {(d.given, d.sessions): d for d in designs()}
    found: dict[tuple[str, int], Risks] = {}
    for i, (key, design) in enumerate(known.items()):
        if progress:
            progress(i, len(known))
        found[key] = _simulated(design, people, seed)
    return [score for design in designs() for score in _scores(design, found[design.given, design.sessions])]


def _simulated(design: Design, people: int, seed: int) -> Risks:
    regimen, until = design.regimen()
    return risks_of(treatment(), regimen, Person(age=_AGE), until, people=people, draws=0, seed=seed, name=design.given)


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
        low, high = binomial(*count_of(row))
    else:
        low, high = (float(rows[s].value or 0) for s in _SUFFIXES)
    observed = float(row.value or 0) if "" in rows else (low + high) / 2
    counts = bool(people) and row.verification == "read"
    met = bool(low - 1e-9 <= predicted <= high + 1e-9)
    return Score(
        design.study_id, design.arm, design.given, endpoint, observed, low, high, predicted, met, counts,
        row.verification, design.kind(endpoint),
    )  # fmt: skip


def count_of(row: Observation) -> tuple[int, int]:
    """Return how many of how many people had an event.

    Raises
    ------
    BadTable
        If the row is no share of a number of people.
    """
    if row.people is None or row.value is None:
        raise BadTable(f"{row.study_id}, {row.arm}, {row.quantity}: no count can be made without a number of people.")
    return round(float(row.value) * row.people / 100), row.people


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
