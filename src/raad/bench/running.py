"""Arms are simulated once, whatever asks for them, and read as numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from raad.bench.arms import Arm
from raad.bench.network import OUTPUTS, network_course
from raad.bench.rows import Statistic
from raad.quantities.errors import BadInput, RaadError, SolveFailed
from raad.solve.simulate import simulate
from raad.solve.trajectory import Trajectory

# One grid for all, so that a number does not depend on which other experiments are run. [h]
GRID = np.unique(np.concatenate([
    np.arange(0, 4, 1 / 12), np.arange(4, 24, 0.25), np.arange(24, 72, 1.0), np.arange(72, 1009, 4.0),
]))  # fmt: skip
LAST = float(GRID[-1])


@dataclass
class Runner:
    """Simulations by key; a failure is kept as its text."""

    done: dict[tuple[object, ...], Trajectory | str] = field(default_factory=dict)
    networks: dict[tuple[object, ...], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    told: Callable[[], None] | None = None

    def follow(self, arm: Arm) -> Trajectory:
        """Simulate an arm, or take it from memory.

        Raises
        ------
        SolveFailed
            With the text of what went wrong.
        """
        key = arm.key
        if key not in self.done:
            if self.told:
                self.told()
            self.done[key] = _follow(arm)
        found = self.done[key]
        if isinstance(found, str):
            raise SolveFailed(found)
        return found

    def value(self, arm: Arm, output: str, statistic: Statistic, hour: float, benefit: float) -> float:
        """Return a statistic of an output of an arm."""
        run = self.follow(arm)
        if hour > LAST:
            raise BadInput(f"{hour:g} h is beyond the bench, which follows {LAST:g} h.")
        if output in OUTPUTS:
            key = (*arm.key, output, statistic, hour)
            if key not in self.networks:
                self.networks[key] = network_course(run, output, statistic, hour)
            return summary(*self.networks[key], statistic, hour, benefit)
        return summary(run.times, run.values(output)[0], statistic, hour, benefit)


def _follow(arm: Arm) -> Trajectory | str:
    try:
        model = arm.model
        run = simulate(model, arm.regimen, arm.person, GRID, inputs=arm.inputs(model))
    except RaadError as err:
        return str(err)
    return run.failures[0].reason if run.failures else run


def summary(times: np.ndarray, values: np.ndarray, statistic: Statistic, hour: float, benefit: float) -> float:
    """Return a value at a time, a mean over a window, or the extreme of a window in the direction of the benefit.

    Examples
    --------
    >>> t = np.array([0.0, 1.0, 2.0])
    >>> y = np.array([0.0, 2.0, 0.0])
    >>> [summary(t, y, Statistic.of(s), 0.5, 1) for s in ("at", "mean 0-2", "peak 0-2")]
    [1.0, 1.0, 2.0]
    """
    if statistic.kind == "at":
        return float(np.interp(hour, times, values))
    inside = (times >= statistic.first) & (times <= statistic.last)
    if statistic.kind == "mean":
        return float(np.trapezoid(values[inside], times[inside]) / (statistic.last - statistic.first))
    return float(values[inside].max() if benefit > 0 else values[inside].min())
