"""Scorecards: how the register, as it stands, meets every target of a calibration; misses are shown, not hidden."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from raad.calibrate import CALIBRATIONS
from raad.calibrate.fit import Problem, Target
from raad.evidence import load_register
from raad.quantities.errors import NotSupported, unknown


@dataclass(frozen=True)
class Score:
    """One target: what was observed, what the register predicts, how many standard deviations it is off."""

    target: Target
    predicted: float
    residual: float

    @property
    def missed(self) -> bool:
        """Whether the prediction lies outside two standard deviations."""
        return not abs(self.residual) <= 2  # a residual that is no number is a miss too


def problem_of(name: str) -> Problem:
    """Return the problem behind the name of a calibration."""
    if name not in CALIBRATIONS:
        raise unknown("calibration", name, CALIBRATIONS)
    return import_module(CALIBRATIONS[name].partition(":")[0]).problem()


def scorecard(name: str) -> list[Score]:
    """Meet every target of a calibration with the values of the shipped register. Takes seconds.

    Parameters
    ----------
    name
        "pharmacokinetics", "first-walk" or "brain".

    Raises
    ------
    UnknownName
        If there is no such calibration.

    Examples
    --------
    >>> scores = scorecard("pharmacokinetics")
    >>> sum(s.missed for s in scores) < len(scores) / 10
    True
    """
    problem = problem_of(name)
    values = {u.symbol: _value(u.symbol) for u in problem.unknowns}
    said = problem.predict(values)
    return [Score(t, float(said[t.name]), t.residual(said[t.name])) for t in problem.targets]


def _value(symbol: str) -> float:
    """Return the estimated row of a symbol: of people, or of the rat where only it was estimated."""
    register = load_register()
    for species in ("human", "rat"):
        row = register.row(symbol, species)
        if row.study_id == "calibration" and row.value is not None:
            return row.value
    raise NotSupported(f"{symbol!r} is not an estimated row of the register.")
