"""Akt and ERK follow TrkB within minutes; Akt holds GSK3 down, and lithium does so too."""

from raad.mechanisms.base import Mechanism, step


def kinases(states, inputs, params):
    # Cooperative, so that an Akt inhibitor takes the rise of p-GSK3 as well (zhou2014).
    seen = inputs.gsk3_locked + (1 - inputs.gsk3_locked) * states.akt_rel**2
    return step(
        rates={
            "akt_rel": (inputs.trkb_rel * (1 - inputs.akt_inhibitor) - states.akt_rel) / params.tau_akt,
            "erk_rel": (inputs.trkb_rel * (1 - inputs.erk_inhibitor) - states.erk_rel) / params.tau_erk,
        },
        outputs={"gsk3_rel": 2 / (1 + seen + inputs.gsk3_inhibitor)},
    )


KINASES = Mechanism(
    "kinases_{place}",
    kinases,
    states={"akt_{place}_rel": "", "erk_{place}_rel": ""},
    inputs={
        "trkb_{place}_rel": "",
        "akt_inhibitor": "",
        "erk_inhibitor": "",
        "gsk3_inhibitor": "",
        "gsk3_locked": "",
    },
    params={"tau_akt": "h", "tau_erk": "h"},
    outputs={"gsk3_{place}_rel": ""},
    rest={"akt_{place}_rel": 1.0, "erk_{place}_rel": 1.0},
    rest_inputs={"trkb_{place}_rel": 1.0},
)
