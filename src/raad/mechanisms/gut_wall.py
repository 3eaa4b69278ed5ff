"""Gut wall: enzymes there take part of what is swallowed; inhibitors spare it, inducers take more."""

from raad.mechanisms.base import Mechanism, step


def gut_wall(states, inputs, params):
    taken_over_spared = (1 / params.F_gut - 1) * inputs.gut_extraction_rel
    return step(outputs={"F_gut_wall": 1 / (1 + taken_over_spared)})


GUT_WALL = Mechanism(
    "gut_wall",
    gut_wall,
    inputs={"gut_extraction_rel": ""},
    params={"F_gut": ""},
    outputs={"F_gut_wall": ""},
    rest_inputs={"gut_extraction_rel": 1.0},
)
