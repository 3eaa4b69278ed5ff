"""What the synapses of every region are like at one moment: all that the network hears of the molecules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from raad.brain.parameters import NetworkParameters
from raad.quantities.errors import BadInput

if TYPE_CHECKING:
    from raad.brain.connectome import Connectome
    from raad.solve.trajectory import Trajectory

_RANGES = {
    "strength": (0.0, np.inf), "block_interneuron": (0.0, 1.0), "block_pyramidal": (0.0, 1.0),
    "throughput": (0.0, np.inf), "inflammation": (0.0, np.inf),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class SynapticState:
    """Synapses of all regions at one moment; a number stands for all regions alike.

    Parameters
    ----------
    strength
        Synaptic strength, healthy = 1. (n,) or number
    block_interneuron, block_pyramidal
        Share of NMDA receptors that is blocked, on interneurons and on pyramidal cells, 0-1.
    throughput
        Glutamate release times AMPA response, rest = 1.
    inflammation
        Surplus of cytokines, none = 0.
    inhibition_before
        (n,) slow part of homeostasis: the strength of feedback inhibition J_i that the state before had settled at.
        [nA] None when inhibition has settled in the state itself.

    Examples
    --------
    >>> SynapticState(block_interneuron=0.2, block_pyramidal=0.08).strength
    1.0
    """

    strength: np.ndarray | float = 1.0
    block_interneuron: np.ndarray | float = 0.0
    block_pyramidal: np.ndarray | float = 0.0
    throughput: np.ndarray | float = 1.0
    inflammation: np.ndarray | float = 0.0
    inhibition_before: np.ndarray | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = np.asarray(getattr(self, name), dtype=float)
            if not np.all((value >= low) & (value <= high) & np.isfinite(value)):
                ends = f"between {low:g} and {high:g}" if np.isfinite(high) else f"finite and at least {low:g}"
                raise BadInput(f"The {name} of a synaptic state is {getattr(self, name)!r}; it must be {ends}.")

    @classmethod
    def healthy(cls, connectome: Connectome | None = None) -> SynapticState:
        """Return the state of a healthy, drug-free brain."""
        return cls()

    def after(self, inhibition: np.ndarray) -> SynapticState:
        """Return this state with the inhibition that the state before had settled at. (n,) [nA]"""
        return replace(self, inhibition_before=inhibition)

    @classmethod
    def of(
        cls,
        trajectory: Trajectory,
        connectome: Connectome,
        time: float,
        person: int = 0,
        parameters: NetworkParameters | None = None,
    ) -> SynapticState:
        """Read the state of a person at a time [h] of a trajectory of the human model; inhibition has settled in it.

        Raises
        ------
        BadInput
            If the time is outside the trajectory, the person is not there or failed, or a readout was not kept.
        """
        from raad.brain.molecular import inputs_at

        p = parameters or NetworkParameters.of(connectome.name)  # G is not asked for
        return cls(**inputs_at(trajectory, connectome, np.array([float(time)]), person, p)[0])
