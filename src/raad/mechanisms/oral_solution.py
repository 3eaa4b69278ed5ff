"""Oral solution: absorbed from the gut into the liver, which takes its share before the body sees it."""

from raad.mechanisms.base import Mechanism, flow, step


def oral_solution(states, inputs, params):
    return step(flow("oral_depot", "liver", params.ka_oral * states.oral_depot))


ORAL_SOLUTION = Mechanism(
    "oral_solution_{drug}",
    oral_solution,
    states={"{drug}_oral_depot": "umol"},
    inputs={"{drug}_liver": "umol"},
    params={"ka_oral": "1/h"},
)
