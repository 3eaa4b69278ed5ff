"""Connectivity as a readout of the bench: the same inputs as everywhere, one named variant, people only."""

from __future__ import annotations

import pytest

import raad

HEAD = "id,intervention,on_top_of,readout,expected_direction,time,species\n"
ROWS = """N1,ketamine 0.5 mg/kg,,PFC GBC,enhance,acute,human
N2,lamotrigine 300 mg,ketamine 0.5 mg/kg,prefrontal global brain connectivity,attenuate,during infusion,human
N3,NBQX,ketamine 0.5 mg/kg,functional connectivity,block,acute,human
N4,lamotrigine 300 mg,ketamine 10 mg/kg,functional connectivity,attenuate,acute,rat
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    table = tmp_path_factory.mktemp("bench") / "mine.csv"
    table.write_text(HEAD + ROWS, encoding="utf-8")
    return {v.id: v for v in raad.run_bench(table=table).verdicts}


@pytest.mark.parametrize("row", ["N1", "N2", "N3"])
def test_release_and_receptors_act_on_connectivity(found, row):
    assert found[row].result == "pass"
    assert "prefrontal_gbc_plain_rel" in found[row].why


def test_connectomes_are_those_of_people(found):
    assert found["N4"].result == "cannot_say"
