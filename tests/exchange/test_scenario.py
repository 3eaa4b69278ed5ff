"""Scenario files: what they say is what is run; what is wrong in them is named with its place."""

import json

import numpy as np
import pytest

from raad.exchange.scenario import load, parse_scenario, run, shipped
from raad.exchange.schema import json_schema
from raad.quantities.errors import RaadError

HEAD = "name: test\n"
TAIL = "outputs: {until: 3 days, every: 6 h}\n"
SPRAY = "treatments: [{drug: esketamine, route: nasal, dose: 84 mg, %s}]\n"

FAULTS = {
    "empty": ("", "empty"),
    "a list": ("- 3", "block of keys"),
    "broken": ("a: [", "line 1, column 5"),
    "doubled key": ("name: a\nname: b", "line 2, column 1"),
    "doubled key inside": (HEAD + "patient: {age: 45 years, age: 46 years}\n" + TAIL, "twice"),
    "reference": ("a: &x 1\nb: *x", "references"),
    "no outputs": (HEAD, "outputs is missing"),
    "unknown key": (HEAD + "patiant: {}\n" + TAIL, "Did you mean 'patient'"),
    "unknown key inside": (HEAD + "outputs: {until: 1 day, evry: 1 h}", "Did you mean 'every'"),
    "unknown key of a treatment": (HEAD + SPRAY % "tims: [0 h]" + TAIL, "'tims' in treatments, entry 1"),
    "no unit": (HEAD + "outputs: {until: 3}", "Write for example '3 h'"),
    "wrong unit": (HEAD + "outputs: {until: 3 mg}", "A unit like 'h' is needed"),
    "unknown drug": (HEAD + (SPRAY % "times: [0 h]").replace("esketamine", "esketamin") + TAIL, "Did you mean"),
    "unknown route": (HEAD + (SPRAY % "times: [0 h]").replace("nasal", "rectal") + TAIL, "Routes of esketamine"),
    "half a spray": (HEAD + (SPRAY % "times: [0 h]").replace("84 mg", "85 mg") + TAIL, "multiple of 14 mg"),
    "too much": (HEAD + (SPRAY % "times: [0 h]").replace("84 mg", "140 mg") + TAIL, "too much"),
    "no times": (HEAD + (SPRAY % "count: 2") + TAIL, "it says no times"),
    "times twice": (HEAD + SPRAY % "times: [0 h], start: 1 h" + TAIL, "both given"),
    "count without every": (HEAD + SPRAY % "start: 0 h, count: 3" + TAIL, "every is missing"),
    "count of none": (HEAD + SPRAY % "start: 0 h, every: 1 h, count: 0" + TAIL, "whole number of 1 or more"),
    "dose after the end": (HEAD + SPRAY % "times: [100 h]" + TAIL, "Give a later until"),
    "grid too fine": (HEAD + "outputs: {until: 3000 days, every: 1 s}", "Give a longer step"),
    "unknown readout": (HEAD + "outputs: {until: 1 day, readouts: [mdrs]}", "Did you mean 'madrs'"),
    "unknown species": (HEAD + "species: humn\n" + TAIL, "Did you mean 'human'"),
    "rat with a MADRS": (HEAD + "species: rat\npatient: {madrs: 30}\n" + TAIL, "has no MADRS"),
    "nasal spray for a rat": (HEAD + "species: rat\n" + SPRAY % "times: [0 h]" + TAIL, "in rat"),
    "co-medication without rows": (HEAD + "patient: {comedication: aspirin}\n" + TAIL, "no evidence-based row"),
    "an old name of co-medication": (HEAD + "patient: {takes: rifampicin}\n" + TAIL, "{comedication: rifampicin}"),
    "an old name of doses": (
        HEAD + (SPRAY % "times: [0 h]").replace("treat", "comedication: []\ntreat") + TAIL,
        "other_t",
    ),
    "severe liver disease": (HEAD + "patient: {liver: child_pugh_c}\n" + TAIL, "never studied"),
    "score beyond the scale": (HEAD + "patient: {madrs: 70}\n" + TAIL, "between 0 and 60"),
    "unknown hypothesis": (HEAD + "hypothesis: H4_hnx\n" + TAIL, "Did you mean 'H4_hnk'"),
    "unknown hypothesis of two": (HEAD + "hypothesis: [H1, 7]\n" + TAIL, "hypothesis, entry 2"),
    "time backwards": (HEAD + "outputs: {until: -3 days}", "greater than 0"),
    "deep": ("[" * 3000, "nested too deeply"),
    "control characters": ("\x00", "plain text"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_remedy(fault):
    text, said = FAULTS[fault]
    with pytest.raises(RaadError) as caught:
        parse_scenario(text, "mine.yaml")
    assert "mine.yaml" in str(caught.value)
    assert said in str(caught.value)


def test_all_faults_of_the_shape_are_told_at_once():
    with pytest.raises(RaadError) as caught:
        parse_scenario("nme: x\npatient: {agge: 3}\noutputs: {}", "mine.yaml")
    assert all(word in str(caught.value) for word in ("'nme'", "'agge'", "until is missing"))


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_run(name):
    scenario = load(name)
    assert scenario.about
    assert scenario.times[-1] == scenario.until
    trajectory = run(scenario)
    assert not trajectory.failures
    assert np.all(np.isfinite(trajectory.outputs))


def test_the_main_scenario_is_four_weeks_of_84_mg_twice_weekly():
    scenario = load("nasal_induction")
    assert scenario.regimen.times == tuple(84.0 * k for k in range(8))
    assert {d.amount for d in scenario.regimen.doses} == {84.0}
    assert scenario.until == 672


@pytest.mark.parametrize("treatments", ["", "treatments:\n", "treatments: []\n"])
def test_a_course_without_drug_stays_at_rest(treatments):
    trajectory = run(parse_scenario(HEAD + treatments + TAIL))
    madrs = trajectory.values("madrs")[0]
    assert np.ptp(madrs) < 1e-3


def test_the_asked_grid_is_kept():
    scenario = parse_scenario(HEAD + "outputs: {until: 1 day, every: 10 h}")
    assert scenario.times.tolist() == [0, 10, 20, 24]
    fine = parse_scenario(HEAD + "outputs: {until: 28 days, every: 5 min}")
    assert len(fine.times) == 28 * 288 + 1
    assert fine.times[-1] == 672


def test_the_record_begins_before_the_earliest_dose():
    assert load("rapamycin_then_ketamine").times[0] == -2


def test_an_infusion_may_have_a_rate_instead_of_a_duration():
    text = HEAD + "treatments: [{drug: ketamine, route: iv, dose: 30 mg, rate: 45 mg/h, times: [0 h, 24 h]}]\n" + TAIL
    first, second = parse_scenario(text).regimen.doses
    assert first.duration_h(74) == pytest.approx(2 / 3)
    assert second.time == 24


def test_a_patient_may_have_a_liver_a_genotype_and_co_medication():
    text = "patient: {liver: child_pugh_b, cyp2b6: '*1/*6', comedication: rifampicin + ticlopidine}\n"
    person = parse_scenario(HEAD + text + TAIL, "mine.yaml").person
    assert (person.liver, person.cyp2b6, person.comedication) == (
        "child_pugh_b",
        "*1/*6",
        ("rifampicin", "ticlopidine"),
    )


def test_schema_describes_every_shipped_scenario():
    schema = json.loads(json_schema())
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {
        "name", "about", "species", "hypothesis", "patient", "treatments", "other_treatments", "schedule", "setting",
        "session", "brain", "outputs",
    }  # fmt: skip
    assert schema["$defs"]["Treatment"]["properties"]["dose"]["type"] == "string"


@pytest.mark.parametrize("name", ["no/such.yaml", "no_such_scenario", "tests"])
def test_a_missing_file_is_told_with_what_to_do(name):
    with pytest.raises(RaadError, match=r"scenarios|shipped"):
        load(name)


def test_files_with_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + TAIL).replace("\n", "\r\n").encode())
    assert load(path).until == 72


@pytest.mark.parametrize("said", ["H4", "[h4_hnk]"])
def test_a_hypothesis_is_what_is_run(said):
    scenario = parse_scenario(HEAD + f"hypothesis: {said}\n" + TAIL)
    assert scenario.hypothesis == ("H4_hydroxynorketamine",)
    assert run(scenario).manifest["hypothesis"] == ["H4_hydroxynorketamine"]
    assert parse_scenario(HEAD + TAIL).hypothesis == ()
