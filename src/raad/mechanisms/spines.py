"""Dendritic spines: formed half a day after new synaptic proteins, eliminated faster under stress."""

from raad.mechanisms.base import Mechanism, step


def spines(states, inputs, params):
    waiting = params.delay_spines / params.stages_spines
    room = (params.spine_density_max - states.spine_density_rel) / (params.spine_density_max - 1)
    formed = states.spine_signal_3_rel**params.exponent_formation * room
    pruned = (
        1
        + params.gain_stress_elimination * inputs.stress_load
        + params.gain_peripheral_elimination * inputs.inflammation * (1 - inputs.rapamycin_inhibition_peripheral)
    )
    return step(
        rates={
            "spine_signal_1_rel": (inputs.synaptic_protein_rel - states.spine_signal_1_rel) / waiting,
            "spine_signal_2_rel": (states.spine_signal_1_rel - states.spine_signal_2_rel) / waiting,
            "spine_signal_3_rel": (states.spine_signal_2_rel - states.spine_signal_3_rel) / waiting,
            "spine_density_rel": params.k_spine_turnover * (formed - pruned * states.spine_density_rel),
        }
    )


SPINES = Mechanism(
    "spines_{place}",
    spines,
    states={
        "spine_signal_1_{place}_rel": "",
        "spine_signal_2_{place}_rel": "",
        "spine_signal_3_{place}_rel": "",
        "spine_density_{place}_rel": "",
    },
    inputs={
        "synaptic_protein_{place}_rel": "",
        "stress_load": "",
        "inflammation": "",
        "rapamycin_inhibition_peripheral": "",
    },
    params={
        "delay_spines": "h",
        "stages_spines": "",
        "spine_density_max": "",
        "exponent_formation": "",
        "gain_stress_elimination": "",
        "gain_peripheral_elimination": "",
        "k_spine_turnover": "1/h",
    },
    rest={
        "spine_signal_1_{place}_rel": 1.0,
        "spine_signal_2_{place}_rel": 1.0,
        "spine_signal_3_{place}_rel": 1.0,
        "spine_density_{place}_rel": 1.0,
    },
    rest_inputs={"synaptic_protein_{place}_rel": 1.0},
)
