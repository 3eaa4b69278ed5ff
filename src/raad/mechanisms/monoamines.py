"""Dopamine and serotonin: called by prefrontal output through AMPA receptors, held down by habenular bursts."""

from raad.mechanisms.base import Mechanism, step


def monoamines(states, inputs, params):
    released = 2 / (1 + inputs.habenula_burst_rel)
    called = inputs.surge_call_prefrontal * (1 - inputs.ampa_antagonist)
    dopamine = (1 + params.gain_dopamine * called) * released * inputs.dopamine_drive_rel
    serotonin = (1 + params.gain_serotonin * called) * released * inputs.serotonin_drive_rel
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
    inputs={
        "surge_call_prefrontal": "",
        "ampa_antagonist": "",
        "habenula_burst_rel": "",
        "serotonin_drive_rel": "",
        "dopamine_drive_rel": "",
    },
    params={"gain_dopamine": "", "gain_serotonin": "", "tau_monoamine": "h"},
    rest={"dopamine_rel": 1.0, "serotonin_rel": 1.0},
    rest_inputs={"habenula_burst_rel": 1.0, "serotonin_drive_rel": 1.0, "dopamine_drive_rel": 1.0},
)
