"""Connectivity along a course of treatment: the network of each person at each time, with inhibition that remembers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from raad.brain.connectivity import VARIANTS, connectivity
from raad.brain.connectome import Connectome
from raad.brain.connectome import connectome as named
from raad.brain.cores import one_core_each
from raad.brain.course_result import BrainCourse
from raad.brain.homeostasis import states_along
from raad.brain.moments import checked_moments, default_moments, dense, read_moments
from raad.brain.parameters import NetworkParameters
from raad.brain.refollow import closely
from raad.brain.working_point import fitted
from raad.quantities.errors import BadInput, NotSupported, RaadError
from raad.solve.trajectory import Failure, Trajectory


def brain_course(
    trajectory: Trajectory,
    times: Sequence[float | str] | str | None = None,
    connectome: str | Path | Connectome = "dk82",
    *,
    parameters: NetworkParameters | None = None,
    keep_fc: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> BrainCourse:
    """Follow functional connectivity along a simulated course of treatment.

    Parameters
    ----------
    trajectory
        Result of `raad.simulate` with the human model. It is followed again, densely after doses, where its records
        are too far apart; what cannot be followed again the same way is taken as recorded.
    times
        When to look: hours on the clock of the run, or text such as "40 min" and "before". Before, at the end of the
        first dose (40 min when it is no infusion), 4 h, 24 h and 7 d after it when left out. (n_times,)
    connectome
        "dk82", "schaefer100", the path of a CSV or NPZ file, or a :class:`Connectome`.
    parameters
        Numbers of the network; those of the connectome in the register when left out.
    keep_fc
        Whether to keep the matrices of functional connectivity: 54 kB for each person and time at 82 regions.
    progress
        Called with (people done, people in all).

    Returns
    -------
    BrainCourse
        GBC in three variants, rates and connectivity of all regions, people and times; people whose network has no
        stable state are failures in it, the others go on.

    Raises
    ------
    BadInput, UnknownName, NotSupported
        If a time is no time or outside the run, a connectome cannot be used, or the run is not about people.

    Notes
    -----
    Inhibition is kappa J_FIC(t) + (1 - kappa) L(t) with dL/dt = (J_FIC - L) / tau_h, settled before the first record.
    GBC falls or rises by variant: name the variant with every number.

    Examples
    --------
    >>> import raad
    >>> infusion = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    >>> result = raad.simulate(raad.treatment(), infusion, raad.Cohort.typical(), times=range(0, 25))
    >>> course = raad.brain_course(result, ["before", "40 min"])
    >>> course.prefrontal("plain").shape, course.to_xarray().sizes["region"]
    ((1, 2), 82)
    """
    if trajectory.model.species != "human":
        raise NotSupported(
            f"The connectomes are those of people; this run is about a {trajectory.model.species}. "
            "Simulate the human model, raad.treatment()."
        )
    if not len(trajectory.times):
        raise BadInput("The trajectory has no records. Simulate with times=[...], such as times=range(0, 169).")
    brain = connectome if isinstance(connectome, Connectome) else named(connectome)
    numbers = parameters or fitted(brain)
    person, regimen = trajectory.cohort[0], trajectory.regimens[0]
    first, last = float(trajectory.times[0]), float(trajectory.times[-1])
    asked = default_moments(regimen, person, last) if times is None else read_moments(times, regimen)
    asked = checked_moments(asked, first, last)
    if not len(asked):
        raise BadInput(f"The first dose is after the end of the run, {last:g} h. Simulate longer, or give times.")
    knots = np.union1d(dense(regimen, person, first, asked[-1]), asked)
    followed = closely(trajectory, knots)
    follow = _Follow(followed, brain, numbers, asked, keep_fc)
    people = len(trajectory.cohort)
    kept = follow.room(people)
    failures = list(trajectory.failures)
    lost = {f.person for f in failures}
    with one_core_each(), ThreadPoolExecutor(min(os.cpu_count() or 1, people)) as pool:
        todo = [i for i in range(people) if i not in lost]
        for done, found in enumerate(pool.map(lambda i: follow.person(i, kept), todo), 1):
            failures += [found] if found else []
            if progress:
                progress(done, len(todo))
    failures.sort(key=lambda f: f.person)
    severity = followed.values("severity")[:, np.searchsorted(followed.times, asked)]
    maps = kept["gbc"], kept["rate"], kept["fc"], severity, tuple(tuple(row) for row in kept["states"])
    return BrainCourse(trajectory, brain, numbers, asked, *maps, tuple(failures))


class _Follow:
    """What is the same for all people of a course."""

    def __init__(
        self, trajectory: Trajectory, brain: Connectome, numbers: NetworkParameters, asked: np.ndarray, keep_fc: bool
    ) -> None:
        self.trajectory, self.brain, self.numbers = trajectory, brain, numbers
        self.asked, self.keep_fc = asked, keep_fc

    def room(self, people: int) -> dict[str, Any]:
        """Return arrays for all people, NaN where nothing is known."""
        n, times = len(self.brain), len(self.asked)
        return {
            "gbc": np.full((people, times, len(VARIANTS), n), np.nan),
            "rate": np.full((people, times, n), np.nan),
            "states": [[None] * times for _ in range(people)],
            "fc": np.full((people, times, n, n), np.nan) if self.keep_fc else None,
        }

    def person(self, i: int, kept: dict[str, Any]) -> Failure | None:
        """Follow one person into the arrays; what went wrong first comes back."""
        label, failed = self.trajectory.cohort.label(i), None
        try:
            states = states_along(self.trajectory, self.brain, self.asked, i, self.numbers)
        except RaadError as err:
            return Failure(i, label, str(err))
        for k, (time, state) in enumerate(zip(self.asked, states, strict=True)):
            kept["states"][i][k] = state
            try:
                found = connectivity(self.brain, state, self.numbers)
            except RaadError as err:
                failed = failed or Failure(i, label, str(err), float(time))
                continue
            kept["gbc"][i, k] = [found.gbc[v] for v in VARIANTS]
            kept["rate"][i, k] = found.rate
            if self.keep_fc:
                kept["fc"][i, k] = found.fc
        return failed
