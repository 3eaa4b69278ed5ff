"""Discharge: what a simulated session says about sedation, dissociation and pressure, once the model can say it."""

from __future__ import annotations

import csv
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from raad.quantities.errors import BadInput

READOUTS = ("moaas", "cadss", "sbp", "dbp")
RISES = {"sbp_rise": "sbp", "dbp_rise": "dbp"}  # above the pressure before the dose
_MEETS = {">=": operator.ge, "<=": operator.le, ">": operator.gt}
FROM = 35.0  # min; the check at 40 min may be five minutes early


@dataclass(frozen=True, slots=True)
class Limit:
    """What a readout must meet for a finding."""

    finding: str
    readout: str
    unit: str
    comparison: str
    limit: float
    source: str

    def met(self, values: np.ndarray) -> np.ndarray:
        """Say for each value whether it meets the limit."""
        return _MEETS[self.comparison](values, self.limit)


@lru_cache(maxsize=1)
def limits() -> tuple[Limit, ...]:
    """Return the limits of discharge.

    Examples
    --------
    >>> limits()[1].readout, limits()[1].limit
    ('cadss', 4.0)
    """
    text = files("raad.supervision").joinpath("discharge.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    names = ("finding", "readout", "unit", "comparison")
    return tuple(
        Limit(**{name: row[name] for name in names}, limit=float(row["limit"]), source=row["source"]) for row in rows
    )


@dataclass(frozen=True)
class Course:
    """A simulated session: what a hook gives, and all that discharge needs.

    Parameters
    ----------
    times
        From the dose on, in order. (n_times,) [min]
    values
        Of `READOUTS`, those that the model has: moaas 0 to 5 and cadss 0 to 92 [points], sbp and dbp as absolute
        pressures [mmHg], or sbp_rise and dbp_rise above the pressure before the dose [mmHg]. (n_times,) each
    before
        Systolic and diastolic pressure before the dose, None where not told; it turns rises into pressures. [mmHg]

    Raises
    ------
    BadInput
        If times are not in order, or a readout has another length.

    Examples
    --------
    >>> course = Course([0, 60, 120], {"moaas": [3, 4.95, 5], "cadss": [20, 6, 1]})
    >>> course.ready_at(), course.missing
    (None, ('sbp', 'dbp'))
    >>> course.at(60)
    {'sedation_resolved': True, 'dissociation_resolved': False}
    """

    times: Any = ()
    values: Mapping[str, Any] | None = None
    before: tuple[float | None, float | None] = (None, None)

    def __post_init__(self) -> None:
        times = np.asarray(self.times, float)
        values = {name: np.asarray(one, float) for name, one in (self.values or {}).items()}
        if np.any(np.diff(times) <= 0):
            raise BadInput("times of a session must rise. Sort them, and leave doubled ones out.")
        for name, one in values.items():
            if one.shape != times.shape:
                raise BadInput(f"{name} has {one.size} values and the session {times.size} times. Give one for each.")
        for (rise, name), base in zip(RISES.items(), self.before, strict=True):
            if rise in values and base is not None:
                values.setdefault(name, base + values[rise])
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "values", values)

    @property
    def missing(self) -> tuple[str, ...]:
        """Readouts that are needed and not there."""
        return tuple(name for name in READOUTS if name not in (self.values or {}))

    def at(self, minute: float | None) -> dict[str, bool]:
        """Say what is found at a time, of what the readouts can say; nothing beyond the end. [min]"""
        if minute is None or not len(self.times) or not self.times[0] <= minute <= self.times[-1]:
            return {}
        now = {name: np.interp(minute, self.times, one) for name, one in (self.values or {}).items()}
        return self._found(now)

    def settled(self, checks: tuple[float, ...] | None) -> bool | None:
        """Say whether pressure at the last check is no higher than at the check at 40 min; None when unknown."""
        if checks is None:
            return None
        late = [one for one in checks if one >= FROM]
        if len(late) < 2:
            return False  # one check cannot show that pressure falls
        values = self.values or {}
        told = [values.get(name, values.get(rise)) for rise, name in RISES.items()]
        known = [one for one in told if one is not None]
        if len(known) < len(told) or late[-1] > self.times[-1]:
            return None
        return all(np.diff(np.interp([late[0], late[-1]], self.times, one))[0] <= 0 for one in known)

    def ready_at(self) -> float | None:
        """Return the first time from which on all findings allow to leave [min]; None if never, or not known."""
        if self.missing or not len(self.times):
            return None
        found = self._found({name: one for name, one in (self.values or {}).items()})
        ready = found["sedation_resolved"] & found["dissociation_resolved"] & ~found["pressure_remains_high"]
        not_yet = np.flatnonzero(~ready)
        first = not_yet[-1] + 1 if len(not_yet) else 0
        return float(self.times[first]) if first < len(self.times) else None

    def _found(self, values: Mapping[str, Any]) -> dict[str, Any]:
        met: dict[str, list[Any]] = {}
        for limit in limits():
            if limit.readout in values:
                met.setdefault(limit.finding, []).append(limit.met(np.asarray(values[limit.readout])))
        found: dict[str, Any] = {n: met[n][0] for n in ("sedation_resolved", "dissociation_resolved") if n in met}
        if len(met.get("pressure_high", ())) == 2:
            found["pressure_remains_high"] = np.logical_or(*met["pressure_high"])
        return {name: bool(one) if np.ndim(one) == 0 else one for name, one in found.items()}


NOT_SIMULATED = Course()
