"""Synaptic proteins (GluA1, PSD95, synapsin I): made in bursts of mTORC1 activity, lost over a day or two.

The burst has a ceiling: messengers and ribosomes at the synapse are limited.
"""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import exp, log, surplus


def synaptic_proteins(states, inputs, params):
    # What rises above rest counts as far as it is permitted; what stress takes is lost either way.
    heard = log(inputs.mtorc1_rel)
    permitted = heard + (inputs.permission_sustained - 1) * surplus(heard, params.width_surplus)
    called = exp(params.exponent_mtorc1 * (1 - inputs.ebp_deleted) * permitted)
    burst = params.synthesis_max * called / (params.synthesis_max - 1 + called)
    made = (1 - params.share_mtorc1_synthesis + params.share_mtorc1_synthesis * burst) * inputs.translation_rel
    return step(rates={"synaptic_protein_rel": (made - states.synaptic_protein_rel) / params.tau_synaptic_protein})


SYNAPTIC_PROTEINS = Mechanism(
    "synaptic_proteins_{place}",
    synaptic_proteins,
    states={"synaptic_protein_{place}_rel": ""},
    inputs={
        "mtorc1_{place}_rel": "",
        "translation_{place}_rel": "",
        "permission_sustained": "",
        "ebp_deleted": "",
    },
    params={
        "share_mtorc1_synthesis": "",
        "exponent_mtorc1": "",
        "synthesis_max": "",
        "width_surplus": "",
        "tau_synaptic_protein": "h",
    },
    rest={"synaptic_protein_{place}_rel": 1.0},
    rest_inputs={"mtorc1_{place}_rel": 1.0, "translation_{place}_rel": 1.0, "permission_sustained": 1.0},
)
