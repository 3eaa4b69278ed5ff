"""Analgesia: S-ketamine dulls pain already at levels below those that estrange."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax


def analgesia(states, inputs, params):
    return step(outputs={"analgesia": emax(inputs.effect_site_esketamine, params.C50_perception)})


ANALGESIA = Mechanism(
    "analgesia",
    analgesia,
    inputs={"effect_site_esketamine": "uM"},
    params={"C50_perception": "uM"},
    outputs={"analgesia": ""},
)
