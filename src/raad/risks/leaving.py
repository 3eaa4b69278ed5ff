"""Leaving: when everybody of a crowd is awake, free of dissociation and without high pressure after a session."""

from __future__ import annotations

import numpy as np

from raad.risks.crowd import Crowd
from raad.risks.following import Followed
from raad.supervision.discharge import Course


def ready_times(followed: Followed, people: Crowd) -> np.ndarray:
    """Return when each person could leave after the first session; NaN for not within it. (n_people,) [min]

    Readiness is judged as in `raad.supervision.discharge`; pressure before the session is the person's own.
    """
    names = ("moaas", "cadss", "sbp_rise", "dbp_rise")
    found = np.full(len(people), np.nan)
    for i in range(len(people)):
        values = {name: followed.first[name][i] for name in names}
        if not all(np.all(np.isfinite(one)) for one in values.values()):
            continue
        ready = Course(followed.minutes, values, (float(people.sbp[i]), float(people.dbp[i]))).ready_at()
        found[i] = np.nan if ready is None else ready
    return found
