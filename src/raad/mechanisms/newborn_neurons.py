"""Newborn neurons of the hippocampus: how many survive follows TrkB over weeks; a readout, which acts on nothing."""

from raad.mechanisms.base import Mechanism, step


def newborn_neurons(states, inputs, params):
    kept = inputs.trkb_hippocampal_rel
    return step(rates={"newborn_survival_rel": (kept - states.newborn_survival_rel) / params.tau_newborn})


NEWBORN_NEURONS = Mechanism(
    "newborn_neurons",
    newborn_neurons,
    states={"newborn_survival_rel": ""},
    inputs={"trkb_hippocampal_rel": ""},
    params={"tau_newborn": "h"},
    rest={"newborn_survival_rel": 1.0},
    rest_inputs={"trkb_hippocampal_rel": 1.0},
)
