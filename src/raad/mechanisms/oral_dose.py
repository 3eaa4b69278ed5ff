"""Oral dose of a small molecule: absorbed whole, or with a first pass that turns most of it into a metabolite."""

from raad.mechanisms.base import Mechanism, flow, step


def oral_dose(states, inputs, params):
    return step(flow("gut", "central", params.ka * states.gut))


def oral_first_pass(states, inputs, params):
    absorbed = params.ka * states.gut
    extracted = (1 - params.F) * absorbed
    return step(
        flow("gut", "central", params.F * absorbed),
        flow("gut", "product", params.fm_first_pass * extracted),
        flow("gut", None, (1 - params.fm_first_pass) * extracted),
    )


ORAL_DOSE = Mechanism(
    "oral_dose_{drug}",
    oral_dose,
    states={"{drug}_gut": "umol"},
    inputs={"{drug}_central": "umol"},
    params={"ka_{drug}": "1/h"},
)

ORAL_FIRST_PASS = Mechanism(
    "oral_first_pass_{drug}",
    oral_first_pass,
    states={"{drug}_gut": "umol"},
    inputs={"{drug}_central": "umol", "{product}": "umol"},
    params={"ka_{drug}": "1/h", "F_{drug}": "", "fm_first_pass_{drug}": ""},
)
