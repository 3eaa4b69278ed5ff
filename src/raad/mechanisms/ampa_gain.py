"""Functional AMPA gain: receptors are inserted within hours and last as long as their proteins; GSK3 removes them."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import surplus


def ampa_gain(states, inputs, params):
    offered = states.ampa_receptor_pool_rel * inputs.gsk3_rel ** (-params.exponent_gsk3_ampa)
    filled = offered**params.exponent_ampa_gain
    reached = params.ampa_gain_max * filled / (params.ampa_gain_max - 1 + filled)
    gained = surplus(states.ampa_receptor_pool_rel - 1, params.width_surplus)
    return step(
        rates={
            "ampa_receptor_pool_rel": (inputs.synaptic_protein_rel - states.ampa_receptor_pool_rel)
            / params.tau_insertion
            - inputs.spine_erasure * states.ampa_receptor_pool_rel * gained,
            "ampa_gain_rel": (reached - states.ampa_gain_rel) / params.tau_ampa_gain,
        }
    )


AMPA_GAIN = Mechanism(
    "ampa_gain_{place}",
    ampa_gain,
    states={"ampa_receptor_pool_{place}_rel": "", "ampa_gain_{place}_rel": ""},
    inputs={"synaptic_protein_{place}_rel": "", "gsk3_{place}_rel": "", "spine_erasure": "1/h"},
    params={
        "width_surplus": "",
        "exponent_gsk3_ampa": "",
        "exponent_ampa_gain": "",
        "ampa_gain_max": "",
        "tau_insertion": "h",
        "tau_ampa_gain": "h",
    },
    rest={"ampa_receptor_pool_{place}_rel": 1.0, "ampa_gain_{place}_rel": 1.0},
    rest_inputs={"synaptic_protein_{place}_rel": 1.0, "gsk3_{place}_rel": 1.0},
)
