"""Entry: how ill a person is before the first dose, as the drug-free rest of the person's own model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.engine.graph import Kernel
from raad.engine.rest import settle
from raad.quantities.errors import BadInput, SolveFailed

_EXPOSURE, _SCORE = "stress_exposure", "madrs"
_STRONGEST, _STRIDE = 4.0, 0.25  # far beyond the strongest exposure that a person may be given by hand


@dataclass(frozen=True)
class Entry:
    """State before treatment (n_states,), parameters and inputs (n_slow,), outputs there (n_outputs,)."""

    state: np.ndarray
    slow: np.ndarray
    outputs: np.ndarray


def enter(kernel: Kernel, healthy: np.ndarray, slow: np.ndarray, person: Any) -> Entry:
    """Find the rest of a person: by stress exposure, or by the exposure that explains the MADRS at entry.

    Raises
    ------
    BadInput
        If no stress exposure gives that score.
    """
    slow = slow.copy()
    exposure = kernel.slow_names.index(_EXPOSURE)

    state = healthy

    def rest(strength: float) -> np.ndarray:
        nonlocal state  # the last rest is the best start for the next
        slow[exposure] = strength
        state = settle(kernel, state, slow)
        return state

    if person.madrs is None:
        rest(person.stress or 0.0)
    else:
        score = kernel.output_names.index(_SCORE)
        _match(lambda strength: float(kernel.outputs(rest(strength), slow)[score]), person.madrs)
    return Entry(state, slow, kernel.outputs(state, slow))


def _match(score: Callable[[float], float], wanted: float) -> float:
    """Find the exposure that gives a score: stride up to bracket it, then close in."""
    from scipy.optimize import brentq

    low, high, reached = 0.0, 0.0, score(0.0)
    if reached > wanted + 1e-9:
        raise BadInput(f"MADRS {wanted:g} at entry is below the healthy rest of {reached:.2f}. Give a higher score.")
    while reached < wanted and high < _STRONGEST:
        try:
            further = score(high + _STRIDE)
        except SolveFailed:  # stress so strong that the model has no rest: what was reached is the most there is
            break
        low, high, reached = high, high + _STRIDE, further
    if reached < wanted:
        raise BadInput(f"MADRS {wanted:g} at entry is out of reach: the strongest stress gives {reached:.1f}.")
    exposure: Any = brentq(lambda s: score(s) - wanted, low, high, xtol=1e-13) if high > 0 else 0.0
    score(exposure)
    return float(exposure)
