"""Weighted least squares with priors: the unknowns, the targets, and what came out, residuals included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from raad.quantities.errors import BadInput, SolveFailed


@dataclass(frozen=True)
class Unknown:
    """A parameter to estimate.

    Parameters
    ----------
    symbol
        Its name in the register.
    prior
        Where the search starts, and what the data must argue against. [unit of its row]
    spread
        Standard deviation of the logarithm of the prior; large for hardly any prior.
    low, high
        Bounds. [unit of its row]
    """

    symbol: str
    prior: float
    spread: float
    low: float
    high: float


@dataclass(frozen=True)
class Target:
    """One observed value: a row of the tables, or a demand that rows make together.

    Parameters
    ----------
    name
        Unique; the prediction is looked up by it.
    study_id
        Where it is from.
    observed
        Value, in the unit of the prediction.
    sd
        Standard deviation that weights the residual; of the logarithm when `log`.
    log
        Whether residuals are ratios.
    why
        How the value and its weight follow from the row.
    """

    name: str
    study_id: str
    observed: float
    sd: float
    log: bool = False
    why: str = ""

    def residual(self, predicted: float) -> float:
        """Return how many standard deviations the prediction is off."""
        if self.log:
            return float(np.log(predicted / self.observed) / self.sd)
        return (predicted - self.observed) / self.sd


@dataclass(frozen=True)
class Problem:
    """A calibration before it is solved: what is sought, what it must explain, how it is predicted."""

    unknowns: tuple[Unknown, ...]
    targets: tuple[Target, ...]
    predict: Callable[[dict[str, float]], Mapping[str, float]]


@dataclass(frozen=True)
class Fit:
    """What came out of a calibration.

    Parameters
    ----------
    values, relative_se
        By symbol; standard errors are of the logarithm, from the Jacobian, priors included.
    predicted, residuals
        By target; residuals in standard deviations.
    objective
        Sum of squares, priors included.
    """

    unknowns: tuple[Unknown, ...]
    targets: tuple[Target, ...]
    values: Mapping[str, float]
    relative_se: Mapping[str, float]
    predicted: Mapping[str, float]
    residuals: Mapping[str, float]
    objective: float

    def rows(self) -> list[dict[str, str | float]]:
        """Return the residual table, one row for each target."""
        return [
            {
                "target": t.name, "study_id": t.study_id, "observed": t.observed, "sd": t.sd,
                "predicted": self.predicted[t.name], "residual": self.residuals[t.name], "why": t.why,
            }
            for t in self.targets
        ]  # fmt: skip


_WORST = 1e3  # residual of a trial whose equations fail: the search turns back from there


def _bounded(residual: float) -> float:
    return residual if abs(residual) < _WORST else _WORST


def estimate(
    problem: Problem,
    progress: Callable[[int, float], None] | None = None,
    max_evaluations: int = 60,
) -> Fit:
    """Estimate unknowns on a logarithmic scale by weighted least squares with log-normal priors.

    Parameters
    ----------
    problem
        What is sought, what it must explain, and how values of the unknowns predict it.
    progress
        Called with the number of evaluations and the objective.

    Raises
    ------
    BadInput
        If an unknown starts outside its bounds, or a target is not predicted.
    """
    from scipy.optimize import least_squares

    unknowns, targets, predict = problem.unknowns, problem.targets, problem.predict
    for u in unknowns:
        if not u.low < u.prior < u.high:
            raise BadInput(f"{u.symbol} starts at {u.prior:g}, outside its bounds {u.low:g} to {u.high:g}.")
    evaluations = 0

    def residuals(logs: np.ndarray) -> np.ndarray:
        nonlocal evaluations
        values = {u.symbol: float(np.exp(x)) for u, x in zip(unknowns, logs, strict=True)}
        said = predict(values)
        missing = [t.name for t in targets if t.name not in said]
        if missing:
            raise BadInput(f"The calibration predicts nothing for {missing}.")
        off = [_bounded(t.residual(said[t.name])) for t in targets]
        away = [(x - np.log(u.prior)) / u.spread for u, x in zip(unknowns, logs, strict=True)]
        evaluations += 1
        if progress:
            progress(evaluations, float(np.sum(np.square(off + away))))
        return np.array(off + away)

    start = np.log([u.prior for u in unknowns])
    bounds = (np.log([u.low for u in unknowns]), np.log([u.high for u in unknowns]))
    found = least_squares(residuals, start, bounds=bounds, max_nfev=max_evaluations, diff_step=1e-2, x_scale="jac")
    covariance = np.linalg.pinv(found.jac.T @ found.jac)
    values = {u.symbol: float(np.exp(x)) for u, x in zip(unknowns, found.x, strict=True)}
    said = predict(values)
    lost = [t.name for t in targets if not np.isfinite(t.residual(said[t.name]))]
    if lost:
        raise SolveFailed(f"The calibration ended where these targets cannot be predicted: {', '.join(lost)}.")
    return Fit(
        tuple(unknowns), tuple(targets), values,
        {u.symbol: float(np.sqrt(covariance[i, i])) for i, u in enumerate(unknowns)},
        {t.name: float(said[t.name]) for t in targets},
        {t.name: t.residual(said[t.name]) for t in targets},
        float(2 * found.cost),
    )  # fmt: skip
