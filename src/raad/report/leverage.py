"""Which unpublished numbers matter: each raised by a tenth, and how far mood then moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from raad.evidence import Parameter
from raad.protocols import Regimen, Reset
from raad.quantities.errors import RaadError
from raad.solve.trajectory import Trajectory

TENTH = 1.1
UNPUBLISHED = ("assumption", "calibration")


@dataclass(frozen=True)
class Leverage:
    """A parameter that no study gives, and what raising it by a tenth does to the change of the outcome."""

    row: Parameter
    effects: tuple[float | None, ...]  # one for each time asked

    @property
    def size(self) -> float:
        """The largest shift, whichever its sign."""
        return max((abs(e) for e in self.effects if e is not None), default=0.0)


def outcome(trajectory: Trajectory) -> str:
    """The readout that the question is asked of: MADRS in humans, latent severity else."""
    return "madrs" if "madrs" in trajectory.names else "severity"


def leverage(trajectory: Trajectory, after: Sequence[float]) -> list[Leverage]:
    """Return the assumed and estimated parameters of a run, those that move the outcome most first.

    Parameters
    ----------
    trajectory
        A run; its first person is followed again once for each parameter.
    after
        Times at which to ask. [h]

    Returns
    -------
    list of Leverage
        With the shift of the change from entry at each time: points of MADRS, or of latent severity.
    """
    from raad.people import Cohort
    from raad.solve.simulate import simulate

    model, person = trajectory.model, trajectory.cohort[0]
    times = np.unique([float(trajectory.times[0]), *after])
    regimen = _until(trajectory.regimens[0], float(times[-1]))
    cohort, name = Cohort.of(person), outcome(trajectory)
    inputs = trajectory.manifest["settings"].get("inputs")

    def changes(parameters: object) -> np.ndarray | None:
        try:
            there = replace(model, parameters=parameters)
            result = simulate(there, regimen, cohort, times, inputs=inputs, tolerances=(1e-7, 1e-9))
        except RaadError:  # such as an entry score that is out of reach with that number
            return None
        values = result.values(name)[0]
        return None if result.failures else values[np.searchsorted(times, after)] - values[0]

    base = changes(model.parameters)
    rows = {s: model.parameters.row(s, model.species) for s in model.params}
    found = []
    for row in (r for r in rows.values() if r.study_id in UNPUBLISHED and r.value):
        moved = changes(model.parameters.with_values({(row.symbol, row.species): TENTH * (row.value or 0.0)}))
        if base is None or moved is None:
            found.append(Leverage(row, (None,) * len(after)))
        else:
            found.append(Leverage(row, tuple(float(x) for x in moved - base)))
    return sorted(found, key=lambda one: -one.size)


def _until(regimen: Regimen, end: float) -> Regimen:
    """Leave out doses after the last question [h]: they cannot change the answer, and cost most of the time."""
    kept = []
    for one in regimen.doses:
        if isinstance(one, Reset):
            kept += [one] if one.time <= end else []
        elif count := sum(time <= end for time in one.times):
            kept.append(replace(one, additional=count - 1))
    return Regimen(tuple(kept))
