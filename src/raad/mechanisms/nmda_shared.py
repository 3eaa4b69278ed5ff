"""NMDA pores that two kinds of blockers share: each enters what neither holds, with kinetics of its own."""

from raad.mechanisms.base import Mechanism, step


def nmda_shared(states, inputs, params):
    entry = params.kon_nmda * inputs.ligand / params.potency_shift * (1 - inputs.taken)
    escape = params.koff_nmda * states.nmda_held
    return step(rates={"nmda_held": params.open_probability * (entry - escape)})


def nmda_block_total(states, inputs, params):
    return step(outputs={"nmda_block": sum(vars(inputs).values())})


def nmda_entered(states, inputs, params):
    return step(outputs={"nmda_entered": sum(vars(inputs).values())})


def nmda_block_beside(states, inputs, params):
    return step(outputs={"nmda_block": 1 - (1 - inputs.nmda_given) * (1 - inputs.nmda_entered)})


NMDA_SHARED = Mechanism(
    "nmda_shared_{population}_{blocker}",
    nmda_shared,
    states={"nmda_held_{population}_{blocker}": ""},
    inputs={"{ligand}": "uM", "{taken}": ""},
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
    inputs={"{ligand}": "uM", "{taken}": ""},
    params={
        "kon_nmda": "1/uM/h",
        "koff_nmda": "1/h",
        "potency_shift_{population}": "",
        "open_probability_{population}": "",
    },
)

# The assembly names what each blocker holds, here and below.
NMDA_BLOCK_TOTAL = Mechanism(
    "nmda_block_{population}",
    nmda_block_total,
    inputs={"nmda_held_{population}": ""},
    outputs={"nmda_block_{population}": ""},
)

# A blocker whose occupancy is given takes its pores at once, whoever held them; the others share what it leaves.
NMDA_ENTERED = Mechanism(
    "nmda_entered_{population}",
    nmda_entered,
    inputs={"nmda_held_{population}": ""},
    outputs={"nmda_entered_{population}": ""},
)

NMDA_BLOCK_BESIDE = Mechanism(
    "nmda_block_{population}",
    nmda_block_beside,
    inputs={"nmda_entered_{population}": "", "{nmda_given}": ""},
    outputs={"nmda_block_{population}": ""},
)
