"""How the people of a virtual study differ: in coupling, strength, homeostasis, exposure, selectivity and response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.coupling import couple
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.evidence import load_register
from raad.quantities.errors import BadInput

_KAPPA = (0.8, 1.0)  # the prior of the design; below it a block of a few percent has no stable network


@dataclass(frozen=True)
class Spread:
    """Standard deviations between people, one row of the register each; of logarithms but for kappa.

    Parameters
    ----------
    G
        Weight of long-range input, which lasts.
    session
        The same from one scan to another of the same person.
    strength
        Synaptic strength, which lasts.
    kappa
        Fast share of homeostasis.
    selectivity
        Block of pyramidal cells relative to interneurons.
    exposure
        Block at the same dose.
    response
        Changes of throughput and of strength at the same dose.

    Examples
    --------
    >>> Spread.of_register().exposure
    0.25
    """

    G: float
    session: float
    strength: float
    kappa: float
    selectivity: float
    exposure: float
    response: float

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= 2:
                raise BadInput(f"The spread of {field.name} is {getattr(self, field.name)!r}; it must lie in 0 to 2.")

    @classmethod
    def of_register(cls) -> Spread:
        """Read the spreads of the register."""
        rows = load_register()
        return cls(**{f.name: rows.value(f"spread_{f.name}", "") for f in fields(cls)})

    @classmethod
    def none(cls) -> Spread:
        """Return equal people: only the noise of scans is left."""
        return cls(**{f.name: 0.0 for f in fields(cls)})


SYMBOLS = frozenset(f"spread_{f.name}" for f in fields(Spread))


@dataclass(frozen=True)
class Traits:
    """What one person has of each spread; 0 is the person in the middle. See :class:`Spread`."""

    G: float
    strength: float
    kappa: float
    selectivity: float
    exposure: float
    response: float

    @classmethod
    def draw(cls, spread: Spread, rng: np.random.Generator) -> Traits:
        """Draw a person."""
        return cls(**{f.name: float(rng.normal(0, getattr(spread, f.name))) for f in fields(cls)})

    def parameters(self, p: NetworkParameters, session: float) -> NetworkParameters:
        """Return the network of the person on the day of a scan."""
        kappa = p.kappa if self.kappa == 0 else float(np.clip(p.kappa + self.kappa, *_KAPPA))
        return replace(p, G=p.G * np.exp(self.G + session), kappa=kappa)

    def state(self, state: SynapticState, before: SynapticState) -> SynapticState:
        """Return what a state of the person in the middle is in this one; it is reached from `before`."""
        felt = np.exp(self.response)
        return replace(
            state,
            strength=np.exp(self.strength) * (before.strength + felt * (np.subtract(state.strength, before.strength))),
            block_interneuron=_blocked(state.block_interneuron, self.exposure),
            block_pyramidal=_blocked(state.block_pyramidal, self.exposure + self.selectivity),
            throughput=np.maximum(before.throughput + felt * np.subtract(state.throughput, before.throughput), 0.0),
        )


def _blocked(block: np.ndarray | float, shift: float) -> np.ndarray:
    """Move a block as occupancy moves with concentration: b/(1 - b) is multiplied by e^shift."""
    free = 1 - np.asarray(block, float)
    return block * np.exp(shift) / (free + block * np.exp(shift))


@dataclass(frozen=True)
class Conditions:
    """What one group goes through: states of the person in the middle, before and after.

    Parameters
    ----------
    connectome, parameters
        Those of the person in the middle.
    states
        First the state before; the others are reached from it.
    """

    connectome: Connectome
    parameters: NetworkParameters
    states: tuple[SynapticState, ...]

    def of(self, person: Traits, sessions: np.ndarray) -> Iterator[tuple[NetworkParameters, SynapticState]]:
        """Yield network and synapses of a person at each scan; sessions is (n_states,).

        Inhibition that the person in the middle had kept from before is kept by this person in the same proportion.
        """
        before = replace(self.states[0], inhibition_before=None)
        own = person.state(before, before)
        for state, session in zip(self.states, sessions, strict=True):
            p, now = person.parameters(self.parameters, float(session)), person.state(state, before)
            if state.inhibition_before is not None:
                kept = state.inhibition_before / couple(self.connectome, before, self.parameters).settled
                now = now.after(kept * couple(self.connectome, own, p).settled)
            yield p, now
