"""Sessions: what was told, pressure before each, doses held, and discharge as far as readouts can say."""

import pytest

from raad.exchange.scenario import parse_scenario
from raad.exchange.supervised import case_of, simulated_session
from raad.quantities.errors import RaadError
from raad.quantities.glossary import readout_names
from raad.supervision.discharge import READOUTS, RISES, Course
from raad.supervision.expressions import Condition
from raad.supervision.judge import judge
from raad.supervision.session import Session

HEAD = "schedule: {calendar: induction, dose: 84 mg, weeks: 1}\noutputs: {until: 7 days}\n"
MINUTES = [0, 40, 60, 90, 120, 180]
SESSION = {"moaas": [5, 3, 4, 5, 5, 5], "cadss": [0, 20, 9, 3, 1, 0], "sbp": [125, 145, 138, 130, 126, 125],
           "dbp": [80, 92, 88, 82, 80, 80]}  # fmt: skip
FAULTS = {
    "a pressure in words": ("session: {pressures: [high]}", "write systolic and diastolic, such as '130/80'"),
    "a pressure the wrong way round": ("session: {pressures: [80/130]}", "Swap them"),
    "pressures for three of two": ("session: {pressures: [130/80, 130/80, 130/80]}", "pressures are 3 and sessions 2"),
    "an unknown place": ("setting: {place: clinc}", "Did you mean 'clinic'"),
    "an unknown key": ("session: {observaton: 2 h}", "Did you mean 'observation'"),
    "an answer that is none": ("setting: {supervised: often}", "write yes, no or unknown"),
    "observation with no unit": ("session: {observation: '120'}", "without a unit"),
    "observation of minus two hours": ("session: {observation: -2 h}", "between 0 and"),
    "a calendar of nobody": ("schedule: {calendar: inducton, dose: 84 mg, weeks: 4}", "Did you mean 'induction'"),
    "a calendar that is over": ("schedule: {calendar: induction, dose: 84 mg, weeks: 9}", "Give 1 to 4"),
    "half weeks": (
        "schedule: {calendar: induction, dose: 84 mg, weeks: 1.5}",
        "weeks is 1.5, but it must be a whole number",
    ),
    "age of a tree": ("patient: {age: 300 years}", "between 18 and 100"),
    "negative weight": ("patient: {weight: -70 kg}", "between 30 and 250"),
    "pressure of a patient in words": ("patient: {systolic: high}", "systolic is 'high'"),
    "a pregnant man": ("patient: {sex: male, pregnant: yes}", "Correct one"),
}


def said(block, head=HEAD):
    kept = [line for line in head.splitlines() if line.split(":")[0] != block.split(":")[0]]
    return "\n".join([block, *kept])


@pytest.mark.parametrize("read", [parse_scenario, case_of])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_remedy(fault, read):
    block, words = FAULTS[fault]
    with pytest.raises(RaadError) as caught:
        read(said(block), "mine.yaml")
    assert "mine.yaml" in str(caught.value)
    assert words in str(caught.value)


def test_doses_are_held_when_pressure_is_high():
    scenario = parse_scenario(said("session: {hold_doses: yes, pressures: [150/85, 130/85]}"))
    assert scenario.held == (0.0,)
    assert scenario.regimen.times == (84.0,)
    assert scenario.session.pressures == ((130.0, 85.0),)
    assert parse_scenario(said("session: {pressures: [150/85, 130/85]}")).regimen.times == (0.0, 84.0)


def test_people_over_65_are_held_above_150():
    old = "patient: {age: 70 years}\nsession: {hold_doses: yes, pressures: [148/85, 152/85]}"
    assert parse_scenario(old + "\n" + HEAD).held == (84.0,)


def test_a_repeated_dose_loses_only_the_repeat_that_is_held():
    doses = "treatments: [{drug: esketamine, route: nasal, dose: 84 mg, start: 0 h, every: 84 h, count: 3}]\n"
    session = "session: {hold_doses: yes, pressures: [130/80, 130/95, 130/80]}\noutputs: {until: 7 days}"
    assert parse_scenario(doses + session).regimen.times == (0.0, 168.0)


def results(course, block):
    return {v.rule.rule_id: v for v in judge(case_of(said(block), course=course), "us")}


def test_a_simulated_session_answers_what_was_not_told():
    told = "session: {observation: 2 h, pressure_checks: [-5 min, 40 min, 90 min], stable_at_discharge: yes}"
    found = results(Course(MINUTES, SESSION), told)
    assert (found["R20"].result, found["R22"].result) == ("passed", "passed")
    early = results(Course(MINUTES, SESSION), told.replace("2 h", "50 min"))
    assert early["R22"].result == "broken"
    blind = results(Course(), told)
    assert {blind["R20"].result, blind["R22"].result} == {"cannot be judged"}
    assert any("simulated pressure" in where for where in blind["R20"].missing)


def test_readiness_is_the_time_from_which_everything_is_over():
    whole = Course(MINUTES, SESSION)
    assert whole.ready_at() == 90
    assert Course(MINUTES, SESSION | {"sbp": [125, 200, 200, 200, 200, 200]}).ready_at() is None
    for name in READOUTS:
        part = Course(MINUTES, {n: v for n, v in SESSION.items() if n != name})
        assert part.missing == (name,)
        assert part.ready_at() is None
    assert whole.at(500) == {}
    assert whole.settled((40.0,)) is False
    assert whole.settled((40.0, 500.0)) is None


def test_rises_become_pressures_where_pressure_before_was_told():
    rises = {"sbp_rise": [0, 20, 5], "dbp_rise": [0, 12, 4]}
    told, untold = Course([0, 40, 90], rises, (125.0, 80.0)), Course([0, 40, 90], rises)
    assert told.at(40) == {"pressure_remains_high": True}
    assert told.at(90) == {"pressure_remains_high": False}
    assert untold.at(40) == {}
    assert told.settled((40.0, 90.0)) is untold.settled((40.0, 90.0)) is True
    assert told.settled((0.0, 40.0)) is False


@pytest.mark.parametrize("bad", [([0, 0], {}), ([0, 1], {"moaas": [5]})])
def test_a_session_is_in_order(bad):
    with pytest.raises(RaadError):
        Course(*bad)


def test_words_none_and_lists_are_read():
    assert Session(watched="none").watched == ()
    assert Session(pressure_checks="40 min").pressure_checks == (40.0,)
    assert Session(pressures=(130, 80)).pressures == ((130.0, 80.0),)


def test_a_missing_fact_matters_only_when_it_decides():
    either, both = Condition("a or b"), Condition("a and b")
    assert either.judge({"a": True, "b": None}).value is True
    assert both.judge({"a": False, "b": None}).value is False
    assert either.judge({"a": False, "b": None}).missing == {"b"}
    assert Condition("x <= (150 if old else 140)").judge({"x": 145, "old": None}).missing == {"old"}
    for text in ("f(a)", "a +", "a.b", "a[0]", "lambda: 1"):
        with pytest.raises(RaadError):
            Condition(text)


def test_a_session_is_simulated_as_far_as_the_model_has_readouts():
    scenario = parse_scenario(said("schedule: {calendar: induction, dose: 84 mg, first_dose: 56 mg, weeks: 1}"))
    course = simulated_session(scenario)
    known = {name for name in (*READOUTS, *RISES) if name in readout_names()}
    assert set(course.values) >= known
    assert (len(course.times) > 0) == bool(known)
    if not course.missing:
        assert course.at(40) != course.at(120)
    assert simulated_session(parse_scenario("outputs: {until: 1 day}")).missing == READOUTS


def test_an_animal_has_no_rules():
    with pytest.raises(RaadError, match="Rules of labels are for people"):
        case_of("species: rat\noutputs: {until: 1 day}")
