"""AMPA throughput: glutamate that meets open AMPA receptors, times the strength of the synapses."""

from raad.mechanisms.base import Mechanism, step


def ampa(states, inputs, params):
    receptors = (1 - inputs.ampa_antagonist) * (1 - inputs.local_ampa_antagonist) * (1 + inputs.ampa_potentiator)
    drive = inputs.glutamate_rel * receptors
    return step(outputs={"ampa_drive_rel": drive, "ampa_throughput_rel": drive * inputs.ampa_gain_rel})


AMPA = Mechanism(
    "ampa_{place}",
    ampa,
    inputs={
        "glutamate_{place}_rel": "",
        "ampa_gain_{place}_rel": "",
        "ampa_antagonist": "",
        "local_ampa_antagonist_{place}": "",
        "ampa_potentiator": "",
    },
    outputs={"ampa_drive_{place}_rel": "", "ampa_throughput_{place}_rel": ""},
    rest_inputs={"glutamate_{place}_rel": 1.0, "ampa_gain_{place}_rel": 1.0},
)
