"""The calibration 'first-walk': gains from receptor to mood, estimated from named rows of the tables."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from raad.calibrate.first_walk_targets import targets
from raad.calibrate.fit import Fit, Problem, Unknown, estimate
from raad.calibrate.statistics import statistic
from raad.model.assemblies import treatment
from raad.model.wiring import Model
from raad.people import Cohort
from raad.protocols import Regimen, dose
from raad.solve.simulate import simulate
from raad.solve.trajectory import Trajectory

TOLERANCES = (1e-7, 1e-9)  # errors far below the weights of the targets


def table(name: str) -> list[dict[str, str]]:
    """Read a table of this room."""
    text = files("raad.calibrate").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def unknowns() -> tuple[Unknown, ...]:
    """Return what is estimated, with priors."""
    return tuple(
        Unknown(row["symbol"], *(float(row[k]) for k in ("prior", "spread", "low", "high")))
        for row in table("first_walk_unknowns.csv")
    )


@dataclass(frozen=True)
class Run:
    """One simulated experiment behind one or more targets."""

    name: str
    species: str
    cohort: Cohort
    regimen: Regimen
    times: np.ndarray
    factors: dict[str, float] = field(default_factory=dict)  # what a knock-down leaves of parameters
    inputs: dict[str, float] = field(default_factory=dict)  # knock-outs and antagonists

    def with_values(self, values: dict[str, float]) -> Trajectory:
        """Simulate with these values of the unknowns."""
        model = treatment(self.species)
        own = {k: v for k, v in values.items() if k in model.params and _estimated(model, k)}
        model = model.with_values(own)
        model = model.with_values({k: model.values[k] * left for k, left in self.factors.items()})
        return simulate(model, self.regimen, self.cohort, self.times, inputs=self.inputs or None, tolerances=TOLERANCES)


def _estimated(model: Model, symbol: str) -> bool:
    """Say whether a species takes a value from here: people have a gain of dopamine of their own, an assumption."""
    return model.parameters.row(symbol, model.species).study_id == "calibration"


@lru_cache(maxsize=1)
def runs() -> tuple[Run, ...]:
    """Return the experiments, from their table."""
    return tuple(_run(row) for row in table("first_walk_runs.csv"))


def _run(row: dict[str, str]) -> Run:
    severity = {k: float(row[k]) for k in ("madrs", "stress") if row[k]}
    words: dict[str, Any] = {k: row[k] for k in ("AMT", "DUR", "II") if row[k]}
    if row["ADDL"]:
        words["ADDL"] = int(row["ADDL"])
    regimen = Regimen().then(dose(row["drug"], row["route"], **words))
    last = regimen.last_time or 0.0
    end = last + (60 * 24 if row["species"] == "human" else 14 * 24)
    grid = [np.arange(0, 4, 0.05), np.arange(4, 48, 0.5), np.arange(48, end + 1, 6)]
    if row["species"] == "rat" and last > 0:
        grid.append(last + np.arange(0, 4, 0.05))
    times = np.unique(np.round(np.concatenate(grid), 6))
    factors, inputs = (
        {name: float(value) for name, _, value in (one.partition(sign) for one in row[column].split())}
        for column, sign in (("values", "*"), ("inputs", "="))
    )
    cohort = Cohort.typical(species=row["species"], **severity)
    return Run(row["run"], row["species"], cohort, regimen, times, factors, inputs)


def predict(values: dict[str, float]) -> dict[str, float]:
    """Return the prediction of every target for values of the unknowns."""
    found = {run.name: run.with_values(values) for run in runs()}
    last = {run.name: run.regimen.last_time or 0.0 for run in runs()}
    return {
        row["target"]: statistic(row["statistic"], row["readout"], found[row["run"]], last[row["run"]], found, last)
        for row in table("first_walk_targets.csv")
    }


def calibrate(progress: Callable[[int, float], None] | None = None) -> Fit:
    """Estimate the gains of the first walk.

    Returns
    -------
    Fit
        Estimates with standard errors, and the residual of every target.

    Notes
    -----
    Targets and weights stand in `first_walk_targets.csv`, priors in `first_walk_unknowns.csv`, the simulated
    experiments in `first_walk_runs.csv`. Takes some minutes on one core.
    """
    return estimate(problem(), progress)


def problem() -> Problem:
    """Return what is sought and what it must explain."""
    return Problem(unknowns(), targets(), predict)
