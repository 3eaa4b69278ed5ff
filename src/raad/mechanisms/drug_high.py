"""Drug high: S-ketamine pleases by its level and by the speed of its arrival, so what comes slowly is liked less."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax, residue


def drug_high(states, inputs, params):
    agonist = inputs.effect_site_esketamine + params.potency_arketamine_high * inputs.effect_site_arketamine
    high = emax(agonist, params.C50_perception)
    arrival = residue(high - states.high_trace, params.width_high)
    return step(
        rates={"high_trace": (high - states.high_trace) / params.tau_high_trace},
        outputs={
            "drug_high": high,
            "drug_liking": (1 - params.share_arrival_liking) * high + params.share_arrival_liking * arrival,
        },
    )


DRUG_HIGH = Mechanism(
    "drug_high",
    drug_high,
    states={"high_trace": ""},
    inputs={"effect_site_esketamine": "uM", "effect_site_arketamine": "uM"},
    params={
        "C50_perception": "uM",
        "potency_arketamine_high": "",
        "tau_high_trace": "h",
        "width_high": "",
        "share_arrival_liking": "",
    },
    outputs={"drug_high": "", "drug_liking": ""},
)
