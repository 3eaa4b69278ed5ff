"""BDNF: released by AMPA-driven calcium entry, made by translation, cleared at a constant rate."""

from raad.mechanisms.base import Mechanism, step


def bdnf(states, inputs, params):
    carriers = 1 / (1 + params.loss_met_allele * inputs.met_alleles)
    evoked = (1 - inputs.calcium_channel_block) * carriers * inputs.ampa_drive_rel**params.exponent_release
    resting = (1 - params.share_evoked_bdnf) * inputs.bdnf_transcription_rel
    made = (resting + params.share_evoked_bdnf * evoked) * inputs.translation_rel
    burden = params.gain_stress_bdnf * inputs.stress_load + params.gain_cytokine_bdnf * (inputs.cytokine_rel - 1)
    spared = (1 - inputs.bdnf_loss) / (1 + burden)
    return step(rates={"bdnf_rel": params.k_out_bdnf * (made * spared - states.bdnf_rel)})


BDNF = Mechanism(
    "bdnf_{place}",
    bdnf,
    states={"bdnf_{place}_rel": ""},
    inputs={
        "ampa_drive_{place}_rel": "",
        "translation_{place}_rel": "",
        "bdnf_transcription_rel": "",
        "stress_load": "",
        "cytokine_rel": "",
        "bdnf_loss_{place}": "",
        "calcium_channel_block": "",
        "met_alleles": "",
    },
    params={
        "k_out_bdnf": "1/h",
        "share_evoked_bdnf": "",
        "exponent_release": "",
        "gain_stress_bdnf": "",
        "gain_cytokine_bdnf": "",
        "loss_met_allele": "",
    },
    rest={"bdnf_{place}_rel": 1.0},
    rest_inputs={
        "ampa_drive_{place}_rel": 1.0,
        "translation_{place}_rel": 1.0,
        "bdnf_transcription_rel": 1.0,
        "cytokine_rel": 1.0,
    },
)
