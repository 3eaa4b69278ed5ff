"""NMDA pores that two kinds of blockers share: each enters what neither holds, with kinetics of its own."""

from raad.mechanisms.base import Mechanism, step


def nmda_shared(states, inputs, params):
    entry = params.kon_nmda * inputs.ligand / params.potency_shift * (1 - inputs.nmda_block)
    escape = params.koff_nmda * states.nmda_held
    return step(rates={"nmda_held": params.open_probability * (entry - escape)})


def nmda_block_total(states, inputs, params):
    return step(outputs={"nmda_block": sum(vars(inputs).values())})


NMDA_SHARED = Mechanism(
    "nmda_shared_{population}_{blocker}",
    nmda_shared,
    states={"nmda_held_{population}_{blocker}": ""},
    inputs={"{ligand}": "uM", "nmda_block_{population}": ""},
    params={
        "kon_nmda_{blocker}": "1/uM/h",
        "koff_nmda_{blocker}": "1/h",
        "potency_shift_{population}_{blocker}": "",
        "open_probability_{population}": "",
    },
)

# Ketamine and what counts in its units keep their own rows.
NMDA_SHARED_KETAMINE = Mechanism(
    "nmda_shared_{population}_{blocker}",
    nmda_shared,
    states={"nmda_held_{population}_{blocker}": ""},
    inputs={"{ligand}": "uM", "nmda_block_{population}": ""},
    params={
        "kon_nmda": "1/uM/h",
        "koff_nmda": "1/h",
        "potency_shift_{population}": "",
        "open_probability_{population}": "",
    },
)

# The assembly names what each blocker holds.
NMDA_BLOCK_TOTAL = Mechanism(
    "nmda_block_{population}",
    nmda_block_total,
    inputs={"nmda_held_{population}": ""},
    outputs={"nmda_block_{population}": ""},
)
