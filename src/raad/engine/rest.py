"""Rest: the state in which nothing moves, by implicit time steps that grow into Newton steps."""

from __future__ import annotations

import numpy as np

from raad.engine.graph import Kernel
from raad.quantities.errors import SolveFailed

_FIRST, _GROWTH = 10.0, 4.0  # [h] first step, and how fast steps grow while rates fall
_DUST = 1e-12
_ROUNDING = 1e-9  # with fast and slow states in one Jacobian, Newton steps stop shrinking near this


def settle(
    kernel: Kernel, start: np.ndarray, slow: np.ndarray, tolerance: float = 1e-13, tries: int = 200
) -> np.ndarray:
    """Find the rest of a system without treatment.

    Implicit Euler steps follow the system in time, so the rest that is found is the one that a healthy
    subject would come to; as steps grow without bound they become Newton steps and converge to rounding.

    Parameters
    ----------
    kernel
        Compiled equations.
    start
        Where to begin, for example the healthy rest. (n_states,)
    slow
        Parameters and inputs. (n_slow,)

    Returns
    -------
    numpy.ndarray
        The state at rest, to about 1e-13 of each state's scale. (n_states,)

    Raises
    ------
    SolveFailed
        If the rest is not reached; the text names the state that still moves most.
    """
    y = start.astype(float).copy()
    identity = np.eye(len(y))
    hours, previous = _FIRST, np.inf
    for _ in range(tries):
        try:
            change = np.linalg.solve(identity / hours - kernel.jacobian(y, slow), kernel.rates(y, slow))
        except np.linalg.LinAlgError:
            change = np.full_like(y, np.nan)  # a shorter step has a regular matrix
        size = float(np.max(np.abs(change) / (1 + np.abs(y))))
        trial = np.where(np.abs(y + change) < _DUST, 0.0, y + change)  # empty compartments stay exactly empty
        if not np.isfinite(size) or size > 1 or np.any((trial < 0) & ~kernel.signed):
            hours /= _GROWTH**2  # too bold: powers would meet negative numbers
            if hours < 1e-9:
                break
            continue
        y = trial
        if hours > 1e6 and (size < tolerance or (size < _ROUNDING and size >= previous / 2)):
            return y
        previous = size
        hours *= _GROWTH
    rates = kernel.rates(y, slow)
    if not np.all(np.isfinite(rates)):
        broken = kernel.state_names[int(np.flatnonzero(~np.isfinite(rates))[0])]
        raise SolveFailed(
            f"No drug-free baseline: the equation of {broken!r} gives no number. Check parameters and inputs."
        )
    worst = kernel.state_names[int(np.argmax(np.abs(rates)))]
    raise SolveFailed(f"No drug-free baseline was found: {worst!r} keeps moving. Check parameters and stress.")
