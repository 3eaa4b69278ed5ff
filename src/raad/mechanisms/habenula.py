"""Lateral habenula: stress makes it burst, block silences bursts, and channels that open less hold ketamine longer."""

from raad.mechanisms.base import Mechanism, step


def habenula(states, inputs, params):
    available = 1 - states.nmda_block_habenula
    driven = 1 + params.gain_stress_habenula * inputs.stress_load + inputs.habenula_activation
    burst = driven * available**params.exponent_burst * (1 - inputs.habenula_silencing)
    opening = params.open_probability_habenula * burst**params.exponent_opening_burst
    entry = params.kon_nmda * inputs.nmda_ligand_free / params.potency_shift_habenula * available
    escape = params.koff_nmda * states.nmda_block_habenula
    return step(rates={"nmda_block_habenula": opening * (entry - escape)}, outputs={"habenula_burst_rel": burst})


HABENULA = Mechanism(
    "habenula",
    habenula,
    states={"nmda_block_habenula": ""},
    inputs={"nmda_ligand_free": "uM", "stress_load": "", "habenula_activation": "", "habenula_silencing": ""},
    params={
        "kon_nmda": "1/uM/h",
        "koff_nmda": "1/h",
        "potency_shift_habenula": "",
        "open_probability_habenula": "",
        "gain_stress_habenula": "",
        "exponent_burst": "",
        "exponent_opening_burst": "",
    },
    outputs={"habenula_burst_rel": ""},
)
