"""How the state before treatment depends on parameters: the implicit function theorem at the drug-free rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.engine.gradient.compiled_gradient import Differentiated
from raad.solve.arrival import EXPOSURE, SCORE


@dataclass(frozen=True)
class EntrySlopes:
    """Derivatives of the rest.

    Parameters
    ----------
    state, slow
        By each parameter or input: of the state (n_states, n_slow), and of the parameters themselves (n_slow, n_slow):
        one, and for a person given by a score the exposure that keeps it.
    state_by_score, slow_by_score
        By the score at entry. (n_states,) and (n_slow,); zero for a person who is given by stress.
    """

    state: np.ndarray
    slow: np.ndarray
    state_by_score: np.ndarray
    slow_by_score: np.ndarray


def entry_slopes(made: Differentiated, state: np.ndarray, slow: np.ndarray, by_score: bool) -> EntrySlopes:
    """Differentiate the rest, where rates(y, p) = 0 and, for a person given by a score, score(y, p) = score.

    Parameters
    ----------
    made
        Machine code of the system's gradients.
    state, slow
        The rest (n_states,), and parameters and inputs there (n_slow,).
    by_score
        Whether the stress exposure was found from the score at entry.

    Notes
    -----
    States on which no rate depends (sums of what has flowed) have no rest of their own: they begin at zero.
    """
    system = made.code.system
    n, n_slow = len(state), len(slow)
    by_state, by_slow = made.slopes(state, slow)
    free = np.flatnonzero(by_state.any(axis=0))
    matrix, right = by_state[np.ix_(free, free)], -by_slow[free]
    exposure = system.slow.index(EXPOSURE) if by_score else -1
    held = exposure >= 0
    if held:
        row = list(system.outputs).index(SCORE)
        outputs = made.output_slopes(state[None, :], slow[None, :])
        score_by_state, score_by_slow = outputs[0][0, row, free], outputs[1][0, row].copy()
        corner = score_by_slow[exposure]
        column = by_slow[free, exposure]
        matrix = np.block([[matrix, column[:, None]], [score_by_state[None, :], np.array([[corner]])]])
        score_by_slow[exposure], right[:, exposure] = 0.0, 0.0  # the exposure is found, not given
        right = np.vstack([right, -score_by_slow])
    wanted = np.zeros((len(matrix), 1))
    wanted[-1] = float(held)
    scale = np.abs(matrix).max(axis=1, keepdims=True)
    found = np.linalg.solve(matrix / scale, np.hstack([right, wanted]) / scale)
    slopes = np.zeros((n, n_slow + 1))
    slopes[free] = found[: len(free)]
    own = np.hstack([np.eye(n_slow), np.zeros((n_slow, 1))])
    if held:
        own[exposure] = found[-1]
    else:
        slopes[:, -1] = 0.0
    return EntrySlopes(slopes[:, :-1], own[:, :-1], slopes[:, -1], own[:, -1])
