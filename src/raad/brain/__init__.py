"""From synapses to networks: what a state of the molecular model does to connectivity between brain regions."""

from raad.brain.connectome import Connectome, connectome
from raad.brain.synaptic_state import SynapticState

from raad.brain.parameters import NetworkParameters  # isort: skip
from raad.brain.coupling import Coupling, couple
from raad.brain.linear_noise import Linear, solve

from raad.brain.connectivity import Connectivity, Lost, connectivities, connectivity  # isort: skip
from raad.brain.course import brain_course  # isort: skip
from raad.brain.course_result import BrainCourse  # isort: skip
from raad.brain.mood_link import MoodLink, mood_link  # isort: skip

__all__ = [
    "BrainCourse", "Connectivity", "Connectome", "Coupling", "Linear", "Lost",
    "MoodLink", "NetworkParameters", "SynapticState",
    "brain_course", "connectivities", "connectivity", "connectome", "couple", "mood_link", "solve",
]  # fmt: skip
