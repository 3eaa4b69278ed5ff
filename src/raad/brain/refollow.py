"""The same run, recorded where a course of connectivity needs it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from raad.brain.molecular import READ
from raad.quantities.errors import BadInput
from raad.solve.again import follow_again
from raad.solve.trajectory import Trajectory

NEEDED = (*READ, "severity")
_NEAR = 1e-6  # h
_AGREE = 1e-3  # of the range of a readout: more than two runs of the engine differ by


def closely(trajectory: Trajectory, times: np.ndarray) -> Trajectory:
    """Return a trajectory that is recorded at `times` [h]: the given one, or the same run followed again.

    A run with visits or with parameters of each person cannot be known from its result. It shows when the second run
    differs from the first; then the first is taken, if it was recorded at all of the times asked for.

    Raises
    ------
    BadInput
        If the run cannot be followed again and is not recorded where it is needed.
    """
    if _recorded(trajectory, times):
        return _at(trajectory, times)
    again = _again(trajectory, np.union1d(times, trajectory.times))
    if _agree(trajectory, again):
        return _at(again, times)
    raise BadInput(
        "This run has visits, parameters of each person or a store, so it cannot be followed again more densely, and "
        "its records are too far apart. Record it at raad.brain.moments.dense(regimen, person, start, end) and at the "
        "times that you ask for, with these readouts: "
        f"{', '.join(NEEDED)}."
    )


def _at(trajectory: Trajectory, times: np.ndarray) -> Trajectory:
    """Keep the records at these times alone: each costs the network a look."""
    place = np.abs(times[:, None] - trajectory.times[None, :]).argmin(axis=1)
    return replace(trajectory, times=times, record=trajectory.record[:, place])


def _recorded(trajectory: Trajectory, times: np.ndarray) -> bool:
    whole = set(NEEDED) <= set(trajectory.recorded)
    gaps = np.abs(times[:, None] - trajectory.times[None, :]).min(axis=1)
    return whole and bool((gaps < _NEAR).all())


def _again(trajectory: Trajectory, times: np.ndarray) -> Trajectory:
    kept = set(trajectory.recorded)
    names = NEEDED if set(NEEDED) <= kept else (*NEEDED, *sorted(kept - set(NEEDED)))  # what is compared is recorded
    return follow_again(trajectory, times, names)


def _agree(one: Trajectory, other: Trajectory) -> bool:
    """Whether both say the same wherever both have a record."""
    here = np.flatnonzero(np.isin(one.times, other.times))
    there = np.searchsorted(other.times, one.times[here])
    for name in one.recorded:
        if name not in other.recorded:
            continue
        first, second = one.values(name)[:, here], other.values(name)[:, there]
        known = np.isfinite(first)
        if not np.array_equal(known, np.isfinite(second)):
            return False
        if known.any():
            room = _AGREE * max(float(np.ptp(first[known])), 1e-3 * float(np.abs(first[known]).max()), 1e-9)
            if float(np.abs(first[known] - second[known]).max()) > room:
                return False
    return True
