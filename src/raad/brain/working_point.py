"""Which numbers a connectome gets when none are given: the fitted ones, or the default brought to the same distance."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from raad.brain.connectome import SHIPPED, Connectome, connectome
from raad.brain.currents import currents
from raad.brain.linear_noise import solve
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.quantities.errors import BadInput, SolveFailed

_LOWEST, _HIGHEST = 1e-3, 20.0  # of G


def fitted(c: Connectome) -> NetworkParameters:
    """Return the numbers fitted for a shipped connectome; a user's own gets those at the working point."""
    return NetworkParameters.of(c.name) if c.name in SHIPPED else at_working_point(c)


@lru_cache(maxsize=16)
def at_working_point(c: Connectome, parameters: NetworkParameters | None = None) -> NetworkParameters:
    """Return numbers with the G that brings a connectome as near to instability as the default one is when healthy.

    What G means depends on the number of regions and on the spread of the weights, so that a fitted value cannot be
    carried over; the distance from instability can, since long-range correlations come from it.

    Parameters
    ----------
    c
        A connectome, of any size.
    parameters
        All numbers but G; those of "dk82" when left out.

    Raises
    ------
    BadInput
        If no G from 0.001 to 20 does.
    """
    p = parameters or NetworkParameters.of()
    wanted = _slowest(connectome(), NetworkParameters.of())
    low, high = _LOWEST, _HIGHEST
    if _slowest(c, replace(p, G=low)) > wanted or _slowest(c, replace(p, G=high)) < wanted:
        raise BadInput(f"No weight of long-range input brings {c.name!r} to the working point. Give parameters=...")
    while high - low > 1e-4 * high:
        middle = np.sqrt(low * high)
        low, high = (middle, high) if _slowest(c, replace(p, G=middle)) < wanted else (low, middle)
    return replace(p, G=float(low))


def _slowest(c: Connectome, p: NetworkParameters) -> float:
    """Slowest eigenvalue of the healthy network; infinite when hypersynchronous."""
    try:
        return solve(currents(c, SynapticState(), p)).slowest
    except SolveFailed:
        return np.inf
