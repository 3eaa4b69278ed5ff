"""Tissue of a small molecule: exchanges with central plasma; a second, deep one exchanges slowly."""

from raad.mechanisms.base import Mechanism, flow, step


def tissue(states, inputs, params):
    plasma = inputs.central / (params.V * inputs.size_volume)
    held = states.tissue / (params.V_tissue * inputs.size_volume)
    return step(flow("central", "tissue", params.Q * inputs.size_flow * (plasma - held)))


def deep_tissue(states, inputs, params):
    plasma = inputs.central / (params.V * inputs.size_volume)
    held = states.deep_tissue / (params.V_deep * inputs.size_volume)
    return step(flow("central", "deep_tissue", params.Q_deep * inputs.size_flow * (plasma - held)))


_INPUTS = {"{drug}_central": "umol", "size_flow": "", "size_volume": ""}

TISSUE = Mechanism(
    "tissue_{drug}",
    tissue,
    states={"{drug}_tissue": "umol"},
    inputs=_INPUTS,
    params={"V_{drug}": "L", "V_tissue_{drug}": "L", "Q_{drug}": "L/h"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0},
)

DEEP_TISSUE = Mechanism(
    "deep_tissue_{drug}",
    deep_tissue,
    states={"{drug}_deep_tissue": "umol"},
    inputs=_INPUTS,
    params={"V_{drug}": "L", "V_deep_{drug}": "L", "Q_deep_{drug}": "L/h"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0},
)
