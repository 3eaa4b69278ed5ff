"""Which readouts of the molecular model become which inputs of the network."""

from __future__ import annotations

from typing import Any

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.parameters import NetworkParameters
from raad.quantities.errors import BadInput
from raad.solve.trajectory import Trajectory

PLACES = ("prefrontal", "hippocampal")
BLOCKS = ("nmda_block_interneuron", "nmda_block_pyramidal")
STRENGTH = ("spine_density", "ampa_gain", "potentiation")
READ = (*BLOCKS, "cytokine_rel", *(f"{n}_{place}_rel" for n in (*STRENGTH, "ampa_drive") for place in PLACES))


def inputs_at(
    trajectory: Trajectory, connectome: Connectome, times: np.ndarray, person: int, p: NetworkParameters
) -> list[dict[str, Any]]:
    """Return the inputs of the network of a person at times [h], by name; between two records values are interpolated.

    Strength is 1 - share_plastic (1 - spines x functional AMPA receptors) + share_potentiation (potentiation - 1), by
    place: prefrontal regions follow the prefrontal value, hippocampi the hippocampal one, all others a share of the
    prefrontal change. Throughput likewise. The two blocks, and so the preference for interneurons, are those of the
    receptors of the molecular model.

    Raises
    ------
    BadInput
        If a time is outside the trajectory, the person is not there or failed, or a readout was not kept.
    """
    first, last = trajectory.times[0], trajectory.times[-1]
    outside = [float(t) for t in times if not first <= t <= last]
    if outside:
        raise BadInput(f"Time {outside[0]:g} h is outside the trajectory, which runs from {first:g} to {last:g} h.")
    at = {name: _followed(trajectory, name, times, person) for name in READ}
    product = [at[f"spine_density_{place}_rel"] * at[f"ampa_gain_{place}_rel"] for place in PLACES]
    potentiated = [at[f"potentiation_{place}_rel"] - 1 for place in PLACES]
    plastic = np.array([p.share_plastic * (product[i] - 1) + p.share_potentiation * potentiated[i] for i in (0, 1)])
    strength = 1 + placed(connectome, p.share_elsewhere_strength) @ plastic
    surge = np.array([at[f"ampa_drive_{place}_rel"] - 1 for place in PLACES])
    throughput = 1 + placed(connectome, p.share_elsewhere_throughput) @ surge
    interneuron, pyramidal = (np.clip(at[name], 0, 1) for name in BLOCKS)
    inflammation = np.maximum(at["cytokine_rel"] - 1, 0)
    return [
        {
            "strength": np.maximum(strength[:, k], 0), "throughput": np.maximum(throughput[:, k], 0),
            "block_interneuron": float(interneuron[k]), "block_pyramidal": float(pyramidal[k]),
            "inflammation": float(inflammation[k]),
        }
        for k in range(len(times))
    ]  # fmt: skip


def _followed(trajectory: Trajectory, name: str, times: np.ndarray, person: int) -> np.ndarray:
    values = trajectory.values(name)
    if not -len(values) <= person < len(values):
        raise BadInput(f"There is no person {person}; the trajectory has {len(values)}.")
    found = np.interp(times, trajectory.times, values[person])
    if not np.all(np.isfinite(found)):
        raise BadInput(f"Person {person} has no {name}: look at the failures of the trajectory.")
    return found


def placed(connectome: Connectome, share_elsewhere: float) -> np.ndarray:
    """Return how much of the prefrontal and of the hippocampal change each region has. (n, 2)"""
    named = (r.lower() for r in connectome.regions)
    hippocampus = np.array(["hippocamp" in r and "parahippocamp" not in r for r in named])
    prefrontal = np.where(connectome.prefrontal, 1.0, np.where(hippocampus, 0.0, share_elsewhere))
    return np.stack([prefrontal, hippocampus.astype(float)], axis=1)
