"""Sedation: sleepiness wanes before the drug does; far higher levels take consciousness as long as they last."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill, residue


def sedation(states, inputs, params):
    level = inputs.effect_site_esketamine + params.potency_arketamine_sedation * inputs.effect_site_arketamine
    effect = hill(level, params.C50_sedation, params.exponent_sedation)
    sleepy = residue(effect - params.share_adaptation_sedation * states.sedation_adaptation, params.width_sedation)
    return step(
        rates={"sedation_adaptation": (effect - states.sedation_adaptation) / params.tau_adaptation_sedation},
        outputs={
            "sedation_drive": sleepy,
            "unconsciousness": hill(level, params.C50_unconsciousness, params.exponent_unconsciousness),
        },
    )


SEDATION = Mechanism(
    "sedation",
    sedation,
    states={"sedation_adaptation": ""},
    inputs={"effect_site_esketamine": "uM", "effect_site_arketamine": "uM"},
    params={
        "potency_arketamine_sedation": "",
        "C50_sedation": "uM",
        "exponent_sedation": "",
        "share_adaptation_sedation": "",
        "tau_adaptation_sedation": "h",
        "width_sedation": "",
        "C50_unconsciousness": "uM",
        "exponent_unconsciousness": "",
    },
    outputs={"sedation_drive": "", "unconsciousness": ""},
)
