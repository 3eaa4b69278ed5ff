"""Prefrontal connectivity as one uncertain link to mood: a share of severity follows its distance from health."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from raad.brain.connectivity import VARIANTS, connectivity
from raad.brain.connectome import Connectome
from raad.brain.course_result import BrainCourse
from raad.brain.parameters import OF_THE_LINK_TO_MOOD, NetworkParameters
from raad.evidence import load_register
from raad.instruments.madrs import MADRS
from raad.quantities.errors import BadInput, unknown

WEIGHT, LEAST = OF_THE_LINK_TO_MOOD


_LARGEST = 2.0  # share of the deficit before that counts at most


@dataclass(frozen=True, eq=False)
class MoodLink:
    """Severity and MADRS of every person with and without the link.

    Parameters
    ----------
    weight
        Share of severity that follows connectivity, w; 0 is no link.
    variant
        Of GBC.
    times
        (n_times,) [h]
    healthy
        Mean prefrontal GBC of a healthy brain in this variant. [Fisher z]
    deficit
        Healthy minus present prefrontal GBC. (n_people, n_times) [Fisher z]
    severity, severity_linked
        Latent severity without and with the link. (n_people, n_times)
    madrs, madrs_linked
        (n_people, n_times) [points]
    silent
        Whether the deficit before treatment is too small to divide by, so that the link says nothing. (n_people,)
    """

    weight: float
    variant: str
    times: np.ndarray
    healthy: float
    deficit: np.ndarray
    severity: np.ndarray
    severity_linked: np.ndarray
    madrs: np.ndarray
    madrs_linked: np.ndarray
    silent: np.ndarray


def mood_link(course: BrainCourse, weight: float | None = None, variant: str = "plain") -> MoodLink:
    """Let a share of severity follow prefrontal connectivity, after the fact.

    Parameters
    ----------
    course
        Its first time, or "before", is what others are compared with.
    weight
        w, at least 0 and below 1, so that connectivity is never the only route to mood; the default is a row of the
        register, `weight_gbc_mood`. 0 is exactly the severity of the run.
    variant
        Of GBC; variants differ in sign.

    Returns
    -------
    MoodLink
        severity = (1 - w) severity + w severity_before deficit(t) / deficit(before). The last share lies between 0 (as
        healthy, or beyond it) and 2; it follows connectivity at once, also while the drug is there.

    Raises
    ------
    BadInput, UnknownName
        If the weight is out of range, or there is no such variant.

    Notes
    -----
    Evidence for the link at 24 h is small and of one group each (abdallah2017npp): the prior is wide, 0 to 0.3.

    Examples
    --------
    >>> import raad
    >>> rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(madrs=35), times=[0, 1])
    >>> link = raad.mood_link(raad.brain_course(rest, [0, 1]), 0.2)
    >>> link.madrs_linked.round(2).tolist()
    [[35.0, 35.0]]
    """
    w = checked_weight(weight)
    if variant not in VARIANTS:
        raise unknown("variant of GBC", variant, VARIANTS)
    severity = np.array(course.severity)
    madrs = _madrs(course, severity)
    healthy = _healthy(course.connectome, course.parameters, variant)
    deficit = healthy - course.prefrontal(variant)
    at = course.reference
    before = deficit[:, at : at + 1]
    silent = ~(np.abs(before[:, 0]) > _least(healthy))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(deficit / before, 0.0, _LARGEST)
    linked = (1 - w) * severity + w * severity[:, at : at + 1] * share
    linked = severity.copy() if w == 0 else np.where(silent[:, None], severity, linked)
    after = madrs.copy() if w == 0 else np.where(silent[:, None], madrs, _madrs(course, linked))
    return MoodLink(w, variant, course.times, healthy, deficit, severity, linked, madrs, after, silent)


def checked_weight(weight: float | None) -> float:
    """Return a weight that leaves room for other routes; the row of the register when none is given.

    Examples
    --------
    >>> checked_weight(None), checked_weight(0.3)
    (0.1, 0.3)
    """
    if weight is None:
        return load_register().value(WEIGHT, "")
    if isinstance(weight, bool) or not np.isreal(weight) or not 0 <= weight < 1:
        raise BadInput(
            f"The weight of the link to mood is {weight!r}; it is at least 0 and below 1, so that connectivity "
            "is never the only route. Believable are 0 to 0.3."
        )
    return float(weight)


def _least(healthy: float) -> float:
    """Return the smallest deficit before treatment that can be divided by. [Fisher z]"""
    return load_register().value(LEAST, "") * max(abs(healthy), 1e-12)


def _madrs(course: BrainCourse, severity: np.ndarray) -> np.ndarray:
    values = course.trajectory.model.values
    return np.asarray(MADRS({}, {"severity": severity}, {n: values[n] for n in MADRS.params}).outputs["madrs"])


@lru_cache(maxsize=8)
def _healthy(brain: Connectome, numbers: NetworkParameters, variant: str) -> float:
    return connectivity(brain, None, numbers).prefrontal[variant]
