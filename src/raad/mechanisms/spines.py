"""Dendritic spines: formed half a day after new synaptic proteins, lost fast when new, kept when matured.

Stress speeds the loss of both kinds; ketamine acts on formation alone.
"""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import surplus


def spines(states, inputs, params):
    waiting = params.tau_spine_stage
    density = params.share_new_spines * states.spine_new_rel + (1 - params.share_new_spines) * states.spine_stable_rel
    room = (params.spine_density_max - density) / (params.spine_density_max - 1)
    called = states.spine_signal_3_rel**params.exponent_formation
    formed = (1 - params.share_called_formation + params.share_called_formation * called) * room
    pruned = (
        1
        + params.gain_stress_elimination * inputs.stress_load
        + params.gain_cytokine_elimination * (inputs.cytokine_rel - 1)
        + params.gain_peripheral_elimination * (inputs.cytokine_rel - 1) * (1 - inputs.rapamycin_inhibition_peripheral)
    )
    left = params.share_maturing_spines + (1 - params.share_maturing_spines) * pruned
    k_stable = (
        params.k_new_spines * params.share_maturing_spines * params.share_new_spines / (1 - params.share_new_spines)
    )
    gained = surplus(states.spine_new_rel - 1, params.width_surplus)
    return step(
        rates={
            "spine_signal_1_rel": (inputs.synaptic_protein_rel - states.spine_signal_1_rel) / waiting,
            "spine_signal_2_rel": (states.spine_signal_1_rel - states.spine_signal_2_rel) / waiting,
            "spine_signal_3_rel": (states.spine_signal_2_rel - states.spine_signal_3_rel) / waiting,
            "spine_new_rel": params.k_new_spines * (formed - left * states.spine_new_rel)
            - inputs.spine_erasure * states.spine_new_rel * gained,
            "spine_stable_rel": k_stable * (states.spine_new_rel - pruned * states.spine_stable_rel),
        },
        outputs={"spine_density_rel": density},
    )


_STATES = ("spine_signal_1", "spine_signal_2", "spine_signal_3", "spine_new", "spine_stable")

SPINES = Mechanism(
    "spines_{place}",
    spines,
    states={name + "_{place}_rel": "" for name in _STATES},
    inputs={
        "synaptic_protein_{place}_rel": "",
        "stress_load": "",
        "cytokine_rel": "",
        "spine_erasure": "1/h",
        "rapamycin_inhibition_peripheral": "",
    },
    params={
        "tau_spine_stage": "h",
        "width_surplus": "",
        "share_new_spines": "",
        "share_maturing_spines": "",
        "spine_density_max": "",
        "exponent_formation": "",
        "share_called_formation": "",
        "gain_stress_elimination": "",
        "gain_cytokine_elimination": "",
        "gain_peripheral_elimination": "",
        "k_new_spines": "1/h",
    },
    outputs={"spine_density_{place}_rel": ""},
    rest={name + "_{place}_rel": 1.0 for name in _STATES},
    rest_inputs={"synaptic_protein_{place}_rel": 1.0, "cytokine_rel": 1.0},
)
