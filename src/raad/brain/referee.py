"""The referee of a course: the nonlinear network is simulated where linear noise was solved, and both are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from raad.brain.connectivity import VARIANTS
from raad.brain.coupling import couple
from raad.brain.course_result import BrainCourse
from raad.brain.nonlinear import simulate_scan
from raad.quantities.errors import SolveFailed

MINUTES = 60.0  # a shorter scan differs from itself by more than the two solutions differ


@dataclass(frozen=True)
class Refereed:
    """How both solutions agree at one time.

    Parameters
    ----------
    title, time
        In words, and on the clock of the run. [h]
    r
        Correlation of both FC matrices over pairs of cortical regions; NaN where a solution was lost.
    linear, nonlinear
        Prefrontal GBC by variant. [Fisher z]
    reason
        Why a solution was lost; empty when both are there.
    """

    title: str
    time: float
    r: float
    linear: dict[str, float]
    nonlinear: dict[str, float]
    reason: str = ""


def referee(
    course: BrainCourse, minutes: float = MINUTES, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> tuple[Refereed, ...]:
    """Simulate the first person's network at every time of a course, and meet the linear-noise solution with it.

    Parameters
    ----------
    course
        What `raad.brain_course` returned, with its matrices kept.
    minutes
        Length of each simulated scan. [min]
    seed
        Of the noise.
    progress
        Called with (times done, times in all).

    Returns
    -------
    tuple of Refereed
        One for each time. A network that is lost is a value in it.

    Examples
    --------
    >>> import raad
    >>> rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 1])
    >>> (one,) = referee(raad.brain_course(rest, [0]), minutes=10)
    >>> one.title, 0.8 < one.r < 1
    ('before', True)
    """
    regions, found = course.connectome, []
    cortex = np.flatnonzero(regions.cortical)
    pairs = tuple(cortex[k] for k in np.triu_indices(len(cortex), 1))
    for k, (title, time) in enumerate(zip(course.titles, course.times, strict=True)):
        linear = {v: float(course.prefrontal(v)[0, k]) for v in VARIANTS}
        nothing: dict[str, float] = {v: float("nan") for v in VARIANTS}
        state = course.states[0][k]
        if progress:
            progress(k, len(course.times))
        if state is None or course.fc is None or not np.isfinite(linear["plain"]):
            why = "The linear-noise solution has no stable network here, or its matrices were not kept."
            found.append(Refereed(title, float(time), float("nan"), linear, nothing, why))
            continue
        try:
            scan = simulate_scan(couple(regions, state, course.parameters), minutes=minutes, seed=seed)
            seen = scan.connectivity(regions)
        except SolveFailed as err:
            found.append(Refereed(title, float(time), float("nan"), linear, nothing, str(err)))
            continue
        r = float(np.corrcoef(course.fc[0, k][pairs], seen.fc[pairs])[0, 1])
        found.append(Refereed(title, float(time), r, linear, seen.prefrontal))
    return tuple(found)
