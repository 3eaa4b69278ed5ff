"""TrkB: a receptor that works in pairs, activated by BDNF only where VEGF signals too; antibodies stop either."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import hill


def trkb(states, inputs, params):
    free_bdnf = (inputs.bdnf_rel + inputs.infused_bdnf) * (1 - inputs.bdnf_neutralised)
    free_vegf = (inputs.vegf_rel + inputs.infused_vegf) * (1 - inputs.vegf_neutralised)
    bound = inputs.brain_ketamine_free / params.Kd_trkb_ketamine + inputs.brain_hnk_2r6r_free / params.Kd_trkb_hnk
    helped = 1 + params.gain_direct_trkb * bound * (1 - inputs.trkb_site_lost)
    active = hill(free_bdnf * free_vegf * helped, params.EC50_trkb, params.exponent_trkb)
    present = 1 - inputs.trkb_loss
    return step(outputs={"trkb_rel": present * active / hill(1, params.EC50_trkb, params.exponent_trkb)})


TRKB = Mechanism(
    "trkb_{place}",
    trkb,
    inputs={
        "bdnf_{place}_rel": "",
        "vegf_{place}_rel": "",
        "infused_bdnf_{place}": "",
        "infused_vegf_{place}": "",
        "bdnf_neutralised": "",
        "vegf_neutralised": "",
        "trkb_loss_{place}": "",
        "trkb_site_lost": "",
        "brain_ketamine_free": "uM",
        "brain_hnk_2r6r_free": "uM",
    },
    params={
        "EC50_trkb": "",
        "exponent_trkb": "",
        "gain_direct_trkb": "",
        "Kd_trkb_ketamine": "uM",
        "Kd_trkb_hnk": "uM",
    },
    outputs={"trkb_{place}_rel": ""},
    rest_inputs={"bdnf_{place}_rel": 1.0, "vegf_{place}_rel": 1.0},
)
