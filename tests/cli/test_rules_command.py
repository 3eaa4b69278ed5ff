"""`raad rules`: the list, and what it says about a scenario."""

import json

import pytest

from raad.evidence import load_rules


def test_all_rules_are_listed(raad):
    code, out, _ = raad("rules")
    assert code == 0
    assert all(rule.rule_id in out for rule in load_rules())
    assert "research and teaching only" in out
    said = json.loads(raad("rules", "--json")[1])["rules"]
    assert [one["rule_id"] for one in said] == [rule.rule_id for rule in load_rules()]
    assert all(one["checks"] for one in said)


def test_a_jurisdiction_has_its_own(raad):
    said = json.loads(raad("rules", "--jurisdiction", "trial", "--json")[1])["rules"]
    assert [one["rule_id"] for one in said] == ["R19"]


@pytest.mark.parametrize("where", ["us", "eu"])
def test_a_scenario_is_judged_by_every_rule(raad, where):
    code, out, _ = raad("rules", "check", "nasal_induction", "--jurisdiction", where, "--json")
    assert code == 0
    said = json.loads(out)
    assert all(where in one["jurisdiction"] for one in said["rules"])
    assert sum(said["count"].values()) == len(said["rules"])
    unknown = [one for one in said["rules"] if one["result"] == "cannot be judged"]
    assert unknown
    assert all(one["missing"] and one["source"] for one in unknown)
    assert "research and teaching only" in raad("rules", "check", "nasal_induction", "-j", where)[1]


@pytest.mark.parametrize("arguments", [("nope",), ("nasal_induction", "-j", "uk"), ("rat_surge",)])
def test_a_fault_leaves_as_text_with_a_code(raad, arguments):
    code, out, err = raad("rules", "check", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("raad: ")
