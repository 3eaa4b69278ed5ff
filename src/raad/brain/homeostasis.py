"""The slow part of homeostasis: inhibition that follows what the synapses ask for over hours."""

from __future__ import annotations

import numpy as np


def slow_inhibition(times: np.ndarray, settled: np.ndarray, tau: float) -> np.ndarray:
    """Return the slow part L of feedback inhibition: dL/dt = (J_FIC - L) / tau, settled at the first time.

    Parameters
    ----------
    times
        Rising. (n_times,) [h]
    settled
        Inhibition J_FIC that the synapses of each time ask for, taken as linear between. (n_times, n_regions) [nA]
    tau
        Time constant. [h]

    Returns
    -------
    numpy.ndarray
        L, exact for what is linear between times. (n_times, n_regions) [nA]

    Examples
    --------
    >>> slow_inhibition(np.array([0.0, 1e-9, 12.0]), np.array([[1.0], [2.0], [2.0]]), 12.0).round(3).ravel().tolist()
    [1.0, 1.0, 1.632]
    """
    found = np.array(settled, dtype=float)
    for k in range(1, len(times)):
        step = times[k] - times[k - 1]
        lag = (settled[k] - settled[k - 1]) / step * tau  # how far L stays behind a steady climb
        found[k] = settled[k] - lag + (found[k - 1] - settled[k - 1] + lag) * np.exp(-step / tau)
    return found
