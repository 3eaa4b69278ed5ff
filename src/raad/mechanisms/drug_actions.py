"""What a held target does: each action turns an occupancy into an input that the walk has already."""

from raad.mechanisms.base import Mechanism, step


def ampa_block(states, inputs, params):
    return step(outputs={"ampa_antagonist": inputs.occupancy_ampa})


def ampa_potentiation(states, inputs, params):
    return step(outputs={"ampa_potentiator": params.gain_ampa_potentiator * inputs.occupancy_ampa_potentiator})


def release_inhibition(states, inputs, params):
    return step(outputs={"release_inhibition": params.efficacy_release_inhibitor * inputs.occupancy_sodium_channel})


def gsk3_inhibition(states, inputs, params):
    # Activity 2 / (1 + Akt + inhibitor) shall be 1 - occupancy while Akt rests at 1.
    return step(outputs={"gsk3_inhibitor": 2 * inputs.occupancy_gsk3 / (1 - inputs.occupancy_gsk3)})


def interneuron_silencing(states, inputs, params):
    return step(outputs={"interneuron_silencing": params.efficacy_muscarinic * inputs.occupancy_muscarinic})


def opioid_antagonism(states, inputs, params):
    return step(outputs={"opioid_antagonist": inputs.antagonised_mor})


def opioid_agonism(states, inputs, params):
    return step(outputs={"opioid_agonist": inputs.agonised_mor})


AMPA_BLOCK = Mechanism(
    "ampa_block", ampa_block, inputs={"occupancy_ampa": ""}, outputs={"ampa_antagonist": ""}
)  # fmt: skip

AMPA_POTENTIATION = Mechanism(
    "ampa_potentiation",
    ampa_potentiation,
    inputs={"occupancy_ampa_potentiator": ""},
    params={"gain_ampa_potentiator": ""},
    outputs={"ampa_potentiator": ""},
)

RELEASE_INHIBITION = Mechanism(
    "release_inhibition",
    release_inhibition,
    inputs={"occupancy_sodium_channel": ""},
    params={"efficacy_release_inhibitor": ""},
    outputs={"release_inhibition": ""},
)

GSK3_INHIBITION = Mechanism(
    "gsk3_inhibition", gsk3_inhibition, inputs={"occupancy_gsk3": ""}, outputs={"gsk3_inhibitor": ""}
)

INTERNEURON_SILENCING = Mechanism(
    "interneuron_silencing",
    interneuron_silencing,
    inputs={"occupancy_muscarinic": ""},
    params={"efficacy_muscarinic": ""},
    outputs={"interneuron_silencing": ""},
)

OPIOID_ANTAGONISM = Mechanism(
    "opioid_antagonism", opioid_antagonism, inputs={"antagonised_mor": ""}, outputs={"opioid_antagonist": ""}
)

OPIOID_AGONISM = Mechanism(
    "opioid_agonism", opioid_agonism, inputs={"agonised_mor": ""}, outputs={"opioid_agonist": ""}
)
