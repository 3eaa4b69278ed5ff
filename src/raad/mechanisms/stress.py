"""Chronic stress: exposure raises cortisol and, over weeks, a load that prefrontal synapses help to hold down."""

from raad.mechanisms.base import Mechanism, step


def stress(states, inputs, params):
    control = (1 + params.gain_prefrontal_control) / (
        1 + params.gain_prefrontal_control * inputs.spine_density_prefrontal_rel
    )
    felt = inputs.stress_exposure * control
    return step(
        rates={
            "cortisol_rel": (1 + params.gain_stress_cortisol * felt - states.cortisol_rel) / params.tau_cortisol,
            "stress_load": ((states.cortisol_rel - 1) / params.gain_stress_cortisol - states.stress_load)
            / params.tau_stress,
        }
    )


STRESS = Mechanism(
    "stress",
    stress,
    states={"cortisol_rel": "", "stress_load": ""},
    inputs={"stress_exposure": "", "spine_density_prefrontal_rel": ""},
    params={
        "gain_prefrontal_control": "",
        "gain_stress_cortisol": "",
        "tau_cortisol": "h",
        "tau_stress": "h",
    },
    rest={"cortisol_rel": 1.0},
    rest_inputs={"spine_density_prefrontal_rel": 1.0},
)
