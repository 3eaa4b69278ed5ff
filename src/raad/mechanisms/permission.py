"""Permission: what plasticity is called for is made only where dopamine, serotonin and NMDA current allow it."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax


def permission(states, inputs, params):
    # Each gate is 1 at rest, steep, and rises little above; a small half only permits, a large one asks for a rise.
    dopamine_half = (params.half_dopamine_gate**2) ** 2
    serotonin_half = (params.half_serotonin_gate**2) ** 2
    dopamine = (1 + dopamine_half) * emax((inputs.dopamine_rel**2) ** 2, dopamine_half)
    serotonin = (1 + serotonin_half) * emax((inputs.serotonin_rel**2) ** 2, serotonin_half)
    kinase = (1 - inputs.d1_antagonist) * (1 - inputs.pka_inhibitor) * (1 + params.share_dopamine_gate * (dopamine - 1))
    current = ((1 - inputs.nmda_block_pyramidal) * (1 + inputs.nmda_potentiator)) ** 2
    fast = 1 + params.share_serotonin_fast * (serotonin - 1)
    sustained = (1 + params.share_serotonin_sustained * (serotonin - 1)) * (1 - inputs.serotonin_1a_antagonist)
    return step(
        outputs={
            # The quick effect comes while NMDA receptors are still blocked (nosyreva2013), so it needs no current.
            "permission_fast": kinase * fast,
            "permission_sustained": kinase * (1 + params.share_nmda_gate * (current - 1)) * sustained,
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
        "share_dopamine_gate": "",
        "half_dopamine_gate": "",
        "share_serotonin_fast": "",
        "share_serotonin_sustained": "",
        "half_serotonin_gate": "",
        "share_nmda_gate": "",
    },
    outputs={"permission_fast": "", "permission_sustained": ""},
    rest_inputs={"dopamine_rel": 1.0, "serotonin_rel": 1.0},
)
