"""From synapses to networks: what a state of the molecular model does to connectivity between brain regions."""

from raad.brain.connectome import Connectome, connectome
from raad.brain.synaptic_state import SynapticState

from raad.brain.parameters import NetworkParameters  # isort: skip
from raad.brain.coupling import Coupling, couple
from raad.brain.homeostasis import slow_inhibition, states_along
from raad.brain.linear_noise import Linear, solve

from raad.brain.connectivity import Connectivity, Lost, connectivities, connectivity  # isort: skip

__all__ = [
    "Connectivity", "Connectome", "Coupling", "Linear", "Lost", "NetworkParameters", "SynapticState",
    "connectivities", "connectivity", "connectome", "couple", "slow_inhibition", "solve", "states_along",
]  # fmt: skip
