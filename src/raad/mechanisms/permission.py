"""Permission: what plasticity is called for is made only where dopamine, serotonin and NMDA current allow it."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill


def permission(states, inputs, params):
    # Each gate is 1 at rest; a small half is nearly full there and only permits, a large one asks for a rise.
    dopamine = (1 + params.half_dopamine_gate**params.exponent_dopamine_gate) * hill(
        inputs.dopamine_rel, params.half_dopamine_gate, params.exponent_dopamine_gate
    )
    fast = (1 + params.half_serotonin_gate**params.exponent_serotonin_fast) * hill(
        inputs.serotonin_rel, params.half_serotonin_gate, params.exponent_serotonin_fast
    )
    sustained = (1 + params.half_serotonin_gate**params.exponent_serotonin_sustained) * hill(
        inputs.serotonin_rel, params.half_serotonin_gate, params.exponent_serotonin_sustained
    )
    kinase = dopamine * (1 - inputs.d1_antagonist) * (1 - inputs.pka_inhibitor)
    current = ((1 - inputs.nmda_block_pyramidal) * (1 + inputs.nmda_potentiator)) ** params.exponent_nmda_gate
    cortical = 1 - inputs.serotonin_1a_antagonist
    return step(
        outputs={
            # The quick effect comes while NMDA receptors are still blocked (nosyreva2013), so it needs no current.
            "permission_fast": kinase * fast,
            "permission_sustained": kinase * current * sustained * cortical,
        }
    )


PERMISSION = Mechanism(
    "permission",
    permission,
    inputs={
        "dopamine_rel": "",
        "d1_antagonist": "",
        "pka_inhibitor": "",
        "serotonin_rel": "",
        "serotonin_1a_antagonist": "",
        "nmda_block_pyramidal": "",
        "nmda_potentiator": "",
    },
    params={
        "exponent_dopamine_gate": "",
        "half_dopamine_gate": "",
        "exponent_serotonin_fast": "",
        "exponent_serotonin_sustained": "",
        "half_serotonin_gate": "",
        "exponent_nmda_gate": "",
    },
    outputs={"permission_fast": "", "permission_sustained": ""},
    rest_inputs={"dopamine_rel": 1.0, "serotonin_rel": 1.0},
)
