"""Slow homeostasis: inhibition goes after its set point within hours to days, and remembers what was before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.coupling import couple
from raad.brain.molecular import inputs_at
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.brain.working_point import fitted
from raad.quantities.errors import BadInput
from raad.solve.trajectory import Trajectory


def slow_inhibition(
    connectome: Connectome,
    states: Sequence[SynapticState],
    times: Sequence[float] | np.ndarray,
    parameters: NetworkParameters | None = None,
) -> np.ndarray:
    """Follow the slow part of feedback inhibition along states of a course: dJ/dt = (J_settled - J)/tau_homeostasis.

    Parameters
    ----------
    states, times
        (k,) states, and when they were [h], not falling. Inhibition has settled in the first. Between two times the
        settled inhibition moves along a straight line, for which the answer is exact.

    Returns
    -------
    numpy.ndarray
        (k, n) what `SynapticState.inhibition_before` takes. [nA]

    Raises
    ------
    BadInput
        If states and times are not as many, or times fall.

    Examples
    --------
    >>> from raad.brain import SynapticState, connectome
    >>> weak, well = SynapticState(strength=0.9), SynapticState()
    >>> slow = slow_inhibition(connectome("dk82"), [weak, well, well], [0, 0, 12])
    >>> slow.mean(axis=1).round(2)
    array([1.41, 1.41, 1.5 ])
    """
    p = parameters or fitted(connectome)
    t = np.asarray(times, dtype=float)
    if t.shape != (len(states),) or np.any(np.diff(t) < 0):
        raise BadInput(f"{len(states)} states need as many times that do not fall; got {t.tolist()}.")
    settled = np.array([couple(connectome, s, p).settled for s in states])
    slow = settled.copy()
    for k in range(1, len(t)):
        slow[k] = _followed(slow[k - 1], settled[k - 1], settled[k], float(t[k] - t[k - 1]), p.tau_homeostasis)
    return slow


def states_along(
    trajectory: Trajectory,
    connectome: Connectome,
    times: Sequence[float] | np.ndarray,
    person: int = 0,
    parameters: NetworkParameters | None = None,
) -> list[SynapticState]:
    """Read the synapses of a person at times [h], each with the slow inhibition that the times before have left.

    Inhibition has settled in the first record of the trajectory and follows every record from there.

    Raises
    ------
    BadInput
        If a time is outside the trajectory, the person is not there or failed, or a readout was not kept.
    """
    p = parameters or fitted(connectome)
    asked = np.asarray(times, dtype=float)
    grid = np.union1d(trajectory.times, asked)
    grid = grid[grid <= asked.max(initial=-np.inf)]
    states = [SynapticState(**said) for said in inputs_at(trajectory, connectome, grid, person, p)]
    slow = slow_inhibition(connectome, states, grid, p)
    return [states[i].after(slow[i]) for i in np.searchsorted(grid, asked)]


def _followed(before: np.ndarray, start: np.ndarray, end: np.ndarray, hours: float, tau: float) -> np.ndarray:
    """Exact answer of a first-order lag to a ramp from start to end; a jump, of 0 hours, leaves it where it was."""
    if not hours:
        return before
    if not tau:
        return end
    slope = (end - start) / hours
    return end - slope * tau + (before - start + slope * tau) * np.exp(-hours / tau)
