"""Chances: from the share of people with an event in four weeks to the chance in a session, and to any course.

Trials print how many people had an event at least once. The same people have it again and again, so a session's chance
is far from an eighth of that: people differ by a normal propensity, sessions of one person by the rest.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

NODES = 32  # of Gauss and Hermite; they miss a chance by 1e-5 at the correlation in use, by 1e-3 at 0.97


@lru_cache(maxsize=4)
def _nodes(count: int = NODES) -> tuple[np.ndarray, np.ndarray]:
    places, weights = np.polynomial.hermite_e.hermegauss(count)
    return places, weights / weights.sum()


def within(chance: np.ndarray, correlation: float) -> np.ndarray:
    """Return the chance in a session for people of each propensity. (..., n_nodes)"""
    from scipy.special import ndtr, ndtri

    places, _ = _nodes()
    bounded = np.clip(np.asarray(chance, float), 1e-12, 1 - 1e-12)
    return ndtr((ndtri(bounded)[..., None] + np.sqrt(correlation) * places) / np.sqrt(1 - correlation))


def at_least_once(chances: np.ndarray, correlation: float) -> np.ndarray:
    """Return the chance of an event in any of some sessions.

    Parameters
    ----------
    chances
        In each session, over people of all propensities. (..., n_sessions)
    correlation
        Share of the variance of the latent propensity that belongs to the person, 0 to below 1.

    Returns
    -------
    numpy.ndarray
        (...)

    Examples
    --------
    >>> [round(float(at_least_once(np.full(8, 0.1), correlation)), 3) for correlation in (0.0, 0.9)]
    [0.57, 0.192]
    """
    _, weights = _nodes()
    spared = np.log1p(-np.minimum(within(chances, correlation), 1 - 1e-15)).sum(axis=-2)
    return 1 - np.exp(spared) @ weights


@lru_cache(maxsize=64)
def _table(correlation: float, sessions: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import ndtr

    chance = ndtr(np.linspace(-7.0, 6.0, 521))
    once = at_least_once(np.repeat(chance[:, None], int(sessions), axis=1), correlation)
    return once, chance


def of_a_session(once: np.ndarray, correlation: float, sessions: float) -> np.ndarray:
    """Return the chance in one session from the chance of at least one event in several alike sessions.

    Examples
    --------
    >>> one = of_a_session(np.array([0.3]), 0.88, 8)
    >>> bool(abs(at_least_once(np.repeat(one[:, None], 8, axis=1), 0.88)[0] - 0.3) < 1e-3)
    True
    """
    from scipy.special import ndtr, ndtri

    known, chance = _table(float(correlation), float(sessions))
    inside = np.clip(once, known[0], known[-1])
    return ndtr(np.interp(ndtri(inside), ndtri(known), ndtri(chance)))
