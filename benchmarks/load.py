"""A load: one set of equations with its people, doses and output times, in a form that belongs to no simulator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

DOSE_TIMES = (1.0, 73.0, 169.0, 241.0, 337.0, 409.0, 505.0, 577.0)  # [h] twice a week for four weeks
DOSE_LASTS = 2 / 3  # [h]
AFTER_DOSE = (1 / 3, 2 / 3, 1, 1.5, 2, 4, 8, 12, 24, 36, 48, 60)  # [h]
OUTPUT_TIMES = np.array([0, 0.5, *(d + after for d in DOSE_TIMES for after in AFTER_DOSE), 660, 672])  # [h] (100,)


@dataclass(frozen=True)
class Load:
    """Equations, people and doses.

    Parameters
    ----------
    name
        What it is called in the table.
    states, parameters, inputs
        Names. Parameters are constant in a person; inputs are constant between two boundaries.
    rates
        SymEngine expressions in those names. (n_states,) [unit of each state / h]
    starts
        State at the first output time. (n_people, n_states)
    values
        Parameters of each person. (n_people, n_parameters)
    boundaries
        When inputs change, rising, the same for all. (n_boundaries,) [h]
    levels
        Inputs of each person before the first boundary, between boundaries, and after the last one.
        (n_people, n_boundaries + 1, n_inputs)
    times
        When to record all states. (n_times,) [h]
    """

    name: str
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    rates: tuple[Any, ...]
    starts: np.ndarray
    values: np.ndarray
    boundaries: np.ndarray
    levels: np.ndarray
    times: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def first(self, people: int) -> Load:
        """Return the load with its first people only."""
        return self._of(np.arange(min(people, len(self))))

    def repeated(self, people: int) -> Load:
        """Return the load with its people over and over, as many as are asked for: a batch for timing."""
        return self._of(np.arange(people) % len(self))

    def _of(self, who: np.ndarray) -> Load:
        return replace(self, starts=self.starts[who], values=self.values[who], levels=self.levels[who])

    @cached_property
    def segments(self) -> tuple[tuple[float, float, np.ndarray], ...]:
        """Stretches without a change of input: begin, end, and the places of the output times in (begin, end]."""
        first, last = self.times[0], self.times[-1]
        within = self.boundaries[(self.boundaries > first) & (self.boundaries < last)]
        if len(within) < len(self.boundaries):
            raise ValueError("Every boundary must lie between the first and the last output time.")
        edges = [first, *within, last]
        return tuple((a, b, np.flatnonzero((self.times > a) & (self.times <= b))) for a, b in pairwise(edges))


def infusion_boundaries() -> np.ndarray:
    """Return when the infusions of :data:`DOSE_TIMES` start and stop. (16,) [h]"""
    return np.array([edge for start in DOSE_TIMES for edge in (start, start + DOSE_LASTS)])
