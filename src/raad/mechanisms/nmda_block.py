"""NMDA-receptor block: enters open channels only, and is trapped until they open again."""

from raad.mechanisms.base import Mechanism, step


def nmda_block(states, inputs, params):
    entry = params.kon_nmda * inputs.nmda_ligand_free / params.potency_shift * (1 - states.nmda_block)
    escape = params.koff_nmda * states.nmda_block
    return step(rates={"nmda_block": params.open_probability * (entry - escape)})


NMDA_BLOCK = Mechanism(
    "nmda_block_{population}",
    nmda_block,
    states={"nmda_block_{population}": ""},
    inputs={"nmda_ligand_free": "uM"},
    params={
        "kon_nmda": "1/uM/h",
        "koff_nmda": "1/h",
        "potency_shift_{population}": "",
        "open_probability_{population}": "",
    },
)
