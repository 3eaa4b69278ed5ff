"""Every number is used, sourced or called an assumption, and known for every species that needs it."""

from __future__ import annotations

from importlib.resources import files

import pytest

from raad.brain import balloon, nonlinear, scan, study_people
from raad.brain.parameters import symbols as of_the_network
from raad.evidence import load_register
from raad.evidence.parameter_table import ANY, UNPUBLISHED
from raad.evidence.tables import load_studies
from raad.model.assemblies import SPECIES, treatment
from raad.model.other_drugs import drug_names
from raad.protocols.products import products

ROWS = load_register().rows
MASS_OF_A_DOSE = {p.molecular_weight for p in products().values()}  # turn the mg of a dose into umol


def of_products(species: str) -> set[str]:
    parts = [part for (_, _, s), p in products().items() if s == species for part in p.parts]
    return {name for p in parts for name in (p.fraction, p.duration, p.lag) if name}


def read_by(species: str) -> set[str]:
    """By the plain model, by the model with all other drugs, both with every route, and by doses."""
    models = [treatment(species, drugs=drugs).awake() for drugs in ((), drug_names(species))]
    scans = (m.SYMBOLS for m in (balloon, nonlinear, scan, study_people))
    network = of_the_network().union(*scans) if species == "human" else ()
    return {*(n for m in models for n in m.params), *of_products(species), *MASS_OF_A_DOSE, *network}


def test_every_row_is_read():
    used = {
        (s, load_register().row(s, species).species)
        for species in SPECIES
        for s in read_by(species) & {*load_register()}
    }
    assert [f"{r.symbol} ({r.species})" for r in ROWS if (r.symbol, r.species) not in used] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.symbol}-{r.species}")
def test_every_row_says_where_it_is_from(row):
    assert row.species in (*SPECIES, ANY)
    if row.study_id not in UNPUBLISHED:
        assert row.study in {s.key for s in load_studies()}
    elif row.study_id == "assumption":
        assert len(row.note) >= 20, "say why it is believable"
    elif row.study_id == "calibration":
        name = row.note.partition("calibration '")[2].partition("'")[0].replace("-", "_")
        assert files("raad.calibrate").joinpath(f"{name}.py").is_file(), "name the calibration that estimated it"


@pytest.mark.parametrize("species", SPECIES)
def test_every_parameter_has_a_row(species):
    """In the unit that its mechanism declares, for each species that has the mechanism."""
    model = treatment(species, drugs=drug_names(species)).awake()
    assert set(model.values) == set(model.params)
