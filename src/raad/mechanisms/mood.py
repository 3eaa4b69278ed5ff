"""Mood: severity follows a fast circuit term (habenula, AMPA gain) and a sustained one (spines)."""

from raad.mechanisms.base import Mechanism, step


def mood(states, inputs, params):
    spines = (
        params.share_prefrontal_mood * inputs.spine_density_prefrontal_rel
        + (1 - params.share_prefrontal_mood) * inputs.spine_density_hippocampal_rel
    )
    fast = params.weight_habenula_mood * (inputs.habenula_burst_rel - 1) + params.weight_ampa_gain_mood * (
        1 - inputs.ampa_gain_prefrontal_rel
    )
    sustained = params.weight_spines_mood * (1 - spines)
    return step(rates={"severity": (fast + sustained - states.severity) / params.tau_mood})


MOOD = Mechanism(
    "mood",
    mood,
    states={"severity": ""},
    inputs={
        "habenula_burst_rel": "",
        "ampa_gain_prefrontal_rel": "",
        "spine_density_prefrontal_rel": "",
        "spine_density_hippocampal_rel": "",
    },
    params={
        "weight_habenula_mood": "",
        "weight_ampa_gain_mood": "",
        "weight_spines_mood": "",
        "share_prefrontal_mood": "",
        "tau_mood": "h",
    },
    signed=("severity",),
    rest_inputs={
        "habenula_burst_rel": 1.0,
        "ampa_gain_prefrontal_rel": 1.0,
        "spine_density_prefrontal_rel": 1.0,
        "spine_density_hippocampal_rel": 1.0,
    },
)
