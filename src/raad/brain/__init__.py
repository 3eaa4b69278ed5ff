"""From synapses to networks: what a state of the molecular model does to connectivity between brain regions."""

from raad.brain.connectome import Connectome, connectome
from raad.brain.synaptic_state import SynapticState

from raad.brain.parameters import NetworkParameters  # isort: skip
from raad.brain.coupling import Coupling, couple
from raad.brain.homeostasis import slow_inhibition, states_along
from raad.brain.linear_noise import Linear, solve

from raad.brain.connectivity import Connectivity, Lost, connectivities, connectivity  # isort: skip
from raad.brain.balloon import Balloon  # isort: skip
from raad.brain.nonlinear import Scan, simulate_scan  # isort: skip
from raad.brain.scan import ScanLength, scanned  # isort: skip
from raad.brain.study import Study, virtual_study  # isort: skip
from raad.brain.study_people import Spread  # isort: skip
from raad.brain.course import brain_course  # isort: skip
from raad.brain.course_result import BrainCourse  # isort: skip
from raad.brain.mood_link import MoodLink, mood_link  # isort: skip

__all__ = [
    "Balloon", "BrainCourse", "Connectivity", "Connectome", "Coupling", "Linear", "Lost", "MoodLink",
    "NetworkParameters", "Scan", "ScanLength", "Spread", "Study", "SynapticState",
    "brain_course", "connectivities", "connectivity", "connectome", "couple", "mood_link", "scanned", "simulate_scan",
    "slow_inhibition", "solve", "states_along", "virtual_study",
]  # fmt: skip
