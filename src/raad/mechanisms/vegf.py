"""VEGF: its release follows BDNF."""

from raad.mechanisms.base import Mechanism, step


def vegf(states, inputs, params):
    called = 1 + params.gain_vegf * (inputs.bdnf_rel - 1)
    return step(rates={"vegf_rel": (called - states.vegf_rel) / params.tau_vegf})


VEGF = Mechanism(
    "vegf_{place}",
    vegf,
    states={"vegf_{place}_rel": ""},
    inputs={"bdnf_{place}_rel": ""},
    params={"gain_vegf": "", "tau_vegf": "h"},
    rest={"vegf_{place}_rel": 1.0},
    rest_inputs={"bdnf_{place}_rel": 1.0},
)
