"""The glossary as data: every term complete, readouts first, names that stand for a port."""

from __future__ import annotations

from raad.quantities.glossary import KINDS, glossary, port_of, readout_names
from raad.quantities.units import unit


def test_terms_are_complete():
    for term in glossary().values():
        assert term.kind in KINDS, term
        assert term.port, term
        assert term.label, term
        assert term.meaning, term
        unit(term.unit)


def test_a_readout_may_be_named_shorter_than_its_port():
    assert port_of("bdnf_prefrontal_rel") == "bdnf_prefrontal_rel"
    assert port_of("mtorc1_rel") == "mtorc1_prefrontal_rel"
    assert port_of("nobody_knows") == "nobody_knows"


def test_readouts_walk_from_dose_to_mood():
    names = readout_names()
    walk = ["venous_esketamine", "brain_ketamine_free", "nmda_block_mean", "glutamate_prefrontal_rel", "madrs"]
    assert sorted(walk, key=names.index) == walk
