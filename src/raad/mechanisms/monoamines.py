"""Dopamine and serotonin: called by prefrontal output through AMPA receptors, held down by habenular bursts."""

from raad.mechanisms.base import Mechanism, step


def monoamines(states, inputs, params):
    released = 2 / (1 + inputs.habenula_burst_rel)
    called = inputs.surge_call_prefrontal * (1 - inputs.ampa_antagonist) * (1 - inputs.local_ampa_antagonist_prefrontal)
    relayed = (1 - params.share_ampa_raphe * inputs.local_ampa_antagonist_raphe) * (
        1 - params.share_nicotinic_raphe * inputs.nicotinic_antagonist_raphe
    )
    awake = 1 - inputs.dopamine_silencing
    dopamine = (1 + params.gain_dopamine * called * awake) * awake * released * inputs.dopamine_drive_rel
    serotonin = (1 + params.gain_serotonin * called * relayed) * released * inputs.serotonin_drive_rel
    return step(
        rates={
            "dopamine_rel": (dopamine - states.dopamine_rel) / params.tau_monoamine,
            "serotonin_rel": (serotonin * (1 - inputs.serotonin_depletion) - states.serotonin_rel)
            / params.tau_monoamine,
        }
    )


MONOAMINES = Mechanism(
    "monoamines",
    monoamines,
    states={"dopamine_rel": "", "serotonin_rel": ""},
    inputs={
        "surge_call_prefrontal": "",
        "ampa_antagonist": "",
        "local_ampa_antagonist_prefrontal": "",
        "local_ampa_antagonist_raphe": "",
        "nicotinic_antagonist_raphe": "",
        "dopamine_silencing": "",
        "serotonin_depletion": "",
        "habenula_burst_rel": "",
        "serotonin_drive_rel": "",
        "dopamine_drive_rel": "",
    },
    params={
        "gain_dopamine": "",
        "gain_serotonin": "",
        "share_ampa_raphe": "",
        "share_nicotinic_raphe": "",
        "tau_monoamine": "h",
    },
    rest={"dopamine_rel": 1.0, "serotonin_rel": 1.0},
    rest_inputs={"habenula_burst_rel": 1.0, "serotonin_drive_rel": 1.0, "dopamine_drive_rel": 1.0},
)
