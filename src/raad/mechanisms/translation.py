"""Translation: resting NMDA current keeps eEF2 kinase active and translation down; block at rest frees it."""

from raad.mechanisms.base import Mechanism, step


def translation(states, inputs, params):
    agonists = params.gain_quin_eef2k * (inputs.quin_rel - inputs.kyna_rel)
    called = (1 - params.efficacy_resting_nmda * inputs.nmda_block_resting) * (1 + agonists)
    kinase = called * (1 - inputs.eef2k_inhibitor) * (1 + params.gain_stress_eef2k * inputs.stress_load)
    freed = params.gain_translation * (1 - states.eef2_phospho_rel)
    return step(
        rates={"eef2_phospho_rel": (kinase - states.eef2_phospho_rel) / params.tau_eef2},
        outputs={"translation_rel": (1 + freed) * (1 - inputs.translation_inhibitor)},
    )


TRANSLATION = Mechanism(
    "translation_{place}",
    translation,
    states={"eef2_phospho_{place}_rel": ""},
    inputs={
        "nmda_block_resting": "",
        "stress_load": "",
        "quin_rel": "",
        "kyna_rel": "",
        "eef2k_inhibitor": "",
        "translation_inhibitor": "",
    },
    params={
        "efficacy_resting_nmda": "",
        "gain_stress_eef2k": "",
        "gain_quin_eef2k": "",
        "tau_eef2": "h",
        "gain_translation_{place}": "",
    },
    outputs={"translation_{place}_rel": ""},
    rest={"eef2_phospho_{place}_rel": 1.0},
    rest_inputs={"quin_rel": 1.0, "kyna_rel": 1.0},
)
