"""Rival accounts are rows: each names parameters and studies that exist, what is listed is what differs, they join."""

from __future__ import annotations

import itertools
import re

import pytest

import raad
from raad.model.assemblies import SPECIES
from raad.model.differences import differences
from raad.model.hypotheses import Change, Hypothesis, chosen, found, hypotheses, together
from raad.quantities.errors import BadInput, UnknownName

RIVALS = list(hypotheses().values())


def account(name: str, *changes: Change) -> Hypothesis:
    return Hypothesis(name, "", "", "", "", "", changes)


def test_there_are_eight():
    assert [one.code for one in RIVALS] == [f"H{i}" for i in range(1, 9)]
    words = [word for one in RIVALS for word in one.words]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("one", RIVALS, ids=lambda one: one.name)
def test_an_account_names_what_exists(one):
    studies = {study.study_id for study in raad.load_studies()}
    assert one.claim
    assert one.changes
    for text in (one.supported_by, one.contradicted_by):
        assert set(re.findall(r"\b[a-z]+(?:19|20)\d\d[a-z]*\b", text)) <= studies
    assert all(len(change.why) > 15 for change in one.changes)
    for species in SPECIES:
        assert {change.parameter for change in one.changes} <= set(raad.treatment(species).params)


@pytest.mark.parametrize("one", RIVALS, ids=lambda one: one.name)
def test_what_is_listed_is_what_differs(one):
    model = raad.treatment("rat")
    there = model.under(one.code)
    listed = {d.parameter: (d.default, d.value) for d in differences(model, [one.code])}
    assert listed == {n: (v, there.values[n]) for n, v in model.values.items() if there.values[n] != v}
    assert listed


@pytest.mark.parametrize("one", RIVALS, ids=lambda one: one.name)
def test_people_rest_and_are_ill_under_every_account(one):
    run = raad.simulate(raad.treatment().under(one.name), raad.Regimen(), raad.Person(madrs=32), [0, 672])
    assert not run.failures
    assert run.values("madrs")[0] == pytest.approx([32, 32], abs=1e-3)


def test_names_are_understood_as_people_write_them():
    for name in ("H4", "h4", "H4_hnk", " h4_HNK ", "hnk", "H4_hydroxynorketamine"):
        assert found(name).code == "H4"
    with pytest.raises(UnknownName, match=r"'H4_hnx'.*Did you mean 'H4_hnk'"):
        raad.treatment().under("H4_hnx")


def test_the_default_is_the_model_itself():
    model = raad.treatment()
    assert model.under() is model
    assert model.under("Default") is model
    assert model.under("default", "H1").values == model.under("H1").values


@pytest.mark.parametrize("pair", list(itertools.permutations(["H1", "H4", "H6", "H7", "H8"], 2)), ids="+".join)
def test_accounts_join_in_any_order(pair):
    model = raad.treatment("mouse")
    joined = model.under(*pair)
    assert joined.values == model.under(*reversed(pair)).values
    assert joined.hypothesis == tuple(one.name for one in chosen(pair))


def test_what_one_account_switches_off_stays_on_where_another_needs_it():
    model = raad.treatment()
    both, hnk = model.under("H1", "H4").values, model.under("H4").values
    assert both["gain_disinhibition"] == model.values["gain_disinhibition"]
    assert both["gain_hnk_release"] == hnk["gain_hnk_release"] > 0
    assert both["efficacy_resting_nmda"] == both["weight_habenula_mood"] == 0
    assert model.under("H1", "H6").values["opioid_gate"] == 1
    habenula_too = model.under("H1", "H3").values
    assert habenula_too["weight_spines_mood"] == model.values["weight_spines_mood"]
    assert habenula_too["weight_habenula_mood"] == model.under("H3").values["weight_habenula_mood"]


def test_two_accounts_that_exclude_each_other_are_named():
    pair = account("A", Change("a", "set", 2, "")), account("B", Change("a", "times", 3, ""))
    with pytest.raises(BadInput, match=r"A_ and B_ cannot both hold.*'a' to 2 and to 3"):
        together(pair, {"a": 1.0})
    assert together(pair, {"a": 2 / 3})["a"].of(2 / 3) == 2


def test_a_model_under_an_account_wants_all_at_once():
    model = raad.treatment().under("H1")
    assert model.under("H1") is model
    with pytest.raises(BadInput, match=r"under\('H1_interneuron_disinhibition', 'H7_serotonin_gate'\)"):
        model.under("H7")


def test_manifests_and_depots_know_the_account():
    model = raad.treatment().under("H1")
    assert model.awake().hypothesis == ("H1_interneuron_disinhibition",)
    into_muscle = raad.dose("ketamine", "im", AMT="0.5 mg/kg")
    run = raad.simulate(model, into_muscle, raad.Person(), [0, 1])
    assert run.manifest["hypothesis"] == ["H1_interneuron_disinhibition"]
    assert run.manifest["parameters_sha256"] != raad.treatment().parameters.hash()
    assert raad.simulate(raad.treatment(), raad.Regimen(), raad.Person(), [0]).manifest["hypothesis"] == ["default"]
