"""Each rule has a scenario that keeps it and one that breaks it; what was not told is never guessed."""

import pytest
import yaml

from raad.evidence import load_rules
from raad.exchange.scenario import shipped
from raad.exchange.supervised import case_of
from raad.supervision.checks import checks, facts, known_jurisdictions
from raad.supervision.judge import judge

COURSE = shipped()["supervised_course"]
MDSI = {"setting": {"indication": "mdsi"}, "schedule": {"first_dose": None}}
MISSED = {"setting": {"missed_sessions": True, "depression_worse": True}}
OLD = {"patient": {"age": "70 years"}}
OLD_EU = {**OLD, "treatments": [28, 56, 84], "schedule": None}
MONTH = {"schedule": {"calendar": "induction", "weeks": 4}}
HIGH = {"patient": {"systolic": "150 mmHg"}}


def at(block, **keys):
    return {block: keys}


def given(**keys):
    return at("patient", **keys)


# rule -> where, changes of the supervised course that keep it, changes that break it
CASES = {
    "R01": ("us", {}, at("setting", supervised=False)),
    "R02": ("us", {}, at("setting", place="home")),
    "R03": ("us", {}, at("setting", rems_enrolled=False)),
    "R04": ("us", {}, at("schedule", calendar="maintenance_weekly") | at("setting", treated_before=0)),
    "R05": ("us", {}, at("schedule", first_dose="84 mg")),
    "R06": ("eu", {}, {"schedule": None, "treatments": [84] * 12}),
    "R07": ("eu", at("schedule", calendar="maintenance_every_two_weeks"), {"schedule": None, "treatments": [84] * 20}),
    "R08": ("us", {}, at("setting", benefit_evaluated=False)),
    "R09": ("eu", {}, at("setting", lowest_frequency=False)),
    "R10": ("us", MDSI, {**MDSI, "schedule": {"first_dose": "56 mg"}, "setting": {
        "indication": "mdsi", "reduced_for_tolerability": False}}),
    "R11": ("eu", OLD_EU, OLD),
    "R12": ("us", OLD, {**OLD, "schedule": {"first_dose": "28 mg"}}),
    "R13": ("eu", {**OLD_EU, "patient": {"age": "70 years", "ancestry": "japanese"}},
            given(age="70 years", ancestry="japanese")),
    "R14": ("us", at("session", device_gap="6 min"), at("session", device_gap="2 min")),
    "R15": ("us", {}, at("session", since_food="1 h")),
    "R16": ("eu", given(medicines=["nasal_steroid"]) | at("session", since_nasal_product="2 h"),
            given(medicines=["nasal_decongestant"]) | at("session", since_nasal_product="20 min")),
    "R17": ("eu", {}, at("session", pressure_checks=["40 min", "90 min"])),
    "R18": ("us", HIGH | at("setting", benefit_outweighs_risk=True),
            HIGH | at("setting", benefit_outweighs_risk=False)),
    "R19": ("trial", given(age="66 years", systolic="148 mmHg"), HIGH),
    "R20": ("us", {}, at("session", pressure_checks=["0 min", "60 min"])),
    "R21": ("us", {}, at("session", observation="90 min")),
    "R22": ("eu", {}, at("session", dissociation_resolved=False)),
    "R23": ("eu", {}, at("session", discharge_decided_by="clock")),
    "R24": ("us", {}, at("session", watched=["sedation"])),
    "R25": ("eu", {}, at("session", transport_arranged=False)),
    "R26": ("us", {}, given(aneurysm=True)),
    "R27": ("us", {}, given(arteriovenous_malformation=True)),
    "R28": ("eu", {}, given(intracerebral_haemorrhage="yes")),
    "R29": ("eu", {}, given(hypersensitivity=True)),
    "R30": ("eu", given(weeks_since_heart_event="8 weeks"), given(weeks_since_heart_event="20 days")),
    "R31": ("eu", given(unstable_heart_or_lungs=True),
            given(uncontrolled_hypertension=True) | at("setting", resuscitation=False)),
    "R32": ("us", given(medicines=["benzodiazepine"]),
            given(medicines=["alcohol"]) | at("session", watched=["pressure"])),
    "R33": ("us", given(medicines=["modafinil"]), given(medicines=["amphetamine"]) | at("session", watched=[])),
    "R34": ("eu", given(medicines="maoi"), given(medicines="maoi") | at("session", watched="sedation")),
    "R35": ("eu", given(medicines="xanthine"), given(medicines="vasopressin") | at("session", watched="none")),
    "R36": ("us", given(psychosis=True) | at("setting", benefit_outweighs_risk=True),
            given(psychosis=True) | at("setting", benefit_outweighs_risk=False)),
    "R37": ("us", {}, given(liver="child_pugh_c")),
    "R38": ("us", given(liver="child_pugh_b") | at("session", observation="4 h"), given(liver="child_pugh_b")),
    "R39": ("eu", {}, given(pregnant=True)),
    "R40": ("us", {}, given(age="17 years")),
    "R41": ("us", given(urinary_symptoms=True) | at("setting", urinary_followed=True),
            given(urinary_symptoms=True) | at("setting", urinary_followed=False)),
    "R42": ("eu", given(substance_misuse=True) | at("setting", misuse_assessed=True, misuse_watched=True),
            given(substance_misuse=True) | at("setting", misuse_assessed=True, misuse_watched=False)),
    "R43": ("us", {"setting": MISSED["setting"] | {"previous_frequency_considered": True}},
            {"setting": MISSED["setting"] | {"previous_frequency_considered": False}}),
    "R44": ("us", at("session", pressure_remains_high=True) | at("setting", pressure_expert_asked=True),
            at("session", hypertensive_crisis=True) | at("setting", emergency_called=False)),
    "R45": ("eu", {}, at("setting", prescriber="physician")),
    "R46": ("eu", {}, given(medicines=["other_antidepressant"])),
}  # fmt: skip


def text(changes):
    said = yaml.safe_load(COURSE)
    for block, keys in changes.items():
        if block == "treatments":
            spray = {"drug": "esketamine", "route": "nasal"}
            said[block] = [spray | {"dose": f"{mg} mg", "times": [f"{84 * k} h"]} for k, mg in enumerate(keys)]
        elif keys is None:
            del said[block]
        else:
            said[block] |= keys
    return yaml.safe_dump(said)


def result(rule, where, changes):
    return next(v for v in judge(case_of(text(changes)), where) if v.rule.rule_id == rule)


def test_every_rule_has_a_case_and_a_check():
    assert set(CASES) == {rule.rule_id for rule in load_rules()} == set(checks())


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_is_kept_by_one_scenario_and_broken_by_another(rule):
    where, keeps, breaks = CASES[rule]
    kept, broken = result(rule, where, keeps), result(rule, where, breaks)
    assert (kept.result, broken.result) == ("passed", "broken"), (kept.why, broken.why)
    assert kept.applies
    assert broken.why
    assert broken.rule.source


@pytest.mark.parametrize("where", [None, *known_jurisdictions()])
def test_the_shipped_course_breaks_nothing(where):
    found = judge(case_of(COURSE), where)
    assert {v.rule.rule_id for v in found if v.result == "broken"} == set()
    assert {v.rule.rule_id for v in found if v.result == "cannot be judged"} == set()


def test_what_was_not_told_is_named_and_not_guessed():
    bare = "treatments: [{drug: esketamine, route: nasal, dose: 56 mg, times: [0 h]}]\noutputs: {until: 1 day}"
    found = {v.rule.rule_id: v for v in judge(case_of(bare), "us")}
    assert found["R26"].result == "cannot be judged"
    assert found["R26"].missing == ("patient: aneurysm",)
    assert found["R05"].applies is None
    assert found["R22"].result == "cannot be judged"
    assert any("readout moaas" in one for one in found["R22"].missing)
    assert found["R40"].result == "passed"


def test_every_fact_is_asked_by_a_rule_and_given_by_a_case():
    asked = {name for held in checks().values() for c in held for name in (*c.when.names, *c.must.names)}
    case = case_of(COURSE)
    assert asked == set(facts()) == set(case.sittings()[0].facts)


def test_no_dose_of_ketamine_asks_for_nothing():
    found = judge(case_of("outputs: {until: 1 day}"))
    assert {v.result for v in found} == {"does not apply"}


def test_an_infusion_is_judged_by_the_rules_of_the_patient_and_not_of_the_spray():
    infused = "treatments: [{drug: ketamine, route: iv, dose: 0.5 mg/kg, duration: 40 min, times: [0 h]}]\n"
    found = {v.rule.rule_id: v for v in judge(case_of(infused + "patient: {aneurysm: yes}\noutputs: {until: 1 day}"))}
    assert found["R26"].result == "broken"
    assert found["R05"].result == "does not apply"


def test_doses_of_other_drugs_count_as_medicines():
    said = yaml.safe_load(text(at("session", watched=["pressure"])))
    said["other_treatments"] = [{"drug": "midazolam", "route": "iv", "dose": "2 mg", "times": ["0 h"]}]
    assert {v.rule.rule_id for v in judge(case_of(yaml.safe_dump(said)), "eu") if v.result == "broken"} == {"R32"}
