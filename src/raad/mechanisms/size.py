"""Body size and age: flows and clearances grow with weight, volumes in proportion, liver flow falls with age."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import excess


def size(states, inputs, params):
    relative = inputs.weight / params.weight_reference
    size_flow = relative**params.exponent_flow
    aged = params.Q_hepatic + params.slope_Q_hepatic_age * excess(inputs.age, params.age_onset_Q_hepatic)
    return step(
        outputs={"size_flow": size_flow, "size_volume": relative, "Q_liver": aged * inputs.liver_flow_rel * size_flow}
    )


SIZE = Mechanism(
    "size",
    size,
    inputs={"weight": "kg", "age": "year", "liver_flow_rel": ""},
    params={
        "weight_reference": "kg",
        "exponent_flow": "",
        "Q_hepatic": "L/h",
        "slope_Q_hepatic_age": "L/h/year",
        "age_onset_Q_hepatic": "year",
    },
    outputs={"size_flow": "", "size_volume": "", "Q_liver": "L/h"},
    rest_inputs={"weight": 1.0, "liver_flow_rel": 1.0},
)
