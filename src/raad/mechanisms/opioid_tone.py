"""Opioid tone: opioids of the brain permit the surge; an antagonist takes them, an agonist only pleases."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill


def opioid_tone(states, inputs, params):
    return step(
        outputs={
            "opioid_permission": 1 - params.opioid_gate * inputs.opioid_antagonist,
            "opioid_reward": inputs.opioid_agonist - params.share_opioid_reward * inputs.opioid_antagonist,
            "opioid_sedation": hill(inputs.opioid_agonist, params.EC50_opioid_sedation, 2),
        }
    )


OPIOID_TONE = Mechanism(
    "opioid_tone",
    opioid_tone,
    inputs={"opioid_antagonist": "", "opioid_agonist": ""},
    params={"opioid_gate": "", "share_opioid_reward": "", "EC50_opioid_sedation": ""},
    outputs={"opioid_permission": "", "opioid_reward": "", "opioid_sedation": ""},
)
