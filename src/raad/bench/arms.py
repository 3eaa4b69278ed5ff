"""One arm of an experiment: who, under which condition, with which doses, inputs and changed parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from raad.bench.experiment import Together
from raad.bench.rivals import under
from raad.bench.rows import Condition, Line, Perturbation
from raad.model import other_drugs
from raad.model.assemblies import treatment
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Dose, Regimen, dose
from raad.quantities.errors import unknown

SETTLED = -1440.0  # [h] two months: what begins "long since" and ends later begins here
MADRS = 32.0  # usual severity at entry of trials in depression that does not respond
_PERSON = tuple(Person.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Arm:
    """What one simulation is made of."""

    species: str
    hypothesis: str
    drugs: tuple[str, ...]
    condition: Condition | None  # None: without any condition, also in people
    changes: Together

    @property
    def key(self) -> tuple[object, ...]:
        """Arms with the same key are the same simulation; the order of what is given does not count."""
        c = self.condition
        lines = tuple(sorted(repr((x.kind, x.name, x.how, x.value, x.begin, x.end)) for x in self.changes.lines))
        return self.species, self.hypothesis, self.drugs, c and (c.stress, c.inflammation, c.phrase == "none"), lines

    @property
    def model(self) -> Model:
        """The model with the parameters that are changed."""
        model = under(treatment(self.species, drugs=self.drugs), self.hypothesis)
        return model.with_values(changed_parameters(model, self.changes.lines))

    @property
    def person(self) -> Person:
        """Who is followed: people come with depression, rodents healthy, unless a condition says otherwise."""
        own = {x.name: x.value for x in self.changes.lines if x.kind == "person" and x.name in _PERSON}
        stress = self.condition.stress if self.condition else 0.0
        if self.species != "human":
            usual: dict[str, Any] = {"species": self.species, "stress": stress}
        elif self.condition is not None and (stress > 0 or self.condition.phrase == "none") and "stress" not in own:
            usual = {"madrs": MADRS}
        else:
            usual = {"stress": 0.0}
        return Person(**{**usual, **own})

    @property
    def regimen(self) -> Regimen:
        """All doses."""
        return Regimen(tuple(d for x in self.changes.lines if x.kind == "dose" for d in doses_of(x)))

    def inputs(self, model: Model) -> dict[str, float | list[tuple[float, float]]]:
        """Inputs as constants or steps."""
        lines = [x for x in self.changes.lines if x.kind == "input" or (x.kind == "person" and x.name not in _PERSON)]
        if self.condition is not None and self.condition.inflammation:
            lines.append(Line("input", "inflammation", "set", self.condition.inflammation, None, None))
        for x in lines:
            if x.name not in model.exogenous:
                raise unknown("input", x.name, model.exogenous, f"It is needed for {self.changes.label}.")
        return steps_of(lines, model.rest_inputs)


def drugs_needed(species: str, lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the drugs that a model must hold for some lines."""
    known = other_drugs.drug_names(species)
    named = {d for x in lines for d in x.drugs}
    dosed = {str(x.name).split()[0] for x in lines if x.kind == "dose"} & set(known)
    return tuple(sorted(named | dosed))


def shifted(what: Together, by: float) -> Together:
    """Move everything in time. [h]"""
    if not by:
        return what
    return Together(tuple(
        Perturbation(p.name, p.place, tuple(
            replace(x, begin=None if x.begin is None else x.begin + by, end=None if x.end is None else x.end + by)
            for x in p.lines
        )) for p in what.parts
    ))  # fmt: skip


def changed_parameters(model: Model, lines: Iterable[Line]) -> dict[str, float]:
    """Return parameters with new values; factors of the same parameter multiply, the order does not count."""
    values: dict[str, float] = {}
    ordered = sorted((x for x in lines if x.kind == "parameter"), key=lambda x: (x.name, x.how, float(x.value)))
    for x in ordered:  # "set" stands before "times"
        if x.name not in model.params:
            raise unknown("parameter", x.name, model.params)
        row = model.parameters.row(x.name, model.species)
        now = values.get(x.name, float(row.value or 0.0))
        values[x.name] = float(x.value) * (now if x.how == "times" else 1.0)
    return values


def doses_of(line: Line) -> list[Dose]:
    """Return the doses of a line: `10 mg/kg`, `0.5 mg/kg over 40 min`; daily up to its end."""
    drug, way = line.name.split()
    amount, _, duration = str(line.value).partition(" over ")
    begin = line.begin or 0.0
    more: dict[str, Any] = {"DUR": duration} if duration else {}
    if line.how == "daily":
        more |= {"II": "24 h", "ADDL": max(int(((line.end or 0.0) - begin) // 24), 0)}
    return [dose(drug, way, AMT=amount, TIME=f"{begin:g} h", **more)]


def steps_of(lines: Iterable[Line], rest: Mapping[str, float]) -> dict[str, float | list[tuple[float, float]]]:
    """Turn lines into constants or steps; where lines of one input meet, the one furthest from rest counts.

    Examples
    --------
    >>> steps_of([Line("input", "x", "set", 0.9, -0.5, 3.0), Line("input", "x", "set", 0.5, None, None)], {})
    {'x': [(-1440.0, 0.5), (-0.5, 0.9), (3.0, 0.5)]}
    """
    by_name: dict[str, list[Line]] = {}
    for x in lines:
        by_name.setdefault(x.name, []).append(x)
    found: dict[str, float | list[tuple[float, float]]] = {}
    for name in sorted(by_name):
        mine, at_rest = by_name[name], rest.get(name, 0.0)
        if all(x.begin is None and x.end is None for x in mine):
            found[name] = max((float(x.value) for x in mine), key=lambda v: (abs(v - at_rest), v))
            continue
        spans = [(SETTLED if x.begin is None else x.begin, float("inf") if x.end is None else x.end, float(x.value))
                 for x in mine]  # fmt: skip
        edges = sorted({t for a, b, _ in spans for t in (a, b) if t < float("inf")})
        steps: list[tuple[float, float]] = []
        for t in edges:
            active = [v for a, b, v in spans if a <= t < b]
            value = max(active, key=lambda v: (abs(v - at_rest), v)) if active else at_rest
            if not steps or steps[-1][1] != value:
                steps.append((t, value))
        found[name] = steps
    return found
