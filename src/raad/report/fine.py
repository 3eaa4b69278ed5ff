"""The fine look at a run: the same people and doses, recorded densely where things move fast."""

from __future__ import annotations

import numpy as np

from raad.people import Person
from raad.protocols import Regimen
from raad.protocols.first_dose import first_dose
from raad.solve.again import follow_again
from raad.solve.trajectory import Trajectory

FIRST, STEP_FIRST = 6.0, 2 / 60  # the first hours after the first dose [h]
AFTER, STEP_AFTER = 6.0, 0.25  # the hours around each later dose [h]
_INSTANT = 1e-3  # h; a record just after a bolus shows the jump
_MOST_DOSES = 400  # doses that get a dense record
_COURSE = 800  # records of the whole course


def fine_times(regimen: Regimen, person: Person, start: float, end: float) -> np.ndarray:
    """Return when to record: every 2 minutes at first, 15 around later doses, coarse elsewhere. (n_times,) [h]

    Examples
    --------
    >>> bool(fine_times(Regimen(), Person(), 0, 672).size < 2000)
    True
    """
    begin = first_dose(regimen, person.species)
    parts = [np.linspace(start, end, _COURSE + 1), [begin + 24, begin + 168]]
    parts += [begin + np.arange(0, FIRST + STEP_FIRST, STEP_FIRST)]
    for time in regimen.times[:_MOST_DOSES]:
        parts += [time + np.arange(-STEP_AFTER, AFTER + STEP_AFTER, STEP_AFTER), [time + _INSTANT]]
    for one in regimen.products:
        length = one.duration_h(person.weight or 1.0)
        parts += [[t + length] for t in one.times[:_MOST_DOSES]] if length else []
    times = np.unique(np.round(np.concatenate([np.asarray(p, dtype=float) for p in parts]), 6))
    return times[(times >= start) & (times <= end)]


def look_closely(trajectory: Trajectory) -> Trajectory:
    """Run the first person of a trajectory again on the fine grid, with the same inputs and tolerances."""
    start, end = float(trajectory.times[0]), float(trajectory.times[-1])
    times = fine_times(trajectory.regimens[0], trajectory.cohort[0], start, end)
    return follow_again(trajectory, times, only_first=True)
