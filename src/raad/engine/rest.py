"""Rest: the state in which nothing moves, by damped Newton steps with the exact Jacobian."""

from __future__ import annotations

import numpy as np

from raad.engine.graph import Kernel
from raad.quantities.errors import SolveFailed


def settle(kernel: Kernel, start: np.ndarray, slow: np.ndarray, tolerance: float = 1e-13, tries: int = 200) -> np.ndarray:
    """Find the rest of a system without treatment.

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
    smallest = np.inf
    for _ in range(tries):
        change = np.linalg.solve(kernel.jacobian(y, slow), -kernel.rates(y, slow))
        size = float(np.max(np.abs(change) / (1 + np.abs(y))))
        # A long step leaves the region in which its linearisation holds; powers then meet negative numbers.
        falling = (change < 0) & (y > 0) & ~kernel.signed
        room = float(np.min(0.5 * y[falling] / -change[falling], initial=1.0))
        y = y + change * min(1.0, 0.3 / max(size, 1e-300), room)
        if size < tolerance or (size < 1e-11 and size >= smallest):
            return y
        if not np.isfinite(size):
            break
        smallest = min(smallest, size)
    worst = kernel.state_names[int(np.argmax(np.abs(kernel.rates(y, slow))))]
    raise SolveFailed(f"No drug-free baseline was found: {worst!r} keeps moving. Check parameters and stress.")
