"""Rapamycin: saturable absorption, whole blood, and a small free share that reaches plasma and brain."""

from raad.mechanisms.base import Mechanism, flow, step
from raad.quantities.maths import emax


def rapamycin(states, inputs, params):
    blood = states.rapamycin_blood / params.V_rapamycin
    tissue = states.rapamycin_tissue / params.V_tissue_rapamycin
    plasma = blood / params.ratio_blood_plasma_rapamycin
    brain = params.Kp_brain_rapamycin * plasma + states.rapamycin_brain_depot / params.V_brain_rapamycin
    absorbed = params.Vmax_rapamycin * emax(states.rapamycin_gut, params.Km_rapamycin)
    return step(
        flow("rapamycin_gut", "rapamycin_blood", absorbed),
        flow("rapamycin_blood", "rapamycin_tissue", params.Q_rapamycin * (blood - tissue)),
        flow("rapamycin_blood", None, params.CL_rapamycin * blood),
        flow("rapamycin_brain_depot", None, params.k_out_rapamycin_brain * states.rapamycin_brain_depot),
        outputs={
            "blood_rapamycin": blood,
            "rapamycin_inhibition_peripheral": emax(plasma, params.IC50_rapamycin),
            "rapamycin_inhibition_brain": emax(brain, params.IC50_rapamycin),
        },
    )


RAPAMYCIN = Mechanism(
    "rapamycin",
    rapamycin,
    states={n: "umol" for n in ("rapamycin_gut", "rapamycin_blood", "rapamycin_tissue", "rapamycin_brain_depot")},
    params={
        "V_rapamycin": "L",
        "V_tissue_rapamycin": "L",
        "Q_rapamycin": "L/h",
        "CL_rapamycin": "L/h",
        "Vmax_rapamycin": "umol/h",
        "Km_rapamycin": "umol",
        "ratio_blood_plasma_rapamycin": "",
        "Kp_brain_rapamycin": "",
        "V_brain_rapamycin": "L",
        "k_out_rapamycin_brain": "1/h",
        "IC50_rapamycin": "uM",
    },
    outputs={
        "blood_rapamycin": "uM",
        "rapamycin_inhibition_peripheral": "",
        "rapamycin_inhibition_brain": "",
    },
)
