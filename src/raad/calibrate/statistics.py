"""Statistics of a curve that a target speaks of: changes, peaks, means, what is restored, how long it lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from raad.quantities.errors import unknown
from raad.solve.trajectory import Trajectory


class Curve:
    """One readout of one subject over time."""

    def __init__(self, times: np.ndarray, values: np.ndarray) -> None:
        self.times, self.values, self.start = times, values, float(values[0])

    def change(self, hours: float) -> float:
        """Change from the start at a time [h]."""
        return float(np.interp(hours, self.times, self.values)) - self.start

    def window(self, text: str) -> np.ndarray:
        """Values between two times, written `0-4` [h]; all when empty."""
        if not text:
            return self.values
        low, high = (float(x) for x in text.split("-"))
        return self.values[(self.times >= low) & (self.times <= high)]

    def peak(self, text: str = "") -> float:
        """Largest rise above the start in a window."""
        return float(self.window(text).max()) - self.start

    def time_of_peak(self) -> float:
        """Hours to the highest value, between grid points by a parabola through three of them."""
        i = int(np.clip(np.argmax(self.values), 1, len(self.values) - 2))
        a, b, _ = np.polyfit(self.times[i - 1 : i + 2], self.values[i - 1 : i + 2], 2)
        return float(-b / (2 * a))

    def mean(self, text: str) -> float:
        """Mean change over a window, by the trapezoidal rule."""
        low, high = (float(x) for x in text.split("-"))
        inside = (self.times >= low) & (self.times <= high)
        area = np.trapezoid(self.values[inside], self.times[inside])
        return float(area / (high - low)) - self.start

    def outlasts(self, last: float) -> float:
        """Hours from a day after the last dose until half of the change then is lost."""
        after = self.times >= last + 24
        times, change = self.times[after], np.abs(self.values[after] - self.start)
        lost = np.flatnonzero(change <= change[0] / 2)
        if not len(lost):
            return float(times[-1] - times[0])
        i = int(lost[0])
        return float(np.interp(-change[0] / 2, -change[i - 1 : i + 1], times[i - 1 : i + 1]) - times[0])


def statistic(
    text: str, readout: str, run: Trajectory, last: float, others: Mapping[str, Trajectory], lasts: Mapping[str, float]
) -> float:
    """Evaluate a statistic such as `change 24`, `peak 0-4`, `ratio 168/24` of a readout of a run."""
    word, _, argument = text.partition(" ")
    curve = Curve(run.times, run.values(readout)[0])
    meanings: dict[str, Callable[[], float]] = {
        "level": lambda: curve.start,
        "base": lambda: curve.start - 1,
        "change": lambda: curve.change(float(argument)),
        "mean": lambda: curve.mean(argument),
        "time": curve.time_of_peak,
        "peak": lambda: _peak(curve, argument),
        "ratio": lambda: _ratio(curve, argument),
        "restored": lambda: curve.change(float(argument)) / (1 - curve.start),
        "outweighs": lambda: _outweighs(curve, others, readout, argument),
        "deepens": lambda: curve.change(last + 24) / curve.change(24),
        "lost": lambda: _lost(curve, others, readout, argument),
        "outlast": lambda: (
            curve.outlasts(last)
            / Curve(others[argument].times, others[argument].values(readout)[0]).outlasts(lasts[argument])
        ),
    }
    if word not in meanings:
        raise unknown("statistic", word, meanings)
    return meanings[word]()


def _peak(curve: Curve, argument: str) -> float:
    if argument.startswith("ratio "):
        above, below = argument.removeprefix("ratio ").split("/")
        return curve.peak(above) / curve.peak(below)
    return curve.peak(argument)


def _ratio(curve: Curve, argument: str) -> float:
    above, below = (float(x) for x in argument.split("/"))
    return curve.change(above) / curve.change(below)


def _outweighs(curve: Curve, others: Mapping[str, Trajectory], readout: str, argument: str) -> float:
    """How much more one run's lead over another counts late than early: `outweighs other 168/24`."""
    name, _, hours = argument.partition(" ")
    other = Curve(others[name].times, others[name].values(readout)[0])
    late, early = (curve.change(float(h)) / other.change(float(h)) for h in hours.split("/"))
    return late / early


def _lost(curve: Curve, others: Mapping[str, Trajectory], readout: str, argument: str) -> float:
    """What part of the effect of another run is missing here at a time [h]: `lost other 24`."""
    name, _, hours = argument.partition(" ")
    other = Curve(others[name].times, others[name].values(readout)[0])
    return 1 - curve.change(float(hours)) / other.change(float(hours))
