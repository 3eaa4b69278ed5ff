"""Cognition: attention and memory fail while perception is changed, already at a third of its usual peak."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill


def cognition(states, inputs, params):
    impaired = hill(inputs.dissociation_drive, params.half_cognition, params.exponent_cognition)
    return step(outputs={"cognitive_impairment": impaired})


COGNITION = Mechanism(
    "cognition",
    cognition,
    inputs={"dissociation_drive": ""},
    params={"half_cognition": "", "exponent_cognition": ""},
    outputs={"cognitive_impairment": ""},
)
