"""What an experiment is, once its text is understood: what is done, on top of what, what is read and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from raad.bench.phrases import near
from raad.bench.rows import Condition, Line, Perturbation, Readout
from raad.bench.table import Row
from raad.quantities.errors import BadInput

HEALTHY = Condition("none", 0.0, 0.0, "")


class NotUnderstood(BadInput):
    """Words of a row that no vocabulary table knows, or that the model has nothing for."""


def lost(row: Row, column: str, said: str, known: Iterable[str], table: str) -> NotUnderstood:
    """Build the error for words of a row that nobody knows."""
    return NotUnderstood(
        f"{row.table or 'row'}, line {row.line}, column {column!r}: {said!r} is not understood.{near(said, known)} "
        f"Use words of the vocabulary, or add a line to {table}."
    )


@dataclass(frozen=True, slots=True)
class Together:
    """Perturbations that are given at the same time; doses are perturbations too."""

    parts: tuple[Perturbation, ...] = ()

    @property
    def label(self) -> str:
        """In words."""
        return " and ".join(p.label for p in self.parts) or "nothing"

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def start(self) -> float | None:
        """When the first of them begins; None when they have always been so. [h]"""
        return min((p.start for p in self.parts if p.start is not None), default=None)

    @property
    def missing(self) -> str:
        """What the model has no node for."""
        return "; ".join(dict.fromkeys(p.missing for p in self.parts if p.missing))

    def __add__(self, other: Together) -> Together:
        return Together((*self.parts, *other.parts))

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class Experiment:
    """A row, understood. Alternatives are each run, and must agree; readouts and times are all needed."""

    row: Row
    interventions: tuple[Together, ...]
    bases: tuple[Together, ...]
    conditions: tuple[Condition, ...]
    readouts: tuple[Readout, ...]
    hours: tuple[float, ...]
    notes: tuple[str, ...] = ()

    @property
    def treated(self) -> bool:
        """Whether something is given that the intervention comes on top of."""
        return any(self.bases)

    @property
    def read_as(self) -> str:
        """How the row was read, in words."""
        base = " or ".join(dict.fromkeys(b.label for b in self.bases))
        state = " or ".join(c.phrase for c in self.conditions)
        what = ", ".join(dict.fromkeys(f"{o} {r.statistic.label}" for r in self.readouts for o in r.outputs))
        when = ", ".join(f"{h:g} h" for h in self.hours)
        return f"{' or '.join(i.label for i in self.interventions)}; base: {base}; condition: {state}; {what} ({when})"


def dose_of(drug: str, route: str, amount: str, more: dict[str, Any]) -> Perturbation:
    """Write a treatment as a perturbation: a dose at 0 h, and its repeats."""
    lines = tuple(
        Line("dose", f"{drug} {route}", "set", f"{amount}{more['duration']}", more["interval"] * i, None)
        for i in range(more["count"])
    )
    times = f" x{more['count']}" if more["count"] > 1 else ""
    return Perturbation(f"{drug} {amount} {route}{times}", "", lines)
