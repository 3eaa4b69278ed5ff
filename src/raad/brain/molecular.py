"""Which readouts of the molecular model become which inputs of the network."""

from __future__ import annotations

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.quantities.errors import BadInput
from raad.solve.trajectory import Trajectory


def state_of(trajectory: Trajectory, connectome: Connectome, time: float, person: int = 0) -> SynapticState:
    """Read the synapses of a person at a time [h]; times between two records are interpolated."""
    times = trajectory.times
    if not times[0] <= time <= times[-1]:
        raise BadInput(f"Time {time:g} h is outside the trajectory, which runs from {times[0]:g} to {times[-1]:g} h.")

    def at(name: str) -> float:
        return float(np.interp(time, times, trajectory.values(name)[person]))

    p = NetworkParameters.of(connectome.name)
    by_place = placed(connectome, p.share_elsewhere)

    def everywhere(name: str) -> np.ndarray:
        return 1 + by_place @ np.array([at(name.format("prefrontal")) - 1, at(name.format("hippocampal")) - 1])

    return SynapticState(
        strength=everywhere("spine_density_{}_rel"),
        block_interneuron=at("nmda_block_interneuron"), block_pyramidal=at("nmda_block_pyramidal"),
        throughput=everywhere("ampa_drive_{}_rel"), inflammation=max(at("cytokine_rel") - 1, 0.0),
    )  # fmt: skip


def placed(connectome: Connectome, share_elsewhere: float) -> np.ndarray:
    """Return how much of the prefrontal and of the hippocampal change each region has. (n, 2)"""
    hippocampus = np.array(["hippocamp" in r.lower() for r in connectome.regions])
    prefrontal = np.where(connectome.prefrontal, 1.0, np.where(hippocampus, 0.0, share_elsewhere))
    return np.stack([prefrontal, hippocampus.astype(float)], axis=1)
