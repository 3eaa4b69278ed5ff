"""What flows between pools of neurons when synapses are in a state: strength, block, throughput, inhibition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.brain.tracts import inputs
from raad.brain.transfer import gating_at, rate, settled_inhibitory
from raad.quantities.errors import BadInput


@dataclass(frozen=True, eq=False)
class Coupling:
    """All that both solutions read: weights of currents between pools, region by region.

    The network is I_E = external_E + recurrent S_E + long_range S_E - inhibition S_I and
    I_I = external_I + excite_inhibitory S_E - inhibit_inhibitory S_I, with dS_E/dt = -S_E/tau_E +
    gamma (1 - S_E) r_E(I_E) and dS_I/dt = -S_I/tau_I + r_I(I_I). [deco2014]

    Parameters
    ----------
    recurrent, excite_inhibitory, inhibition, inhibit_inhibitory, external_E, external_I
        (n,) [nA]
    long_range
        (n, n); a row receives. [nA]
    settled
        (n,) inhibition that keeps every region at its rate (closed form), where `inhibition` is going. [nA]
    parameters, regions
        What they were made with, and the names of the regions.
    """

    recurrent: np.ndarray
    long_range: np.ndarray
    excite_inhibitory: np.ndarray
    inhibition: np.ndarray
    inhibit_inhibitory: np.ndarray
    external_E: np.ndarray
    external_I: np.ndarray
    settled: np.ndarray
    parameters: NetworkParameters
    regions: tuple[str, ...]


def currents(connectome: Connectome, s: SynapticState, p: NetworkParameters) -> Coupling:
    """Work out the currents of a network whose synapses are in a state; `couple` with all that it needs."""
    n = len(connectome)
    strength = _saturated(_regional(s.strength, n) * (1 - p.gain_inflammation * _regional(s.inflammation, n)), p)
    on_E = drive(_regional(s.throughput, n), _regional(s.block_pyramidal, n), connectome, p.share_nmda_E, p)
    on_I = drive(_regional(s.throughput, n), _regional(s.block_interneuron, n), connectome, p.share_nmda_I, p)
    recurrent = p.w_plus * p.J_nmda * strength * on_E * p.fold_recurrent**connectome.gradient
    taken = strength * on_E if connectome.gain is None else strength * on_E * connectome.gain**p.exponent_gain
    long_range = p.G * p.J_nmda * taken[:, None] * inputs(connectome, p)
    excite = p.J_nmda * on_I * p.fold_interneuron**connectome.gradient
    external_E, external_I = np.full(n, p.W_E * p.I_0), np.full(n, p.W_I * p.I_0)
    settled = feedback_inhibition(recurrent, long_range, excite, external_E, external_I, p)
    before = settled if s.inhibition_before is None else _regional(s.inhibition_before, n)
    return Coupling(
        recurrent, long_range, excite, before + p.kappa * (settled - before), np.full(n, p.w_II),
        external_E, external_I, settled, p, connectome.regions,
    )  # fmt: skip


def drive(
    throughput: np.ndarray, block: np.ndarray, connectome: Connectome, share_nmda: float, p: NetworkParameters
) -> np.ndarray:
    """Return the excitatory drive relative to rest: the AMPA part by throughput, the NMDA part by what is free. (n,)"""
    surge = 1 + p.share_throughput * (throughput - 1)
    return (1 - share_nmda) * surge + share_nmda * np.maximum(1 - block * connectome.nmda_density, 0)


def feedback_inhibition(
    recurrent: np.ndarray, long_range: np.ndarray, excite: np.ndarray,
    external_E: np.ndarray, external_I: np.ndarray, p: NetworkParameters,
) -> np.ndarray:  # fmt: skip
    """Return the inhibition with which every excitatory pool fires at its target, in closed form. (n,) [nA]"""
    I_E = p.b_E / p.a_E + p.I_margin
    S_E = gating_at(float(rate(I_E, p.a_E, p.b_E, p.d_E)), p) * np.ones_like(recurrent)
    S_I = settled_inhibitory(external_I + excite * S_E, p)
    return (external_E + recurrent * S_E + long_range @ S_E - I_E) / S_I


def _saturated(strength: np.ndarray, p: NetworkParameters) -> np.ndarray:
    """Gains level off at the ceiling, losses count in full."""
    room = p.strength_ceiling - 1
    if not np.isfinite(room):
        return strength
    gain = np.maximum(strength - 1, 0)
    return np.minimum(strength, 1) + (room * -np.expm1(-gain / room) if room > 0 else 0.0)


def _regional(value: np.ndarray | float, n: int) -> np.ndarray:
    found = np.asarray(value, dtype=float)
    if found.ndim and found.shape != (n,):
        raise BadInput(f"A value by region has shape {found.shape}; the connectome has {n} regions.")
    return np.broadcast_to(found, (n,))
