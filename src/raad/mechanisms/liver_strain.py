"""Liver strain: hours under ketamine without a pause add up and are forgotten in days; short courses never sum."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill


def liver_strain(states, inputs, params):
    both = inputs.arterial_conc_esketamine + inputs.arterial_conc_arketamine
    exposed = hill(both, params.half_liver_exposure, params.exponent_liver_exposure)
    strained = hill(states.hours_exposed, params.half_liver_strain, params.exponent_liver_strain)
    return step(
        rates={"hours_exposed": exposed - states.hours_exposed / params.tau_liver_strain},
        outputs={"liver_strain": strained},
    )


LIVER_STRAIN = Mechanism(
    "liver_strain",
    liver_strain,
    states={"hours_exposed": "h"},
    inputs={"arterial_conc_esketamine": "uM", "arterial_conc_arketamine": "uM"},
    params={
        "half_liver_exposure": "uM",
        "exponent_liver_exposure": "",
        "half_liver_strain": "h",
        "exponent_liver_strain": "",
        "tau_liver_strain": "h",
    },
    outputs={"liver_strain": ""},
)
