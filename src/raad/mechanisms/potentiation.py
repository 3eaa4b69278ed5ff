"""Rapid potentiation: S6K and relief from GSK3 strengthen synapses within the hour, and it fades in hours."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax, surplus


def potentiation(states, inputs, params):
    # Both are needed: a GSK3 inhibitor alone does nothing (ma2013), and a locked GSK3 takes the effect (beurel2011).
    translated = surplus(inputs.s6k_rel - 1, params.width_surplus)
    relieved = surplus(1 / inputs.gsk3_rel - 1, params.width_surplus)
    induced = emax(translated * relieved, params.EC50_potentiation) * inputs.permission_fast
    room = params.potentiation_max - states.potentiation_rel
    faded = (states.potentiation_rel - 1) / params.tau_potentiation
    return step(rates={"potentiation_rel": params.k_potentiation * induced * room - faded})


POTENTIATION = Mechanism(
    "potentiation_{place}",
    potentiation,
    states={"potentiation_{place}_rel": ""},
    inputs={"s6k_{place}_rel": "", "gsk3_{place}_rel": "", "permission_fast": ""},
    params={
        "width_surplus": "",
        "EC50_potentiation": "",
        "potentiation_max": "",
        "k_potentiation": "1/h",
        "tau_potentiation": "h",
    },
    rest={"potentiation_{place}_rel": 1.0},
    rest_inputs={"s6k_{place}_rel": 1.0, "gsk3_{place}_rel": 1.0, "permission_fast": 1.0},
)
