"""Clearance of a small molecule: out of central plasma for good, or turned into a metabolite that acts itself."""

from raad.mechanisms.base import Mechanism, flow, step


def clearance(states, inputs, params):
    conc = states.central / (params.V * inputs.size_volume)
    return step(
        flow("central", None, params.CL * inputs.size_flow * conc),
        outputs={"plasma_conc": conc},
    )


def conversion(states, inputs, params):
    conc = states.central / (params.V * inputs.size_volume)
    cleared = params.CL * inputs.size_flow * conc
    return step(
        flow("central", "product", params.fm * cleared),
        flow("central", None, (1 - params.fm) * cleared),
        outputs={"plasma_conc": conc},
    )


_SIZE = {"size_flow": "", "size_volume": ""}

CLEARANCE = Mechanism(
    "clearance_{drug}",
    clearance,
    states={"{drug}_central": "umol"},
    inputs=_SIZE,
    params={"V_{drug}": "L", "CL_{drug}": "L/h"},
    outputs={"plasma_conc_{drug}": "uM"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0},
)

CONVERSION = Mechanism(
    "conversion_{drug}",
    conversion,
    states={"{drug}_central": "umol"},
    inputs={**_SIZE, "{product}": "umol"},
    params={"V_{drug}": "L", "CL_{drug}": "L/h", "fm_{drug}": ""},
    outputs={"plasma_conc_{drug}": "uM"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0},
)
