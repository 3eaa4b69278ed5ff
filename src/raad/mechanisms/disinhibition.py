"""Disinhibition: interneurons that lose NMDA current inhibit pyramidal cells less."""

from raad.mechanisms.base import Mechanism, step


def disinhibition(states, inputs, params):
    lost = (
        params.share_sst_inhibition * inputs.nmda_block_sst + (1 - params.share_sst_inhibition) * inputs.nmda_block_pv
    )
    inhibition = (1 - params.efficacy_interneuron_nmda * lost) * (1 - inputs.interneuron_silencing)
    return step(outputs={"disinhibition": 1 / inhibition - 1, "nmda_block_interneuron": lost})


DISINHIBITION = Mechanism(
    "disinhibition",
    disinhibition,
    inputs={"nmda_block_sst": "", "nmda_block_pv": "", "interneuron_silencing": ""},
    params={"share_sst_inhibition": "", "efficacy_interneuron_nmda": ""},
    outputs={"disinhibition": "", "nmda_block_interneuron": ""},
)
