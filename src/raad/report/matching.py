"""Published observations that belong beside a curve: a table says which regimen they were made under."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from raad.evidence import Observation, cite, load_observations
from raad.people import Person
from raad.protocols import Dose, Regimen, dose
from raad.protocols.first_dose import first_dose
from raad.quantities.errors import BadUnit
from raad.quantities.units import quantity
from raad.solve.trajectory import Trajectory

_SPREADS = {"sd": "± SD", "se": "± SE", "ci95_low_high": "95 % CI", "range": "range", "none": ""}


@dataclass(frozen=True)
class Point:
    """One observation on the axes of a readout: time [h] on the clock of the run, value, and its low and high end."""

    time: float
    value: float
    low: float
    high: float
    at_peak: bool  # the source states a peak without its time, so it stands at the peak of the curve


@dataclass(frozen=True)
class Series:
    """Points of one study and arm that belong beside one readout."""

    readout: str
    study: str  # domain/study_id, as `cite` takes it
    label: str
    points: tuple[Point, ...]


@lru_cache(maxsize=1)
def matches() -> tuple[Mapping[str, str], ...]:
    """Return the rows that tie observations to regimens."""
    text = files("raad.report").joinpath("matches.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def matching(trajectory: Trajectory) -> list[Series]:
    """Return the observed series that were made under the regimen of the first person.

    Examples
    --------
    >>> import raad
    >>> regimen = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg"))
    >>> result = raad.simulate(raad.treatment(), regimen, raad.Cohort.typical(), times=range(0, 49))
    >>> sorted({s.study for s in matching(result) if s.readout == "madrs"})[0]
    'efficacy/canuso2018'
    """
    person, regimen = trajectory.cohort[0], trajectory.regimens[0]
    found = []
    for row in matches():
        if not _same_person(row, person) or row["readout"] not in trajectory.names:
            continue
        points, spreads, recalled = [], set(), False
        for seen in _rows(row, row["arm"]):
            after = seen.hours or 0.0
            length = after if row["conversion"] != "peak" else _next_dose(regimen, person.species)
            if not _same_regimen(row, regimen, person, length):
                continue
            point = CONVERSIONS[row["conversion"]](trajectory, row, seen)
            if point is not None and trajectory.times[0] <= point.time <= trajectory.times[-1]:
                points.append(point)
                spreads.add(_SPREADS[seen.spread_type] if point.low < point.high else "")
                recalled = recalled or seen.verification == "recalled"
        if points:
            study = f"{row['domain']}/{row['study_id']}"
            marks = ", ".join(filter(None, (row["label"], *sorted(spreads), "recalled" if recalled else "")))
            found.append(Series(row["readout"], study, f"{_short(study)}: {marks}", tuple(points)))
    return found


def _rows(row: Mapping[str, str], arm: str) -> list[Observation]:
    key = (row["domain"], row["study_id"], arm, row["quantity"])
    return [o for o in load_observations() if (o.domain, o.study_id, o.arm, o.quantity) == key and o.value is not None]


def _short(study: str) -> str:
    citation = cite(study)[0]
    return f"{citation.citation.split()[0].rstrip(',')} {citation.year or ''}".strip()


def _same_person(row: Mapping[str, str], person: Person) -> bool:
    low, high = (float(x) for x in (row["age"] or "0-999").split("-"))
    at_home = row["ancestry"] in ("", person.ancestry)
    return row["species"] == person.species and at_home and low <= (person.age or low) <= high


def _arm_doses(row: Mapping[str, str]) -> list[Dose]:
    found = []
    for text in row["doses"].split(";"):
        time, _, given = text.partition(":")
        amount, _, length = given.partition(" over ")
        extra = {"DUR": length.strip()} if length else {}
        found.append(dose(row["drug"], row["route"], AMT=amount.strip(), TIME=time.strip(), **extra))
    return found


def _given(doses: tuple[Dose, ...] | list[Dose], person: Person) -> list[tuple[float, float, float]]:
    """Return (time [h], amount [mg], duration [h]) of every dose, in order."""
    weight = person.weight or 1.0
    each = [(t, d.amount_mg(weight), d.duration_h(weight) or 0.0) for d in doses for t in d.times if d.amount > 0]
    return sorted(each)


def _same_regimen(row: Mapping[str, str], regimen: Regimen, person: Person, until: float) -> bool:
    """Tell whether doses before `until` [h after the first] are those of the arm, and no other drug is given."""
    if len(regimen.products) < len(regimen.doses) or any(
        (d.drug, d.route) != (row["drug"], row["route"]) for d in regimen.products
    ):
        return False
    start = first_dose(regimen, person.species)
    ours = [(t - start, a, d) for t, a, d in _given(regimen.products, person) if t - start < max(until, 1e-9)]
    arm = _given(_arm_doses(row), person)
    if row["every"]:
        step, slack = quantity(row["every"], "h", "every"), quantity(row["slack"] or "0 h", "h", "slack")
        repeats = range(max(1, math.ceil((until - slack) / step)))
        theirs = [(k * step + t, a, d) for k in repeats for t, a, d in arm]
    else:
        slack, theirs = 0.0, [one for one in arm if one[0] < max(until, 1e-9)]
    return len(ours) == len(theirs) and all(
        abs(t - u) <= slack + 0.02 and math.isclose(a, b, rel_tol=0.02) and math.isclose(d, e, rel_tol=0.02)
        for (t, a, d), (u, b, e) in zip(ours, theirs, strict=True)
    )


def _next_dose(regimen: Regimen, species: str) -> float:
    """Hours from the first dose to the next; within them a peak is the peak of the first dose."""
    start = first_dose(regimen, species)
    later = [t - start for t in regimen.times if t > start]
    return later[0] if later else math.inf


def _ends(seen: Observation, value: float, factor: float = 1.0) -> tuple[float, float]:
    if seen.spread_type in ("sd", "se"):
        return value - factor * seen.spread[0], value + factor * seen.spread[0]
    if len(seen.spread) == 2:
        off = value - factor * (seen.value or 0.0)
        return off + factor * seen.spread[0], off + factor * seen.spread[1]
    return value, value


def _as_value(trajectory: Trajectory, row: Mapping[str, str], seen: Observation) -> Point | None:
    """A concentration at a time, in the unit of the readout."""
    if seen.hours is None:
        return None
    start = first_dose(trajectory.regimens[0], trajectory.model.species)
    try:
        scale = seen.value_in(trajectory.unit(row["readout"])) / (seen.value or 1.0)
    except BadUnit:
        return None
    value = scale * (seen.value or 0.0)
    return Point(start + seen.hours, value, *_ends(seen, value, scale), at_peak=False)


def _as_peak(trajectory: Trajectory, row: Mapping[str, str], seen: Observation) -> Point | None:
    """A peak without a time: it stands where the curve has its own peak after the first dose."""
    start = first_dose(trajectory.regimens[0], trajectory.model.species)
    length = _next_dose(trajectory.regimens[0], trajectory.model.species)
    curve = trajectory.values(row["readout"])[0]
    inside = np.flatnonzero((trajectory.times >= start) & (trajectory.times <= start + length))
    at = trajectory.times[inside[np.argmax(curve[inside])]]
    value = seen.value_in(trajectory.unit(row["readout"]))
    return Point(float(at), value, *_ends(seen, value, value / (seen.value or 1.0)), at_peak=True)


def _as_entry_plus(trajectory: Trajectory, row: Mapping[str, str], seen: Observation) -> Point | None:
    """A difference from the control arm, or two changes to subtract; placed below the score at entry."""
    if seen.hours is None or seen.value is None:
        return None
    start = first_dose(trajectory.regimens[0], trajectory.model.species)
    entry = float(np.interp(start, trajectory.times, trajectory.values(row["readout"])[0]))
    low, high = _ends(seen, seen.value)
    difference = seen.value
    if row["minus_arm"]:
        control = [o for o in _rows(row, row["minus_arm"]) if o.hours == seen.hours]
        if not control:
            return None
        difference -= control[0].value or 0.0
        low = high = difference  # spreads of arms are no spread of their difference
    return Point(start + seen.hours, entry + difference, entry + low, entry + high, at_peak=False)


def _as_ratio(trajectory: Trajectory, row: Mapping[str, str], seen: Observation) -> Point | None:
    """Per cent of baseline, as a ratio to rest."""
    if seen.hours is None or seen.value is None:
        return None
    start = first_dose(trajectory.regimens[0], trajectory.model.species)
    value = seen.value / 100
    return Point(start + seen.hours, value, *_ends(seen, value, 1 / 100), at_peak=False)


CONVERSIONS: dict[str, Callable[[Trajectory, Mapping[str, str], Observation], Point | None]] = {
    "value": _as_value,
    "peak": _as_peak,
    "add_to_entry": _as_entry_plus,
    "percent_of_rest": _as_ratio,
}
