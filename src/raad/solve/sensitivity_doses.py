"""How the timetable of a person depends on doses, and on the numbers that doses refer to: by differences.

A schedule is cheap and almost linear, so differences of its times and amounts are exact to about ten digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from raad.engine.timetable import Timetable
from raad.model.wiring import Model
from raad.protocols import Dose, Regimen, StateDose
from raad.protocols.record import Piece, Record
from raad.quantities.errors import NotSupported
from raad.solve.schedule_flows import Look, flows_of
from raad.solve.schedule_lines import Row
from raad.solve.schedule_steady import Line
from raad.solve.schedule_table import molecular_weights, table_of

_PART, _HOURS = 1e-5, 1e-4  # relative change of a number, and change of a time [h]


@dataclass(frozen=True)
class LineSlopes:
    """Derivatives of the value and the time of each line of a timetable. (n_lines,) each"""

    value: np.ndarray
    time: np.ndarray

    def pull(self, by_value: np.ndarray, by_time: np.ndarray) -> np.ndarray:
        """Return the derivative of what depends on the lines by these slopes. (n_lines, ...) -> (...)"""
        return np.tensordot(self.value, by_value, 1) + np.tensordot(self.time, by_time, 1)


@dataclass(frozen=True)
class Given:
    """What is given to one person.

    Parameters
    ----------
    model, regimen
        As in `raad.simulate`.
    weight
        [kg]; 0 for a model without weight.
    look
        Finds the value behind a name.
    changes
        Inputs that change by themselves.
    """

    model: Model
    regimen: Regimen
    weight: float
    look: Look
    changes: Sequence[Line]

    @property
    def records(self) -> tuple[Record, ...]:
        """The doses, taken apart."""
        return self.regimen.records(self.weight, self.model.species, molecular_weights(self.model))

    def table(self, records: Iterable[Record] | None = None, look: Look | None = None) -> Timetable:
        """Return the timetable, of changed records or with another look-up."""
        chosen = self.records if records is None else tuple(records)
        flows = {r.place: flows_of(r, self.model, look or self.look) for r in chosen}
        rows = [Row(r.times[0], r) for r in sorted(chosen, key=lambda r: r.times[0])]
        return table_of(rows, flows, list(self.changes))

    def names(self) -> list[str]:
        """Return outputs, parameters and inputs to which doses refer."""
        model = self.model
        known = {*model.outputs, *model.params, *model.exogenous}  # a row of the register alone is a constant
        pieces = [p for r in self.records for p in r.pieces]
        asked = {v for p in pieces for v in (p.fraction, p.lag, p.duration, p.rate) if isinstance(v, str)}
        return sorted(asked & known)

    def by_name(self, name: str, at_zero: bool) -> LineSlopes:
        """Differentiate by the value behind a name, in the name's own unit."""

        def other(size: float) -> Timetable:
            def look(asked: str, unit: str) -> Any:
                found = self.look(asked, unit)
                return found if asked != name else found + size if at_zero else found * (1 + size)

            return self.table(look=look)

        if at_zero:  # below zero there is no fraction and no time, so the difference goes one way
            return _slopes(self.table(), other(0.0), other(_PART), _PART)
        return _slopes(self.table(), other(-_PART), other(_PART), 2 * _PART)

    def by_amount(self, place: int) -> LineSlopes:
        """Differentiate by a dose's amount, as a relative change: an infusion with a rate then lasts longer."""
        return self._by_size(place, amount=True, rate=False)

    def by_weight(self, place: int) -> LineSlopes:
        """Differentiate by the body weight's relative change, through a dose per kg; names that it holds stay."""
        given = self.regimen.doses[place]
        per_kg = (given.per_kg, given.rate_per_kg) if isinstance(given, Dose) else (False, False)
        return self._by_size(place, *per_kg)

    def _by_size(self, place: int, amount: bool, rate: bool) -> LineSlopes:
        given = self.regimen.doses[place]
        asked = given.duration_h(self.weight) if isinstance(given, Dose) and given.rate is not None else None

        def scaled(piece: Piece, by: float) -> Piece:
            lasts = piece.duration
            if asked is not None and lasts == asked:  # a rate is given, so the length follows from the amount
                lasts = asked * (by if amount else 1.0) / (by if rate else 1.0)
            return replace(piece, amount=piece.amount * by if amount else piece.amount, duration=lasts)

        return self._by_record(place, lambda r, h: replace(r, pieces=tuple(scaled(p, 1 + h) for p in r.pieces)), _PART)

    def by_time(self, place: int) -> LineSlopes:
        """Differentiate by the time of a dose, its repeats going with it. [per h]"""
        return self._by_record(place, lambda r, h: replace(r, times=tuple(t + h for t in r.times)), _HOURS)

    def _by_record(self, place: int, change: Callable[[Record, float], Record], size: float) -> LineSlopes:
        def other(by: float) -> Timetable:
            return self.table(change(r, by) if r.place == place else r for r in self.records)

        return _slopes(self.table(), other(-size), other(size), 2 * size)


def amount_of(given: Any) -> tuple[float, str] | None:
    """Return amount and unit of a dose; None for a reset."""
    if isinstance(given, Dose):
        return given.amount, "mg/kg" if given.per_kg else "mg"
    return (given.amount, given.unit or "") if isinstance(given, StateDose) else None


def _slopes(base: Timetable, down: Timetable, up: Timetable, size: float) -> LineSlopes:
    low, high = (_matched(base, other) for other in (down, up))
    return LineSlopes((up.value[high] - down.value[low]) / size, (up.time[high] - down.time[low]) / size)


def _matched(base: Timetable, other: Timetable) -> np.ndarray:
    """Find each line of a timetable in another one that is almost the same, whatever the order. (n_lines,)"""
    lines = [list(zip(t.kind, t.index, t.time, t.value, strict=True)) for t in (base, other)]
    left: dict[Any, list[int]] = {}
    for k, line in enumerate(lines[1]):
        left.setdefault(line, []).append(k)
    place = np.full(len(lines[0]), -1)
    for k, line in enumerate(lines[0]):
        if left.get(line):
            place[k] = left[line].pop(0)
    rest = sorted(k for ks in left.values() for k in ks)
    order = [sorted(group, key=lambda k: side[k]) for side, group in (
        (lines[0], np.flatnonzero(place < 0).tolist()), (lines[1], rest),
    )]  # fmt: skip
    alike = len(order[0]) == len(order[1]) and all(
        lines[0][a][:2] == lines[1][b][:2] for a, b in zip(*order, strict=True)
    )
    if not alike:
        raise NotSupported(
            "A dose stands where its events change their number when it moves a little. Move it by a minute."
        )
    place[order[0]] = order[1]
    return place
