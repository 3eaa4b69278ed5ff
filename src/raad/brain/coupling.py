"""From the state of synapses to a network: what both of its solutions read."""

from __future__ import annotations

from raad.brain.connectome import Connectome
from raad.brain.currents import Coupling, currents
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.brain.working_point import fitted

__all__ = ["Coupling", "couple"]


def couple(
    connectome: Connectome, state: SynapticState | None = None, parameters: NetworkParameters | None = None
) -> Coupling:
    """Work out the currents of a network whose synapses are in a state.

    Strength scales all input of pyramidal cells; block and throughput scale the NMDA and AMPA shares of the drive of
    pyramidal cells and of interneurons. Feedback inhibition that keeps every region at its rate has a closed form; a
    share kappa of it is there at once, and the rest stays at what the state before had settled at.

    Parameters
    ----------
    connectome
        Regions and tracts.
    state
        Synapses of the moment; healthy when left out.
    parameters
        When left out, those fitted for a shipped connectome, or those at the working point for a user's own.

    Returns
    -------
    Coupling
        For :func:`raad.brain.solve` and for the nonlinear simulation.

    Raises
    ------
    BadInput
        If a value by region has not one number for each region.

    Examples
    --------
    >>> from raad.brain import NetworkParameters, connectome
    >>> c = couple(connectome("dk82"), parameters=NetworkParameters.homogeneous())
    >>> round(float(c.inhibition.mean()), 2)
    1.39
    """
    return currents(connectome, state or SynapticState(), parameters or fitted(connectome))
