"""Told events: for adverse events that no exposure-response was read for, the placebo part and the drug's ceiling.

Incidence in four weeks is background + (1 - background) * ceiling * peak of `perceived`, as for events whose parts were
read. Shares are met on the scale of arcsine roots, where the spread of a count depends on the number of people alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from raad.calibrate.fit import Fit, Problem, Target, Unknown, estimate
from raad.evidence import Observation, load_observations
from raad.quantities.errors import BadTable
from raad.risks.designs import Design, designs
from raad.risks.scorecard import count_of

_BACKGROUND, _CEILING = (0.03, 2.0, 1e-4, 0.9), (0.15, 2.0, 1e-4, 0.99)  # start, spread, bounds: hardly any prior
_HOURS = 4.0
GROUPED = "_grouped"  # terms that the label counts together


def calibrate(progress: Callable[[int, float], None] | None = None) -> Fit:
    """Estimate backgrounds and ceilings of told events from counts of the shipped tables. Takes seconds.

    Parameters
    ----------
    progress
        Called with the number of evaluations and the objective.

    Holds for
        Sprays of 28 to 84 mg, eight sessions in four weeks, adults below 65 years.
    """
    return estimate(problem(), progress)


def problem() -> Problem:
    """Return what is sought and what it must explain."""
    asked = [(event, design.given, _row(design, event)) for design in designs() for event in design.fits]
    events = dict.fromkeys(event for event, _, _ in asked)
    unknowns = [
        Unknown(f"{part}_{event}", *numbers)
        for event in events
        for part, numbers in (("background", _BACKGROUND), ("ceiling", _CEILING))
    ]
    names = [f"{event}, {found.study_id}, {given}" for event, given, found in asked]
    targets = tuple(_target(name, found) for name, (_, _, found) in zip(names, asked, strict=True))
    peaks = peaks_of_perception()

    def predict(values: Mapping[str, float]) -> dict[str, float]:
        said = {}
        for name, (event, given, _) in zip(names, asked, strict=True):
            background, ceiling = values[f"background_{event}"], values[f"ceiling_{event}"]
            share = background + (1 - background) * ceiling * peaks[given]
            said[name] = _angle(share)
        return said

    return Problem(tuple(unknowns), targets, predict)


@lru_cache(maxsize=1)
def peaks_of_perception() -> dict[str, float]:
    """Return the peak of `perceived` in a typical person after each dose; a flexible dose counts as the mean of two.

    Examples
    --------
    >>> peaks = peaks_of_perception()
    >>> 0.2 < peaks["28"] < peaks["56"] < peaks["56/84"] < peaks["84"] < 0.6
    True
    """
    from raad.model.assemblies import treatment
    from raad.people import Person
    from raad.protocols import Regimen, dose
    from raad.solve.reductions import Reduction
    from raad.solve.simulate import simulate

    peak = Reduction.maximum("perceived", since=0.0, until=_HOURS)
    found = {"none": 0.0}
    for amount in ("28", "56", "84"):
        spray = Regimen((dose("esketamine", "nasal", AMT=f"{amount} mg"),))
        run = simulate(treatment(), spray, Person(age=45), reductions=[peak])
        found[amount] = float(run.reduced[peak.label][0])
    return found | {"56/84": (found["56"] + found["84"]) / 2}


def _row(design: Design, event: str) -> Observation:
    quantity = f"incidence_{event.removesuffix(GROUPED)}"
    found = [
        o for o in load_observations()
        if (o.study_id, o.arm, o.quantity) == (design.study_id, design.arm, quantity) and o.verification == "read"
    ]  # fmt: skip
    if len(found) != 1:
        raise BadTable(f"designs.csv: {design.study_id}, {design.arm!r} has {len(found)} read rows of {quantity}.")
    return found[0]


def _angle(share: float) -> float:
    return float(np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0))))


def _target(name: str, row: Observation) -> Target:
    events, people = count_of(row)
    # A count of 0 is read as 3/8 of an event, and others likewise (Anscombe), so that the scale is even there too.
    share = (events + 0.375) / (people + 0.75)
    sd = 1 / (2 * np.sqrt(people + 0.5))
    return Target(name, row.study_id, _angle(share), sd, why=f"{events} of {people}; arcsine root of the share")
