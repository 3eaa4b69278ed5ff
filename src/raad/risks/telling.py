"""Events: the chance of each endpoint for everybody, in each session and at least once in a course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from raad.risks.chances import at_least_once, of_a_session
from raad.risks.crowd import Crowd
from raad.risks.endpoints import Endpoint, endpoints
from raad.risks.following import Followed

_SHARED = 15  # nodes for what two pressures share
RESTING_HAZARD = "hazard_urinary"
_BACKGROUND = {"sbp_rise": "visit_sbp", "dbp_rise": "visit_dbp"}  # a visit raises pressure without drug


@dataclass(frozen=True)
class Chances:
    """Of one endpoint: in each session (n_people, n_sessions), or None, and at least once in the course (n_people,)."""

    session: np.ndarray | None
    course: np.ndarray


def tell(
    followed: Followed | None, people: Crowd, sessions: int, numbers: Mapping[str, float], hours: float
) -> dict[str, Chances]:
    """Return the chances of every endpoint; without drug at as many visits when nobody was followed.

    Parameters
    ----------
    followed
        Peaks of everybody, or None for visits without drug.
    people
        The crowd, for pressures before a session.
    sessions
        How many.
    numbers
        Rows of the register by symbol, those of the model that are asked for among them.
    hours
        Length of the course. [h]
    """
    asked = _Asked(followed, people, sessions, numbers, hours)
    return {name: _TELLERS[one.kind](asked, one) for name, one in endpoints().items()}


@dataclass(frozen=True)
class _Asked:
    followed: Followed | None
    people: Crowd
    sessions: int
    numbers: Mapping[str, float]
    hours: float

    def peak(self, name: str) -> np.ndarray:
        if self.followed is None:
            return np.zeros((len(self.people), self.sessions))
        return self.followed.peak[name]

    def whole(self, name: str) -> np.ndarray:
        return np.zeros(len(self.people)) if self.followed is None else self.followed.course[name]

    def number(self, symbol: str, default: float = 0.0) -> float:
        return self.numbers[symbol] if symbol else default

    @property
    def correlation(self) -> float:
        return self.numbers["correlation_sessions"]

    def recurring(self, once: np.ndarray) -> Chances:
        """From the chance in four weeks, had every session this peak."""
        chance = of_a_session(once, self.correlation, self.numbers["sessions_of_incidence"])
        return Chances(chance, at_least_once(chance, self.correlation))


def _told(asked: _Asked, one: Endpoint) -> Chances:
    background, ceiling = asked.number(one.background), asked.number(one.strength)
    felt = background + (1 - background) * ceiling * asked.peak(one.readout)
    return asked.recurring(asked.numbers["reporting"] * felt)


def _graded(asked: _Asked, one: Endpoint) -> Chances:
    background, gain = asked.number(one.background), asked.number(one.strength)
    return asked.recurring(background + (1 - background) * (1 - np.exp(-gain * asked.peak(one.readout))))


def _score(asked: _Asked, one: Endpoint) -> Chances:
    """A score varies from session to session by what people's own differences leave of the spread that was seen."""
    from scipy.special import ndtr

    cv = asked.numbers["CV_cadss" if one.readout == "cadss" else "CV_bprs_positive"]
    sigma = np.sqrt((1 - asked.correlation) * np.log1p(cv**2))
    score = np.maximum(asked.peak(one.readout), 1e-12)
    above = ndtr((np.log(score) - np.log(one.limit or 1.0)) / sigma)
    drug = 1 - np.prod(1 - above, axis=1)
    plain = asked.recurring(np.full(above.shape, asked.number(one.background)))
    assert plain.session is not None
    return Chances(1 - (1 - above) * (1 - plain.session), 1 - (1 - drug) * (1 - plain.course))


def _pressure(asked: _Asked, one: Endpoint) -> tuple[np.ndarray, float]:
    """Return how far everybody's mean is below the limit in each session, and the spread of sessions. [mmHg]"""
    sbp = one.readout == "sbp_rise"
    rise = asked.peak(one.readout) + asked.numbers[_BACKGROUND[one.readout]]
    before = 0.0 if one.kind == "rise" else (asked.people.sbp if sbp else asked.people.dbp)[:, None]
    return (one.limit or 0.0) - rise - before, asked.numbers["sd_session_sbp" if sbp else "sd_session_dbp"]


def _rise(asked: _Asked, one: Endpoint) -> Chances:
    from scipy.special import ndtr

    short, spread = _pressure(asked, one)
    chance = ndtr(-short / spread)
    return Chances(chance, 1 - np.prod(1 - chance, axis=1))


def _any(asked: _Asked, one: Endpoint) -> Chances:
    """Either of two pressures: what they share within a session is summed over."""
    from scipy.special import ndtr

    places, weights = np.polynomial.hermite_e.hermegauss(_SHARED)
    shared = np.sqrt(asked.numbers["correlation_pressures"])
    own = np.sqrt(1 - asked.numbers["correlation_pressures"])
    neither: np.ndarray | float = 1.0
    for part in one.parts:
        short, spread = _pressure(asked, endpoints()[part])
        neither = neither * ndtr(((short / spread)[..., None] - shared * places) / own)
    chance = 1 - np.asarray(neither) @ (weights / weights.sum())
    return Chances(chance, 1 - np.prod(1 - chance, axis=1))


def _reached(asked: _Asked, one: Endpoint) -> Chances:
    peak = asked.peak(one.readout)
    there = np.where(np.isnan(peak), np.nan, peak >= (one.limit or 0.0))
    return Chances(there, there.max(axis=1))


def _threshold(asked: _Asked, one: Endpoint) -> Chances:
    """The readout is the share of people whose own threshold is passed; a threshold belongs to the person."""
    share = asked.peak(one.readout)
    return Chances(share, share.max(axis=1))


def _threshold_course(asked: _Asked, one: Endpoint) -> Chances:
    return Chances(None, asked.whole(one.readout))


def _hazard(asked: _Asked, one: Endpoint) -> Chances:
    if asked.followed is None:
        return Chances(None, np.full(len(asked.people), 1 - np.exp(-asked.numbers[RESTING_HAZARD] * asked.hours)))
    return Chances(None, 1 - np.exp(-asked.whole(one.readout)))


_TELLERS: dict[str, Callable[[_Asked, Endpoint], Chances]] = {
    "told": _told, "graded": _graded, "score": _score, "rise": _rise, "level": _rise, "any": _any,
    "reached": _reached, "threshold": _threshold, "threshold_course": _threshold_course, "hazard": _hazard,
}  # fmt: skip
