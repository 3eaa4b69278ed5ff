"""A name that a reader can meet stands in the glossary, with the unit that it has in the model."""

from __future__ import annotations

import pytest

from raad.model.assemblies import SPECIES, treatment
from raad.model.other_drugs import drug_names
from raad.quantities.glossary import glossary, port_of
from raad.quantities.units import unit

PROMISED = [
    *("venous_esketamine", "arterial_esketamine", "venous_ketamine", "venous_noresketamine", "brain_ketamine_free"),
    *("nmda_block_mean", "nmda_block_interneuron", "glutamate_prefrontal_rel", "ampa_throughput_rel"),
    *("bdnf_prefrontal_rel", "vegf_prefrontal_rel", "mtorc1_rel", "synaptic_protein_rel", "ampa_gain_rel"),
    *("spine_density_rel", "madrs", "hamd17"),
]


def ports(species: str) -> dict[str, str]:
    """Of the plain model and of a model with each other drug, with every route."""
    models = [treatment(species, drugs=drugs).awake() for drugs in ((), *((d,) for d in drug_names(species)))]
    return {n: unit for m in models for names in (m.states, m.outputs, m.exogenous) for n, unit in names.items()}


@pytest.mark.parametrize("species", SPECIES)
def test_every_port_is_explained_in_its_unit(species):
    terms = {t.port: t for t in glossary().values()} | glossary()
    found = ports(species)
    assert sorted(set(found) - set(terms)) == []
    assert {n: terms[n].unit for n, text in found.items() if unit(terms[n].unit) != unit(text)} == {}


@pytest.mark.parametrize("name", PROMISED)
def test_promised_readouts_are_given(name):
    assert glossary()[name].kind == "readout"
    assert port_of(name) in ports("human")


def test_no_term_is_left_over():
    known = {port for species in SPECIES for port in ports(species)}
    assert [t.name for t in glossary().values() if t.port not in known and t.kind != "input"] == []
