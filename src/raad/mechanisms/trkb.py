"""TrkB: a receptor that works in pairs, activated by BDNF only where VEGF signals too; antibodies stop either."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill


def trkb(states, inputs, params):
    free_bdnf = inputs.bdnf_rel * (1 - inputs.bdnf_neutralised)
    free_vegf = inputs.vegf_rel * (1 - inputs.vegf_neutralised)
    active = hill(free_bdnf * free_vegf, params.EC50_trkb, params.exponent_trkb)
    return step(outputs={"trkb_rel": active / hill(1, params.EC50_trkb, params.exponent_trkb)})


TRKB = Mechanism(
    "trkb_{place}",
    trkb,
    inputs={"bdnf_{place}_rel": "", "vegf_{place}_rel": "", "bdnf_neutralised": "", "vegf_neutralised": ""},
    params={"EC50_trkb": "", "exponent_trkb": ""},
    outputs={"trkb_{place}_rel": ""},
    rest_inputs={"bdnf_{place}_rel": 1.0, "vegf_{place}_rel": 1.0},
)
