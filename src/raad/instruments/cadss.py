"""CADSS: 23 items of 0-4 points for dissociation; the total saturates where every item is at its highest grade."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import exp

ITEMS, HIGHEST = 23, 4


def cadss(states, inputs, params):
    most = ITEMS * HIGHEST
    return step(outputs={"cadss": most * (1 - exp(-params.gain_cadss * inputs.dissociation_felt / most))})


CADSS = Mechanism(
    "cadss",
    cadss,
    inputs={"dissociation_felt": ""},
    params={"gain_cadss": ""},
    outputs={"cadss": "points"},
)
