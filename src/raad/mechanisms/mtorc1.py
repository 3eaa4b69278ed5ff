"""mTORC1: driven by Akt and ERK, inhibited by rapamycin that reaches the brain; stands for p70S6K and 4E-BP too."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import sqrt


def mtorc1(states, inputs, params):
    # Blocking either pathway silences mTORC1 (li2010), so the two multiply.
    drive = sqrt(inputs.akt_rel * inputs.erk_rel)
    free = 1 - inputs.rapamycin_inhibition_brain
    return step(
        rates={"mtorc1_rel": (drive * free - states.mtorc1_rel) / params.tau_mtorc1},
        outputs={"s6k_rel": states.mtorc1_rel * (1 - inputs.s6k_inhibitor)},
    )


MTORC1 = Mechanism(
    "mtorc1_{place}",
    mtorc1,
    states={"mtorc1_{place}_rel": ""},
    inputs={"akt_{place}_rel": "", "erk_{place}_rel": "", "rapamycin_inhibition_brain": "", "s6k_inhibitor": ""},
    params={"tau_mtorc1": "h"},
    outputs={"s6k_{place}_rel": ""},
    rest={"mtorc1_{place}_rel": 1.0},
    rest_inputs={"akt_{place}_rel": 1.0, "erk_{place}_rel": 1.0},
)
