"""Bladder: what a week brings irritates it for days; months of far higher exposure wound it, and it heals in part."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax, hill


def bladder(states, inputs, params):
    weekly = states.weekly_exposure
    wounding = params.k_cystitis * hill(weekly, params.half_cystitis, params.exponent_cystitis)
    minor = params.hazard_urinary + params.ceiling_urinary * emax(weekly, params.half_urinary)
    return step(
        rates={
            "weekly_exposure": inputs.arterial_conc_esketamine
            + inputs.arterial_conc_arketamine
            - weekly / params.tau_weekly_exposure,
            "cystitis": wounding * (1 - states.cystitis) - states.cystitis / params.tau_cystitis,
        },
        outputs={"urinary_hazard": minor},
    )


BLADDER = Mechanism(
    "bladder",
    bladder,
    states={"weekly_exposure": "uM*h", "cystitis": ""},
    inputs={"arterial_conc_esketamine": "uM", "arterial_conc_arketamine": "uM"},
    params={
        "tau_weekly_exposure": "h",
        "hazard_urinary": "1/h",
        "ceiling_urinary": "1/h",
        "half_urinary": "uM*h",
        "k_cystitis": "1/h",
        "half_cystitis": "uM*h",
        "exponent_cystitis": "",
        "tau_cystitis": "h",
    },
    outputs={"urinary_hazard": "1/h"},
)
