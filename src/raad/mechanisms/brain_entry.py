"""Brain entry: unbound drug in arterial plasma equilibrates with free drug in the brain within minutes."""

from raad.mechanisms.base import Mechanism, step


def brain_entry(states, inputs, params):
    equilibrium = params.Kp_uu * params.fu_plasma * inputs.arterial_conc
    return step(rates={"brain_free": params.ke0_brain * (equilibrium - states.brain_free)})


BRAIN_ENTRY = Mechanism(
    "brain_entry_{analyte}",
    brain_entry,
    states={"brain_{analyte}_free": "uM"},
    inputs={"arterial_conc_{analyte}": "uM"},
    params={"Kp_uu_{group}": "", "fu_plasma_{group}": "", "ke0_brain": "1/h"},
)
