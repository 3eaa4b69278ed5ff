"""Sessions: doses that belong together, and when within a session everybody is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.protocols import Dose, Regimen
from raad.quantities.errors import BadInput

DRUGS = ("ketamine", "esketamine", "arketamine")
PAUSE = 4.0  # h without a dose; what comes later is another session
WATCHED = 4.0  # h after the last dose of a session
MOST_SESSIONS = 400
_MINUTES = np.r_[np.arange(0, 20, 1), np.arange(20, 60, 2), np.arange(60, 121, 5), np.arange(130, 241, 10)]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session: from its first dose to the end of its last. [h]"""

    start: float
    end: float
    next: float

    @property
    def times(self) -> np.ndarray:
        """When to look: often at first and after the last dose, evenly between, before the next. (n_times,) [h]"""
        after = self.end + _MINUTES / 60
        long = self.end - self.start
        early = _MINUTES / 60
        during = self.start + np.r_[early[early < long], np.linspace(0, long, 60)] if long > 0 else []
        found = np.unique(np.round(np.r_[during, after, self.start], 9))
        return found[found < self.next]


def sittings(regimen: Regimen, weight: float, until: float) -> tuple[Sitting, ...]:
    """Return the sessions of a regimen with ketamine or an enantiomer.

    Parameters
    ----------
    regimen
        Doses; others than of ketamine are no sessions.
    weight
        For durations of doses by weight. [kg]
    until
        End of the run. [h]

    Raises
    ------
    BadInput
        If there is none, or more than 400.

    Examples
    --------
    >>> import raad
    >>> twice = raad.Regimen((raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=1),))
    >>> [(s.start, s.next) for s in sittings(twice, 70, 200)]
    [(0.0, 84.0), (84.0, inf)]
    """
    spans = sorted(
        (start, start + (one.duration_h(weight) or 0.0))
        for one in regimen.products
        if isinstance(one, Dose) and one.drug in DRUGS and one.amount > 0
        for start in one.times
        if start <= until
    )
    if not spans:
        raise BadInput(
            "No dose of ketamine, esketamine or arketamine is given, so there is no session. Give treatments."
        )
    joined: list[list[float]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= PAUSE:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    if len(joined) > MOST_SESSIONS:
        raise BadInput(f"These are {len(joined)} sessions; {MOST_SESSIONS} are the most. Give a shorter course.")
    ends = [*(start for start, _ in joined[1:]), np.inf]
    return tuple(Sitting(start, end, later) for (start, end), later in zip(joined, ends, strict=True))
