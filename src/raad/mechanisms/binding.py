"""Binding of a small molecule to a target: free sites are shared by all drugs, each leaves at its own rate."""

from raad.mechanisms.base import Mechanism, step


def binding(states, inputs, params):
    half = params.Kd * params.shift_in_vivo
    entry = inputs.brain_free / half * (1 - inputs.occupancy)
    return step(rates={"bound": params.k_off * (entry - states.bound)})


def occupancy(states, inputs, params):
    return step(outputs={"occupancy": sum(vars(inputs).values())})


def antagonised(states, inputs, params):
    return step(outputs={"antagonised": sum(vars(inputs).values())})


def agonised(states, inputs, params):
    return step(outputs={"agonised": sum(vars(inputs).values())})


BINDING = Mechanism(
    "binding_{target}_{drug}",
    binding,
    states={"bound_{target}_{drug}": ""},
    inputs={"brain_{drug}_free": "uM", "occupancy_{target}": ""},
    params={"Kd_{target}_{drug}": "uM", "shift_in_vivo_{target}": "", "k_off_{drug}": "1/h"},
)

# Where several drugs bind, the assembly names what each of them holds.
OCCUPANCY = Mechanism(
    "occupancy_{target}",
    occupancy,
    inputs={"bound_{target}": ""},
    outputs={"occupancy_{target}": ""},
)

# What antagonists hold and what agonists hold, for targets at which the two do different things.
ANTAGONISED = Mechanism(
    "antagonised_{target}",
    antagonised,
    inputs={"bound_{target}": ""},
    outputs={"antagonised_{target}": ""},
)

AGONISED = Mechanism(
    "agonised_{target}",
    agonised,
    inputs={"bound_{target}": ""},
    outputs={"agonised_{target}": ""},
)
