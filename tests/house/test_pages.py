"""The documentation shows the equations that are solved: its steps, put together, are the plain reading."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs" / "_ext"))

from catalogue import catalogue
from equations import equations
from letters import latex_name

ENTRIES = catalogue()


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_a_page_shows_what_the_function_says(entry):
    said = equations(entry.template)  # raises when the steps and the plain reading differ
    assert len(said.rates) + len(said.flows) + len(said.outputs) + len(said.steps) > 0
    assert all(left and right for group in (said.steps, said.rates, said.flows, said.outputs) for left, right in group)


@pytest.mark.parametrize(
    ("name", "is_parameter", "shown"),
    [
        ("tau_akt", True, r"\tau_{\text{Akt}}"),
        ("k_out_bdnf", True, r"k_{\text{out BDNF}}"),
        ("bdnf_rel", False, r"\text{BDNF}"),
        ("EC50_trkb", True, r"\text{EC}_{\text{50},\ \text{TrkB}}"),
        ("Q_liver", False, r"Q_{\text{liver}}"),
    ],
)
def test_names_become_symbols(name, is_parameter, shown):
    assert latex_name(name, is_parameter) == shown


def test_two_names_of_a_mechanism_never_look_the_same():
    from raad.mechanisms.base import local

    for entry in ENTRIES.values():
        m = entry.template
        shown = [latex_name(local(n), False) for n in (*m.states, *m.inputs, *m.outputs)]
        shown += [latex_name(local(n), True) for n in m.params]
        assert len(set(shown)) == len(shown), entry.slug
