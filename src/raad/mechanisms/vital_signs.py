"""Vital signs: ketamine stirs the sympathetic nerves, so pressure and pulse rise; a visit raises pressure too."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax, residue


def vital_signs(states, inputs, params):
    agonist = inputs.effect_site_esketamine + params.potency_arketamine_pressure * inputs.effect_site_arketamine
    opposed = 1 + params.antagonism_noresketamine_pressure * inputs.effect_site_noresketamine
    effect = emax(agonist / opposed, params.C50_pressure)
    drive = residue(effect - params.share_adaptation_pressure * states.pressure_adaptation, params.width_pressure)
    aged = 1 + params.slope_pressure_age * (inputs.age - params.age_reference_pressure)
    return step(
        # It forgets within hours, so every session raises pressure as the first did.
        rates={"pressure_adaptation": (effect - states.pressure_adaptation) / params.tau_adaptation_pressure},
        outputs={
            "sbp_rise": params.ceiling_sbp * aged * drive + params.visit_sbp * inputs.visit_arousal,
            "dbp_rise": params.ceiling_dbp * aged * drive + params.visit_dbp * inputs.visit_arousal,
            "heart_rate_rise": params.ceiling_heart_rate * drive,
        },
    )


VITAL_SIGNS = Mechanism(
    "vital_signs",
    vital_signs,
    states={"pressure_adaptation": ""},
    inputs={
        "effect_site_esketamine": "uM",
        "effect_site_arketamine": "uM",
        "effect_site_noresketamine": "uM",
        "age": "year",
        "visit_arousal": "",
    },
    params={
        "C50_pressure": "uM",
        "potency_arketamine_pressure": "",
        "antagonism_noresketamine_pressure": "1/uM",
        "share_adaptation_pressure": "",
        "tau_adaptation_pressure": "h",
        "width_pressure": "",
        "slope_pressure_age": "1/year",
        "age_reference_pressure": "year",
        "ceiling_sbp": "mmHg",
        "ceiling_dbp": "mmHg",
        "ceiling_heart_rate": "1/min",
        "visit_sbp": "mmHg",
        "visit_dbp": "mmHg",
    },
    outputs={"sbp_rise": "mmHg", "dbp_rise": "mmHg", "heart_rate_rise": "1/min"},
)
