"""Leaving: when everybody of a crowd is awake, free of dissociation and without high pressure after a session."""

from __future__ import annotations

import numpy as np

from raad.risks.crowd import Crowd
from raad.risks.following import RESTING, Followed
from raad.supervision.discharge import limits

_RISES = {"sbp": "sbp_rise", "dbp": "dbp_rise"}


def ready_times(followed: Followed, people: Crowd) -> np.ndarray:
    """Return when each person could leave after the first session; NaN for not within it. (n_people,) [min]

    Limits of dissociation and pressure are those of `raad.supervision.discharge`; pressure before the session is the
    person's own. A grade that is seen is whole, and an expected grade of 4.9 is one in ten at 4: everybody has an own
    place in that order, and is awake once the expected loss is below it.
    """
    values = followed.first
    before = {"sbp": people.sbp, "dbp": people.dbp}
    place = np.random.default_rng([people.seed, 2]).random(len(people))
    ready = RESTING["moaas"] - values["moaas"] <= place[:, None]
    for limit in limits():
        if limit.readout in _RISES:  # a pressure that is high
            ready &= ~limit.met(before[limit.readout][:, None] + values[_RISES[limit.readout]])
        elif limit.readout != "moaas":
            ready &= limit.met(values[limit.readout])
    last = ready.shape[1] - 1 - np.argmax(~ready[:, ::-1], axis=1)  # the last minute at which something holds them
    free = np.all(ready, axis=1)
    following = np.minimum(last + 1, len(followed.minutes) - 1)
    found = np.where(free, followed.minutes[0], followed.minutes[following])
    held = ~ready[:, -1] | ~np.isfinite(values["cadss"]).all(axis=1)
    return np.where(held, np.nan, found)
