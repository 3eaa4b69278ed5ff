"""The named assemblies: what each species has, and that each rests when nothing is given."""

from __future__ import annotations

import pytest

from raad.model.assemblies import SPECIES, treatment
from raad.quantities.errors import UnknownName
from raad.quantities.readings import as_number


@pytest.mark.parametrize("species", SPECIES)
def test_it_rests_without_drug_and_stress(species):
    rates, _ = treatment(species).read(as_number)
    assert {n: r for n, r in rates.items() if abs(r) > 1e-12} == {}


def test_people_are_rated_and_sprayed_and_rodents_are_injected():
    human, rat = treatment("human"), treatment("rat")
    assert {"madrs", "hamd17"} <= set(human.outputs)
    assert not {"madrs", "hamd17"} & set(rat.outputs)
    assert "esketamine_nasal_depot" in human.states
    assert {"esketamine_ip_depot", "arketamine_ip_depot"} <= set(rat.states)


def test_the_shipped_model_is_made_once():
    assert treatment("rat") is treatment("rat")


def test_an_unknown_species_is_named():
    with pytest.raises(UnknownName, match=r"'cat'.*human, mouse, rat"):
        treatment("cat")


def test_another_register_makes_another_model():
    model = treatment("human")
    changed = treatment("human", model.parameters.with_values({"tau_mtorc1": 0.5}))
    assert changed.values["tau_mtorc1"] == 0.5
    assert changed.states == model.states
