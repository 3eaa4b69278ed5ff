"""Dopamine and serotonin: driven by prefrontal output through AMPA receptors, held down by habenular bursts."""

from raad.mechanisms.base import Mechanism, step


def monoamines(states, inputs, params):
    released = 2 / (1 + inputs.habenula_burst_rel)
    dopamine = inputs.ampa_drive_prefrontal_rel**params.exponent_dopamine * released
    serotonin = inputs.ampa_drive_prefrontal_rel**params.exponent_serotonin * released
    return step(
        rates={
            "dopamine_rel": (dopamine - states.dopamine_rel) / params.tau_monoamine,
            "serotonin_rel": (serotonin - states.serotonin_rel) / params.tau_monoamine,
        }
    )


MONOAMINES = Mechanism(
    "monoamines",
    monoamines,
    states={"dopamine_rel": "", "serotonin_rel": ""},
    inputs={"ampa_drive_prefrontal_rel": "", "habenula_burst_rel": ""},
    params={"exponent_dopamine": "", "exponent_serotonin": "", "tau_monoamine": "h"},
    rest={"dopamine_rel": 1.0, "serotonin_rel": 1.0},
    rest_inputs={"ampa_drive_prefrontal_rel": 1.0, "habenula_burst_rel": 1.0},
)
