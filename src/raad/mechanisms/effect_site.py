"""Effect site: free drug in the brain, told as the plasma concentration that would keep it, as thresholds are given."""

from raad.mechanisms.base import Mechanism, step


def effect_site(states, inputs, params):
    return step(outputs={"effect_site": inputs.brain_free / (params.Kp_uu * params.fu_plasma)})


EFFECT_SITE = Mechanism(
    "effect_site_{analyte}",
    effect_site,
    inputs={"brain_{analyte}_free": "uM"},
    params={"Kp_uu_{group}": "", "fu_plasma_{group}": ""},
    outputs={"effect_site_{analyte}": "uM"},
)
