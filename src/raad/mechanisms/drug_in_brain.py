"""Small molecule in the brain: its free concentration follows plasma with a delay and a ratio of its own."""

from raad.mechanisms.base import Mechanism, step


def drug_in_brain(states, inputs, params):
    equilibrium = params.ratio_brain * inputs.plasma_conc
    return step(rates={"brain_free": params.ke0 * (equilibrium - states.brain_free)})


DRUG_IN_BRAIN = Mechanism(
    "brain_{drug}",
    drug_in_brain,
    states={"brain_{drug}_free": "uM"},
    inputs={"plasma_conc_{drug}": "uM"},
    params={"ratio_brain_{drug}": "", "ke0_{drug}": "1/h"},
)
