"""Mood: severity follows a fast circuit term (habenula, potentiation) and a sustained one (AMPA gain, spines)."""

from raad.mechanisms.base import Mechanism, step


def mood(states, inputs, params):
    prefrontal = params.share_prefrontal_mood
    spines = prefrontal * inputs.spine_density_prefrontal_rel + (1 - prefrontal) * inputs.spine_density_hippocampal_rel
    potentiated = (
        prefrontal * inputs.potentiation_prefrontal_rel + (1 - prefrontal) * inputs.potentiation_hippocampal_rel
    )
    fast = params.weight_habenula_mood * (inputs.habenula_burst_rel - 1) + params.weight_potentiation_mood * (
        1 - potentiated
    )
    lasting = params.weight_ampa_gain_mood * (1 - inputs.ampa_gain_prefrontal_rel) + params.weight_spines_mood * (
        1 - spines
    )
    # What lasts is expressed through the ventral hippocampus, what is quick is not (carreno2016).
    expressed = lasting * (1 - inputs.hippocampal_silencing)
    return step(rates={"severity": (fast + expressed - states.severity) / params.tau_mood})


MOOD = Mechanism(
    "mood",
    mood,
    states={"severity": ""},
    inputs={
        "habenula_burst_rel": "",
        "potentiation_prefrontal_rel": "",
        "potentiation_hippocampal_rel": "",
        "ampa_gain_prefrontal_rel": "",
        "spine_density_prefrontal_rel": "",
        "spine_density_hippocampal_rel": "",
        "hippocampal_silencing": "",
    },
    params={
        "weight_habenula_mood": "",
        "weight_potentiation_mood": "",
        "weight_ampa_gain_mood": "",
        "weight_spines_mood": "",
        "share_prefrontal_mood": "",
        "tau_mood": "h",
    },
    signed=("severity",),
    rest_inputs={
        "habenula_burst_rel": 1.0,
        "potentiation_prefrontal_rel": 1.0,
        "potentiation_hippocampal_rel": 1.0,
        "ampa_gain_prefrontal_rel": 1.0,
        "spine_density_prefrontal_rel": 1.0,
        "spine_density_hippocampal_rel": 1.0,
    },
)
