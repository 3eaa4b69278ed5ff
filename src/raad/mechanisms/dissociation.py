"""Dissociation: S-ketamine estranges, more while it rises; it wanes within a session and from session to session."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill, residue


def dissociation(states, inputs, params):
    agonist = inputs.effect_site_esketamine + params.potency_arketamine_dissociation * inputs.effect_site_arketamine
    opposed = 1 + params.antagonism_noresketamine_dissociation * inputs.effect_site_noresketamine
    half = params.C50_dissociation * opposed
    level = agonist / half
    effect = hill(agonist, half, params.exponent_dissociation)
    # Three accounts of the early end: adaptation (default), the metabolite as antagonist, a drive that sees the rise.
    adapted = params.share_adaptation_dissociation * states.dissociation_adaptation
    known = params.gain_rate_dissociation * states.dissociation_trace / (level + params.floor_rate_dissociation)
    drive = residue(effect - adapted, params.width_dissociation) / (1 + known)
    habituating = params.k_habituation * drive * (1 - states.dissociation_habituation)
    return step(
        rates={
            "dissociation_trace": (level - states.dissociation_trace) / params.tau_trace_dissociation,
            "dissociation_adaptation": (effect - states.dissociation_adaptation) / params.tau_adaptation_dissociation,
            "dissociation_habituation": habituating - states.dissociation_habituation / params.tau_habituation,
        },
        outputs={
            "dissociation_drive": drive,
            "dissociation_felt": drive * (1 - states.dissociation_habituation),
        },
    )


DISSOCIATION = Mechanism(
    "dissociation",
    dissociation,
    states={"dissociation_trace": "", "dissociation_adaptation": "", "dissociation_habituation": ""},
    inputs={"effect_site_esketamine": "uM", "effect_site_arketamine": "uM", "effect_site_noresketamine": "uM"},
    params={
        "C50_dissociation": "uM",
        "exponent_dissociation": "",
        "potency_arketamine_dissociation": "",
        "antagonism_noresketamine_dissociation": "1/uM",
        "share_adaptation_dissociation": "",
        "tau_adaptation_dissociation": "h",
        "gain_rate_dissociation": "",
        "floor_rate_dissociation": "",
        "tau_trace_dissociation": "h",
        "width_dissociation": "",
        "k_habituation": "1/h",
        "tau_habituation": "h",
    },
    outputs={"dissociation_drive": "", "dissociation_felt": ""},
)
