"""MOAA/S: from 5, awake, to 0, no response; sleepiness takes up to two grades, loss of consciousness takes the rest."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import exp

AWAKE, SLEEPY = 5, 2


def moaas(states, inputs, params):
    light = AWAKE - SLEEPY * (1 - exp(-params.gain_moaas * inputs.sedation_drive))
    return step(outputs={"moaas": light * (1 - inputs.unconsciousness)})


MOAAS = Mechanism(
    "moaas",
    moaas,
    inputs={"sedation_drive": "", "unconsciousness": ""},
    params={"gain_moaas": ""},
    outputs={"moaas": "points"},
)
