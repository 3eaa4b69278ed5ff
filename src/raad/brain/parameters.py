"""Numbers of the network of excitatory and inhibitory pools, read from the register."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from raad.evidence import load_register

# Fitted by name of the connectome; a user's own takes those of the default.
_OF_A_CONNECTOME = ("G", "fold_recurrent", "fold_interneuron")
_FITTED = ("dk82", "schaefer100")
OF_THE_LINK_TO_MOOD = ("weight_gbc_mood", "deficit_least_gbc_mood")


@dataclass(frozen=True)
class NetworkParameters:
    """Numbers of the reduced Wong-Wang network, one row of the register each.

    Parameters
    ----------
    a_E, a_I
        Slope of the transfer functions. [1/nC]
    b_E, b_I
        Their threshold. [Hz]
    d_E, d_I
        Their curvature. [s]
    tau_E, tau_I
        Decay of NMDA and GABA gating. [s]
    gamma_nmda
        Gain of NMDA gating by firing.
    w_plus
        Weight of local recurrence.
    J_nmda
        Excitatory coupling. [nA]
    I_0
        Background current [nA], times W_E and W_I.
    W_E, W_I
        Its share on excitatory and inhibitory pools.
    w_II
        Weight of inhibition among inhibitory pools. [nA]
    sigma_gating
        Amplitude of the noise of gating. [1/s**0.5]
    I_margin
        What feedback inhibition keeps: input of the excitatory pool above b_E/a_E. [nA]
    G
        Weight of long-range input; fitted by connectome.
    fold_recurrent, fold_interneuron
        How many times stronger w_plus and the drive of interneurons are for each standard deviation of the regional
        map; fitted by connectome, 1 for equal regions.
    exponent_gain
        How far gains that were fitted region by region count: 1 as fitted, 0 not at all.
    exponent_hubs
        Counts of streamlines are divided by the products of the sums of both regions to this power; 0 for bare counts.
    local
        Input from neighbouring cortex that tractography misses, as a share of the mean input by tracts.
    range_local
        Distance over which it falls e-fold. [mm]
    homotopic
        Input from the mirrored region that tractography misses, as a share of the mean input by tracts.
    share_nmda_E, share_nmda_I
        Share of NMDA receptors in the excitatory current of pyramidal cells and of interneurons.
    share_throughput
        How much of a change of AMPA throughput the currents of a steady state feel.
    share_plastic
        How much of synaptic strength goes with spines and functional AMPA receptors of the molecular model.
    share_potentiation
        The same for rapid potentiation; 0 by default.
    share_elsewhere_strength, share_elsewhere_throughput
        How much of the prefrontal change of strength and of throughput other cortex and nuclei have.
    strength_ceiling
        What synaptic strength saturates at, healthy = 1; infinite for none.
    gain_inflammation
        Loss of strength per unit of inflammation.
    kappa
        Share of homeostasis of inhibition that is fast.
    tau_homeostasis
        Time constant of the slow part. [h]

    Examples
    --------
    >>> p = NetworkParameters.homogeneous(G=0.6)
    >>> p.w_plus, p.tau_E, p.G
    (1.4, 0.1, 0.6)
    """

    a_E: float
    b_E: float
    d_E: float
    a_I: float
    b_I: float
    d_I: float
    tau_E: float
    tau_I: float
    gamma_nmda: float
    w_plus: float
    J_nmda: float
    I_0: float
    W_E: float
    W_I: float
    w_II: float
    sigma_gating: float
    I_margin: float
    G: float
    fold_recurrent: float
    fold_interneuron: float
    exponent_gain: float
    exponent_hubs: float
    local: float
    range_local: float
    homotopic: float
    share_nmda_E: float
    share_nmda_I: float
    share_throughput: float
    share_plastic: float
    share_potentiation: float
    share_elsewhere_strength: float
    share_elsewhere_throughput: float
    strength_ceiling: float
    gain_inflammation: float
    kappa: float
    tau_homeostasis: float

    @classmethod
    def of(cls, connectome: str = "dk82") -> NetworkParameters:
        """Return the numbers that were fitted for a connectome; those of the default for a user's own."""
        end = connectome if connectome in _FITTED else _FITTED[0]
        table = load_register()

        def number(name: str) -> float:
            return table.value(f"{name}_{end}" if name in _OF_A_CONNECTOME else name, _UNITS.get(name, ""))

        return cls(**{f.name: number(f.name) for f in fields(cls)})

    @classmethod
    def homogeneous(cls, G: float = 0.6) -> NetworkParameters:
        """Return the model with equal regions and bare tract counts, as first probed."""
        equal = {
            "fold_recurrent": 1.0,
            "fold_interneuron": 1.0,
            "exponent_gain": 0.0,
            "exponent_hubs": 0.0,
            "local": 0.0,
            "homotopic": 0.0,
        }
        return replace(cls.of(), G=G, **equal)


def symbols() -> set[str]:
    """Return the symbols of the register that the network reads, those of all connectomes."""
    names = {f.name for f in fields(NetworkParameters)}
    fitted = {f"{n}_{end}" for n in _OF_A_CONNECTOME for end in _FITTED}
    return names - {*_OF_A_CONNECTOME} | fitted | {*OF_THE_LINK_TO_MOOD}


_UNITS = {
    "a_E": "1/nC", "a_I": "1/nC", "b_E": "Hz", "b_I": "Hz", "d_E": "s", "d_I": "s", "tau_E": "s", "tau_I": "s",
    "J_nmda": "nA", "I_0": "nA", "w_II": "nA", "I_margin": "nA", "tau_homeostasis": "h", "range_local": "mm",
    "sigma_gating": "1/s**0.5",
}  # fmt: skip
