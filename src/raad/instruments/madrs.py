"""MADRS: ten items, each an expected score from latent severity (graded-response model), and their total."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import graded_response

ITEMS = (
    "apparent_sadness",
    "reported_sadness",
    "inner_tension",
    "reduced_sleep",
    "reduced_appetite",
    "concentration_difficulties",
    "lassitude",
    "inability_to_feel",
    "pessimistic_thoughts",
    "suicidal_thoughts",
)
VEGETATIVE = ("reduced_sleep", "reduced_appetite")
STEPS = 6


def madrs(states, inputs, params):
    scores = {
        f"madrs_{item}": graded_response(
            inputs.severity,
            getattr(params, f"a_madrs_{item}"),
            getattr(params, f"b_madrs_{item}"),
            params.spacing_madrs_vegetative if item in VEGETATIVE else params.spacing_madrs,
            STEPS,
        )
        for item in ITEMS
    }
    return step(outputs={**scores, "madrs": sum(scores.values())})


MADRS = Mechanism(
    "madrs",
    madrs,
    inputs={"severity": ""},
    params={
        **{f"a_madrs_{item}": "" for item in ITEMS},
        **{f"b_madrs_{item}": "" for item in ITEMS},
        "spacing_madrs": "",
        "spacing_madrs_vegetative": "",
    },
    outputs={**{f"madrs_{item}": "points" for item in ITEMS}, "madrs": "points"},
)
