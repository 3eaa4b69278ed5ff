"""Level of a small molecule as a laboratory reports it: mass per volume of plasma, or of blood where so measured."""

from raad.mechanisms.base import Mechanism, step


def drug_level(states, inputs, params):
    return step(outputs={"plasma": params.MW * inputs.plasma_conc})


DRUG_LEVEL = Mechanism(
    "level_{drug}",
    drug_level,
    inputs={"plasma_conc_{drug}": "uM"},
    params={"MW_{drug}": "g/mol"},
    outputs={"plasma_{drug}": "ng/mL"},
)
