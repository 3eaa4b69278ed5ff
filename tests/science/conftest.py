"""Runs that several science tests look at, simulated once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import raad

FINE = np.unique(np.concatenate([np.arange(0, 8, 0.05), np.arange(8, 48, 0.5), np.arange(48, 60 * 24 + 1, 4)]))


@lru_cache(maxsize=64)
def _walk(drug: str, route: str, amount: str, species: str = "human", count: int = 1, every: str = "", **who: float):
    words = {"DUR": "40 min"} if route == "iv" else {}
    if count > 1:
        words |= {"II": every, "ADDL": count - 1}
    regimen = raad.Regimen().then(raad.dose(drug, route, AMT=amount, **words))
    cohort = raad.Cohort.typical(species=species, **dict(who))
    result = raad.simulate(raad.treatment(species), regimen, cohort, FINE)
    assert not result.failures
    return result


@pytest.fixture(scope="session")
def walk():
    """Simulate `walk(drug, route, amount, ...)`; equal calls share one run."""
    return _walk


class Readout:
    """One readout of one person, with the questions that tests ask of it."""

    def __init__(self, result: raad.Trajectory, name: str) -> None:
        self.times, self.values = result.times, result.values(name)[0]

    def at(self, hours: float) -> float:
        return float(np.interp(hours, self.times, self.values))

    def change(self, hours: float) -> float:
        return self.at(hours) - float(self.values[0])

    @property
    def peak_time(self) -> float:
        return float(self.times[int(np.argmax(self.values))])

    @property
    def rise(self) -> float:
        return float(self.values.max() - self.values[0])

    def mean_change(self, low: float, high: float) -> float:
        inside = (self.times >= low) & (self.times <= high)
        return float(np.trapezoid(self.values[inside], self.times[inside]) / (high - low) - self.values[0])


@pytest.fixture(scope="session")
def look():
    """Read one readout of a run."""
    return Readout
