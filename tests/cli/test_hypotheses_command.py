"""`raad hypotheses` and `raad simulate --hypothesis`: accounts as people ask for them."""

import json

TABLE = "ID,TIME,AMT,EVID\n1,0,84,1\n1,2,.,0\n1,24,.,0\n"


def test_the_list_has_claims_and_studies(raad):
    code, out, _ = raad("hypotheses")
    assert code == 0
    for word in ("default", "The default", "H1_interneuron_disinhibition", "zhou2021", "claim"):
        assert word in out


def test_one_is_shown_with_what_it_changes(raad):
    _, out, _ = raad("hypotheses", "h6")
    for word in ("H6_opioid_gate", "klein2020", "zhang2019", "opioid_gate", "share of the"):
        assert word in out


def test_json_holds_differences_of_each_and_of_all_together(raad):
    said = json.loads(raad("hypotheses", "--json")[1])
    assert [one["hypothesis"] for one in said["hypotheses"]] == [f"H{i}" for i in range(1, 9)]
    assert set(said["hypotheses"][0]) == {"hypothesis", "name", "claim", "for", "against", "differences"}
    both = json.loads(raad("hypotheses", "H1", "H6", "--species", "rat", "--json")[1])
    together = {d["parameter"]: d["value"] for d in both["together"]}
    assert together["opioid_gate"] == 1
    assert together["gain_hnk_release"] == 0


def test_an_unknown_one_is_met_with_the_nearest(raad):
    code, _, err = raad("hypotheses", "H4_hnx")
    assert code == 2
    assert "Did you mean 'H4_hnk'" in err


def test_a_scenario_runs_under_an_account(raad):
    words = ("simulate", "iv_ketamine_single", "--json", "--readouts", "madrs")
    default = json.loads(raad(*words)[1])
    rival = json.loads(raad(*words, "--hypothesis", "H1,H7", "--rtol", "1e-8")[1])
    assert default["manifest"]["hypothesis"] == ["default"]
    assert rival["manifest"]["hypothesis"] == ["H1_interneuron_disinhibition", "H7_serotonin_gate"]
    assert rival["manifest"]["settings"]["rtol"] == 1e-8
    assert rival["summary"]["madrs"]["at_24_h"] != default["summary"]["madrs"]["at_24_h"]


def test_a_table_is_followed_under_an_account_and_to_a_tolerance(raad, tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    words = ("simulate", "--table", tmp_path / "t.csv", "--drug", "esketamine", "--route", "nasal", "--json")
    said = json.loads(raad(*words, "--hypothesis", "H3", "--rtol", "1e-9")[1])["manifest"]
    assert said["hypothesis"] == ["H3_lateral_habenula"]
    assert said["settings"]["rtol"] == 1e-9
    code, _, err = raad(*words, "--rtol", "1")
    assert code == 2
    assert "rtol is 1" in err
