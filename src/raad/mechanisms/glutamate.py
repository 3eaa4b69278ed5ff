"""Glutamate surge: disinhibition raises release, block of the pyramidal cells cancels it, and it adapts."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax, hill


def glutamate(states, inputs, params):
    responsive = (1 - inputs.nmda_block_pyramidal) ** params.exponent_pyramidal
    called = hill(inputs.disinhibition, params.EC50_disinhibition, params.exponent_disinhibition)
    surge = params.gain_disinhibition * called * responsive / (1 + states.surge_tolerance)
    presynaptic = params.gain_hnk_release * emax(inputs.brain_hnk_2r6r_free, params.EC50_hnk_release)
    permitted = (1 - inputs.release_inhibition) * inputs.opioid_permission
    cancelled = params.gain_cancel * inputs.nmda_block_pyramidal**params.exponent_cancel
    target = 1 + (surge + presynaptic) * permitted + inputs.stimulated_release - cancelled
    gained = params.k_tolerance * states.surge_felt
    return step(
        rates={
            "glutamate_rel": (target - states.glutamate_rel) / params.tau_glutamate,
            "surge_felt": (called - states.surge_felt) / params.tau_surge_felt,
            "surge_tolerance": gained - states.surge_tolerance / params.tau_tolerance,
        },
        outputs={"surge_call": called / (1 + states.surge_tolerance)},
    )


GLUTAMATE = Mechanism(
    "glutamate_{place}",
    glutamate,
    states={"glutamate_{place}_rel": "", "surge_felt_{place}": "", "surge_tolerance_{place}": ""},
    inputs={
        "disinhibition": "",
        "nmda_block_pyramidal": "",
        "brain_hnk_2r6r_free": "uM",
        "release_inhibition": "",
        "opioid_permission": "",
        "stimulated_release_{place}": "",
    },
    params={
        "gain_disinhibition": "",
        "EC50_disinhibition": "",
        "exponent_disinhibition": "",
        "exponent_pyramidal": "",
        "gain_hnk_release": "",
        "EC50_hnk_release": "uM",
        "gain_cancel": "",
        "exponent_cancel": "",
        "tau_glutamate": "h",
        "tau_surge_felt": "h",
        "k_tolerance": "1/h",
        "tau_tolerance": "h",
    },
    outputs={"surge_call_{place}": ""},
    rest={"glutamate_{place}_rel": 1.0},
    rest_inputs={"opioid_permission": 1.0},
)
