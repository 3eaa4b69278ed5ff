"""HAM-D17: nine items of 0-4 and eight of 0-2 points, pooled by their maximum, from latent severity."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import graded_response

ITEMS_TO_4, ITEMS_TO_2 = 9, 8
STEPS_TO_4, STEPS_TO_2 = 4, 2


def hamd17(states, inputs, params):
    wide = graded_response(
        inputs.severity, params.a_hamd17, params.b_hamd17_max4, params.spacing_hamd17_max4, STEPS_TO_4
    )
    narrow = graded_response(
        inputs.severity, params.a_hamd17, params.b_hamd17_max2, params.spacing_hamd17_max2, STEPS_TO_2
    )
    return step(outputs={"hamd17": ITEMS_TO_4 * wide + ITEMS_TO_2 * narrow})


HAMD17 = Mechanism(
    "hamd17",
    hamd17,
    inputs={"severity": ""},
    params={
        "a_hamd17": "",
        "b_hamd17_max4": "",
        "spacing_hamd17_max4": "",
        "b_hamd17_max2": "",
        "spacing_hamd17_max2": "",
    },
    outputs={"hamd17": "points"},
)
