"""Absorption: a first-order depot at the place of a dose, which drains into the body or into the liver."""

from raad.mechanisms.base import Mechanism, flow, step


def absorbed_into_body(states, inputs, params):
    return step(flow("depot", "central", params.ka * states.depot))


def absorbed_into_liver(states, inputs, params):
    return step(flow("depot", "liver", params.ka * states.depot))


# Nose, mucosa of the mouth, muscle or fat: past the liver.
ABSORBED_INTO_BODY = Mechanism(
    "absorption_{site}_{drug}",
    absorbed_into_body,
    states={"{drug}_{site}_depot": "umol"},
    inputs={"{drug}_central": "umol"},
    params={"ka_{site}": "1/h"},
)

# What is swallowed: through the liver, which takes its share before the body sees it.
ABSORBED_INTO_LIVER = Mechanism(
    "first_pass_{site}_{drug}",
    absorbed_into_liver,
    states={"{drug}_{site}_depot": "umol"},
    inputs={"{drug}_liver": "umol"},
    params={"ka_{site}": "1/h"},
)
