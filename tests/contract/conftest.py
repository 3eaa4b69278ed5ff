"""Every mechanism of every assembly, and points at which to read it."""

from __future__ import annotations

import numpy as np
import pytest

from raad.model.assemblies import SPECIES, treatment
from raad.model.other_drugs import drug_names

# Plain mechanisms, and those that only a model with other drugs has; all with every route.
MODELS = {(s, drugs): treatment(s, drugs=drugs).awake() for s in SPECIES for drugs in ((), drug_names(s))}
FOUND = {(s, m.name): (s, drugs) for (s, drugs), model in reversed(MODELS.items()) for m in model.mechanisms}
INSTANCES = list(FOUND)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "instance" in metafunc.fixturenames:
        metafunc.parametrize("instance", INSTANCES, ids="-".join)


@pytest.fixture
def model(instance):
    return MODELS[FOUND[instance]]


@pytest.fixture
def mechanism(instance, model):
    return next(m for m in model.mechanisms if m.name == instance[1])


@pytest.fixture
def registered(mechanism, model):
    """Parameters of the mechanism as the register gives them."""
    return {name: model.values[name] for name in mechanism.params}


@pytest.fixture
def somewhere(mechanism, registered):
    """A function: seed -> values of all names of the mechanism, away from rest, in their natural range."""

    def draw(seed: int) -> dict[str, float]:
        rng = np.random.default_rng(seed)
        rest = {**mechanism.rest, **mechanism.rest_inputs}
        ports = {
            n: rng.uniform(0.5, 1.2) if rest.get(n) else rng.uniform(0.05, 0.6)
            for n in (*mechanism.states, *mechanism.inputs)
        }
        return ports | {n: v * rng.uniform(0.85, 1.0) for n, v in registered.items()}

    return draw
