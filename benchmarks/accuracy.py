"""How wrong a solution is, and absolute tolerances that suit this measure."""

from __future__ import annotations

import numpy as np

FLOOR = 1e-3  # a state is measured relative to itself, but never to less than this share of its own maximum
EMPTY = 1e-12  # a state that never rises above this is empty but for rounding; its error is taken as it is


def errors(found: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return the error of each person: max over states and times of |y - ref| / (|ref| + 1e-3 max_t |ref|).

    Empty states are measured as they are, against 1. A value that is no number is infinitely wrong.

    Parameters
    ----------
    found, reference
        (n_people, n_times, n_states)

    Examples
    --------
    >>> errors(np.array([[[1.0], [2.2]]]), np.array([[[1.0], [2.0]]])).round(3).tolist()
    [0.1]
    """
    largest = np.abs(reference).max(axis=1, keepdims=True)
    wrong = np.abs(found - reference) / np.where(largest > EMPTY, np.abs(reference) + FLOOR * largest, 1.0)
    return np.where(np.isfinite(wrong), wrong, np.inf).max(axis=(1, 2))


def scales(reference: np.ndarray) -> np.ndarray:
    """Return how large each state becomes in a typical person; 1 for those that stay empty. (n_states,)"""
    largest = np.median(np.abs(reference).max(axis=1), axis=0)
    return np.where(largest > EMPTY, largest, 1.0)
