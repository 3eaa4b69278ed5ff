"""Inflammation: stress and illness raise cytokines, which ketamine calms for days, and with them kynurenines."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax


def inflammation(states, inputs, params):
    driven = (inputs.inflammation + params.gain_stress_cytokine * inputs.stress_load) * (1 - inputs.microglia_inhibitor)
    cytokine = 1 + driven * (1 - states.cytokine_calm)
    raised = states.cytokine_rel - 1
    ido = (1 + params.gain_cytokine_ido * raised) * (1 - inputs.ido_inhibitor)
    calmed = params.k_calm * emax(inputs.brain_ketamine_free, params.EC50_calm)
    return step(
        rates={
            "cytokine_rel": (cytokine - states.cytokine_rel) / params.tau_cytokine,
            "cytokine_calm": calmed * (1 - states.cytokine_calm) - states.cytokine_calm / params.tau_calm,
            "ido_rel": (ido - states.ido_rel) / params.tau_ido,
            "kynurenine_rel": (states.ido_rel - states.kynurenine_rel) / params.tau_kynurenine,
            # Microglia make quinolinic acid of it and astrocytes kynurenic acid.
            "quin_rel": (states.kynurenine_rel * (1 + params.gain_cytokine_quin * raised) - states.quin_rel)
            / params.tau_kynurenine,
            "kyna_rel": (states.kynurenine_rel * (1 + params.gain_calm_kyna * states.cytokine_calm) - states.kyna_rel)
            / params.tau_kynurenine,
        }
    )


_RATIOS = ("cytokine_rel", "ido_rel", "kynurenine_rel", "quin_rel", "kyna_rel")

INFLAMMATION = Mechanism(
    "inflammation",
    inflammation,
    states={**dict.fromkeys(_RATIOS, ""), "cytokine_calm": ""},
    inputs={
        "inflammation": "",
        "stress_load": "",
        "microglia_inhibitor": "",
        "ido_inhibitor": "",
        "brain_ketamine_free": "uM",
    },
    params={
        "gain_stress_cytokine": "",
        "gain_cytokine_ido": "",
        "gain_cytokine_quin": "",
        "gain_calm_kyna": "",
        "k_calm": "1/h",
        "EC50_calm": "uM",
        "tau_cytokine": "h",
        "tau_calm": "h",
        "tau_ido": "h",
        "tau_kynurenine": "h",
    },
    rest=dict.fromkeys(_RATIOS, 1.0),
)
