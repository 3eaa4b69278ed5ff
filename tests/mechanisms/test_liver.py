"""The liver: enzymes by their shares, cirrhosis by cells, flow and binding."""

import pytest

from raad.evidence import load_register
from raad.mechanisms.liver import LIVER
from raad.mechanisms.reading import read
from raad.quantities.readings import as_number

REGISTER = load_register()
PARAMS = {name: REGISTER.value(name, unit, "human") for name, unit in LIVER.params.items()}


def said(**inputs):
    return read(LIVER, as_number, {**PARAMS, **LIVER.rest_inputs, **inputs}).outputs


def test_a_healthy_liver_is_one():
    assert set(said().values()) == {1.0}


def test_without_two_enzymes_the_others_go_on():
    left = said(cyp3a4_liver_rel=0, cyp2b6_liver_rel=0)["demethylation_rel"]
    assert left == pytest.approx(1 - PARAMS["share_CYP3A4_demethylation"] - PARAMS["share_CYP2B6_demethylation"])
    assert 0 < left < 1


def test_rifampicin_doubles_intrinsic_clearance_as_the_area_by_vein_asks():
    """pk.md: 2.04-fold, from an area of -14 % by vein (peltoniemi2012rif)."""
    from raad.people.comedication import enzymes_with

    enzymes = {k: v for k, v in enzymes_with(("rifampicin",)).items() if k in LIVER.inputs}
    assert said(**enzymes)["demethylation_rel"] == pytest.approx(2.04, abs=0.01)


def test_cirrhosis_takes_cells_and_binding_and_little_flow():
    a, b = said(child_pugh_a=1), said(child_pugh_b=1)
    assert b["demethylation_rel"] < a["demethylation_rel"] < 1
    # Less albumin leaves more free drug to the cells that are left.
    assert b["demethylation_rel"] > PARAMS["ratio_liver_cells_child_pugh_b"]
    assert 0.8 < b["liver_flow_rel"] < a["liver_flow_rel"] < 1


def test_each_allele_takes_the_same_part_of_what_is_left():
    one, two = (1 - said(cyp2b6_6_alleles=n)["demethylation_rel"] for n in (1, 2))
    kept = PARAMS["ratio_CYP2B6_allele_6"]
    assert two / one == pytest.approx(1 + kept)
