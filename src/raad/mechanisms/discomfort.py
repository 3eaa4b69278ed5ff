"""Discomfort: what is perceived of S-ketamine in the brain, and the symptoms that follow it to their own ceilings."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax


def discomfort(states, inputs, params):
    perceived = emax(inputs.effect_site_esketamine, params.C50_perception)
    return step(
        outputs={
            "perceived": perceived,
            "dizziness_drive": params.ceiling_dizziness * perceived,
            "nausea_drive": params.ceiling_nausea * perceived,
            "vomiting_drive": params.ceiling_vomiting * perceived,
            "headache_drive": params.ceiling_headache * perceived,
        }
    )


DISCOMFORT = Mechanism(
    "discomfort",
    discomfort,
    inputs={"effect_site_esketamine": "uM"},
    params={
        "C50_perception": "uM",
        "ceiling_dizziness": "",
        "ceiling_nausea": "",
        "ceiling_vomiting": "",
        "ceiling_headache": "",
    },
    outputs={"perceived": "", "dizziness_drive": "", "nausea_drive": "", "vomiting_drive": "", "headache_drive": ""},
)
