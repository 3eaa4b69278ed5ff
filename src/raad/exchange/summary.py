"""Summaries of a trajectory as plain numbers: peak, trough, area, values at marked times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from raad.solve.trajectory import Trajectory

MARKS = {"at_24_h": 24.0, "at_7_d": 168.0}


def summarise(trajectory: Trajectory, names: Sequence[str] | None = None, person: int = 0) -> dict[str, dict[str, Any]]:
    """Summarise readouts of one person.

    Parameters
    ----------
    trajectory
        Result of a run.
    names
        Readouts; all when left out.
    person
        Which one. A person who could not be followed has None everywhere.

    Returns
    -------
    dict
        For each readout: `unit`; `peak` and `trough` with their times [h]; `auc` over the run with `auc_unit`;
        values at 24 h, 7 days (None beyond the run) and at the end; `change`, the end minus the first value.

    Examples
    --------
    >>> import raad
    >>> result = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 24])
    >>> said = summarise(result, ["madrs"])["madrs"]
    >>> round(said["at_24_h"], 3), said["at_7_d"], said["auc_unit"]
    (35.0, None, 'points*h')
    """
    chosen = list(trajectory.names if names is None else names)
    return {n: of_values(trajectory.times, trajectory.values(n)[person], trajectory.unit(n)) for n in chosen}


def of_values(times: np.ndarray, values: np.ndarray, unit: str) -> dict[str, Any]:
    """Summarise one curve: times [h] and values."""
    area_unit = f"{unit}*h" if unit else "h"
    keys = ("peak", "peak_time_h", "trough", "trough_time_h", "auc", *MARKS, "at_end", "change")
    if not np.all(np.isfinite(values)):
        return {"unit": unit, "auc_unit": area_unit, **dict.fromkeys(keys)}
    high, low = int(np.argmax(values)), int(np.argmin(values))
    inside = {k: t for k, t in MARKS.items() if times[0] <= t <= times[-1]}
    said = {
        "peak": values[high],
        "peak_time_h": times[high],
        "trough": values[low],
        "trough_time_h": times[low],
        "auc": np.sum(np.diff(times) * (values[1:] + values[:-1]) / 2),
        **{k: np.interp(inside[k], times, values) if k in inside else None for k in MARKS},
        "at_end": values[-1],
        "change": values[-1] - values[0],
    }
    return {"unit": unit, "auc_unit": area_unit, **{k: None if v is None else float(v) for k, v in said.items()}}
