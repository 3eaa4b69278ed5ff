"""The same run once more, recorded at other times: what a report or a network needs beyond the records of a result."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from raad.people import Cohort
from raad.solve.simulate import simulate
from raad.solve.trajectory import Trajectory


def follow_again(
    trajectory: Trajectory, times: np.ndarray, readouts: Sequence[str] | None = None, only_first: bool = False
) -> Trajectory:
    """Follow the people of a trajectory again, with the same doses, inputs and tolerances.

    Visits and parameters of each person are not known from a result, so that a run with them comes out otherwise.

    Parameters
    ----------
    times
        When to record. (n_times,) [h]
    readouts
        What to record; all when None.
    only_first
        Whether the first person alone is followed.

    Examples
    --------
    >>> import raad
    >>> coarse = raad.simulate(raad.treatment(), raad.Regimen(), raad.Person(), [0, 24])
    >>> follow_again(coarse, np.linspace(0, 24, 5), ["madrs"]).values("madrs").shape
    (1, 5)
    """
    settings, cohort, regimens = trajectory.manifest["settings"], trajectory.cohort, trajectory.regimens
    if only_first:
        cohort, regimens = Cohort.of(cohort[0]), regimens[:1]
    return simulate(
        trajectory.model, regimens, cohort, times, readouts=readouts, inputs=settings.get("inputs"),
        tolerances=(settings["rtol"], settings["atol"]),
    )  # fmt: skip
