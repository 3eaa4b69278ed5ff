"""BPRS, four positive items of 1-7 points: how far they rise while perception is changed, session after session."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import exp

ITEMS, RISE = 4, 6


def bprs_positive(states, inputs, params):
    most = ITEMS * RISE
    rise = most * (1 - exp(-params.gain_bprs_positive * inputs.dissociation_drive / most))
    return step(outputs={"bprs_positive_rise": rise})


BPRS_POSITIVE = Mechanism(
    "bprs_positive",
    bprs_positive,
    inputs={"dissociation_drive": ""},
    params={"gain_bprs_positive": ""},
    outputs={"bprs_positive_rise": "points"},
)
