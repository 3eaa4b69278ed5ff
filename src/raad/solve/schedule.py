"""What happens to one person, and when: boluses, infusions that start and stop, inputs that change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from raad.quantities.errors import BadInput, unknown
from raad.solve.inputs import Inputs


@dataclass(frozen=True)
class Event:
    """One thing that happens at one time.

    Events at equal times happen in this order: infusions stop, inputs change, infusions start,
    boluses enter; within a kind in the order in which they were given.
    """

    time: float
    rank: int
    kind: str
    index: int
    amount: float


def resolution(time: float) -> float:
    """Return the smallest difference between times that counts. [h] Sums of intervals differ by rounding only."""
    return 1e-11 * max(1.0, abs(time))


_RANK = {"stop": 0, "change": 1, "start": 2, "bolus": 3}


def schedule(
    administrations: Iterable[Any], states: Sequence[str], resolve: Any, inputs: Inputs, slow: Sequence[str]
) -> list[Event]:
    """Turn administrations and changing inputs into events, sorted.

    Parameters
    ----------
    administrations
        From `Regimen.administrations`; fractions and durations may be names.
    states, slow
        Names in the order of the state vector, and of the vector of parameters and inputs.
    resolve
        Gives the number behind the name of a fraction or duration, for this person.
    inputs
        Constant or stepwise inputs: name -> value, or name -> [(time [h], value), ...].
    """
    events: list[Event] = []
    places, slots = {n: i for i, n in enumerate(states)}, {n: i for i, n in enumerate(slow)}

    def add(time: float, kind: str, index: int, amount: float) -> None:
        events.append(Event(time, _RANK[kind], kind, index, amount))

    for one in administrations:
        if one.target not in places:
            raise unknown("compartment", one.target, states, f"{one.drug} {one.route} needs a model that holds it.")
        at = places[one.target]
        amount = one.amount_umol * (resolve(one.fraction, "") if one.fraction else 1.0)
        if one.kind == "bolus":
            add(one.time_h, "bolus", at, amount)
            continue
        lasts = resolve(one.duration, "h") if isinstance(one.duration, str) else one.duration
        if lasts <= resolution(one.time_h):
            add(one.time_h, "bolus", at, amount)
            continue
        add(one.time_h, "start", at, amount / lasts)
        add(one.time_h + lasts, "stop", at, amount / lasts)
    for name, steps in inputs.items():
        if not isinstance(steps, (int, float)):
            for time, value in steps:
                add(float(time), "change", slots[name], float(value))
    return _together(sorted(events, key=lambda e: e.time))


def _together(events: list[Event]) -> list[Event]:
    """Give events that differ by rounding alone one time, and sort each time's events by rank."""
    found: list[Event] = []
    for event in events:
        same = found and event.time - found[-1].time <= resolution(event.time)
        found.append(replace(event, time=found[-1].time) if same else event)
    return sorted(found, key=lambda e: (e.time, e.rank))


@dataclass
class Running:
    """Zero-order inputs that run now; summed afresh at each change, so that they end at exactly zero."""

    size: int
    active: list[Event]

    def rates(self) -> np.ndarray:
        """Return what flows into each state. (n_states,) [umol/h]"""
        total = np.zeros(self.size)
        for event in self.active:
            total[event.index] += event.amount
        return total

    def stop(self, event: Event) -> None:
        """End the infusion that a stop belongs to: same compartment and same rate, the oldest first."""
        for i, one in enumerate(self.active):
            if one.index == event.index and one.amount == event.amount:
                del self.active[i]
                return
        raise BadInput(f"An infusion stops at {event.time} h that never started.")
