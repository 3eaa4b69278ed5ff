"""What became of people who were followed by the engine: their readings, and why some were given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.journey import Accuracy, Journey
from raad.engine.loop.memory import BELOW_ZERO, BUDGET, FINE, NO_STEADY_STATE

Fault = tuple[str, float | None, str | None]  # reason, time [h], state


def readings(code: Any, journey: Journey, slow: np.ndarray, names: Sequence[str], record: np.ndarray) -> np.ndarray:
    """Return states and outputs by name at the records of a journey. (n_rows, n_names)"""
    states, outputs = code.system.states, [x for x in names if x in code.system.outputs]
    table = np.empty((len(record), len(names)))
    place = {name: k for k, name in enumerate(states)}
    for column, name in enumerate(names):
        if name in place:
            table[:, column] = record[:, place[name]]
    if outputs:
        values = tabulate(code, outputs, record, slow, _owners(journey), journey.changing, journey.changed)
        table[:, [k for k, name in enumerate(names) if name in code.system.outputs]] = values
    return table


def _owners(journey: Journey) -> np.ndarray:
    return np.repeat(np.arange(journey.people), np.diff(journey.records.first))


def without_dust(code: Any, journey: Journey) -> np.ndarray:
    """Return the recorded states, with zero where one is negative by rounding. (n_rows, n_states)

    Whoever falls further below zero has been given up by the engine.
    """
    record = journey.states
    return np.where((record < 0) & (code.signed == 0), 0.0, record)


def given_up(code: Any, journey: Journey, accuracy: Accuracy, end: np.ndarray) -> dict[int, Fault]:
    """Say of those whom the engine gave up, by place, why, when and at which state; `end` is where each was to go."""
    faults: dict[int, Fault] = {}
    for place in np.flatnonzero(journey.status != FINE).tolist():
        time, status = float(journey.when[place]), int(journey.status[place])
        name = code.system.states[int(journey.culprit[place])]
        if status == NO_STEADY_STATE:
            reason = f"no steady state was reached at {time:.6g} h: the cycles of doses go on changing"
            faults[place] = (reason, time, None)
            continue
        if status == BELOW_ZERO:
            faults[place] = (f"{name!r} fell below zero at {time:.6g} h", time, name)
            continue
        why = "the steps became too short" if status != BUDGET else f"{accuracy.budget} steps were spent"
        reason = f"stopped at {time:.6g} h on the way to {end[place]:.6g} h: {why}; {name!r} moved fastest there"
        faults[place] = (reason, time, name)
    return faults
