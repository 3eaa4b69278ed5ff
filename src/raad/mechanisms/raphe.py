"""Dorsal raphe: serotonin around its own cells brakes them through autoreceptors, which wane as they are driven."""

from raad.mechanisms.base import Mechanism, step


def raphe(states, inputs, params):
    serotonin = states.raphe_firing_rel * inputs.serotonin_kept_rel
    sensed = states.autoreceptor_rel * serotonin
    brake = params.weight_autoreceptor * sensed**params.exponent_autoreceptor
    firing = (1 + params.weight_autoreceptor) / (1 + brake)
    return step(
        rates={
            "raphe_firing_rel": (firing - states.raphe_firing_rel) / params.tau_raphe,
            "autoreceptor_rel": (1 - sensed) / params.tau_autoreceptor,
        },
        outputs={"serotonin_drive_rel": serotonin},
    )


RAPHE = Mechanism(
    "raphe",
    raphe,
    states={"raphe_firing_rel": "", "autoreceptor_rel": ""},
    inputs={"serotonin_kept_rel": ""},
    params={
        "weight_autoreceptor": "",
        "exponent_autoreceptor": "",
        "tau_raphe": "h",
        "tau_autoreceptor": "h",
    },
    outputs={"serotonin_drive_rel": ""},
    rest={"raphe_firing_rel": 1.0, "autoreceptor_rel": 1.0},
    rest_inputs={"serotonin_kept_rel": 1.0},
)
