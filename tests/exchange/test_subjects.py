"""People of a table: each with own doses, covariates and times; one who fails does not stop the others."""

import numpy as np
import pytest

import raad
from raad.exchange import subjects
from raad.exchange.subjects import Plan, follow, read_subjects
from raad.quantities.errors import RaadError

TABLE = """ID,TIME,AMT,EVID,WT,AGE,SEX
1,0,84,1,70,30,1
1,2,.,0,70,30,1
1,24,.,0,70,30,1
2,0,56,1,80,50,0
2,24,.,0,80,50,0
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_each_subject_is_what_it_would_be_alone(table):
    plan = Plan(readouts=("madrs", "venous_esketamine"))
    first, second = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
    assert first.times.tolist() == [2, 24]
    assert second.times.tolist() == [24]
    regimen = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg"))
    person = raad.Person(age=30, weight=70, sex="female")
    alone = raad.simulate(raad.treatment(), regimen, raad.Cohort.of(person), times=[2, 24])
    assert first.values["venous_esketamine"] == pytest.approx(alone.values("venous_esketamine")[0], rel=1e-6)
    assert first.values["madrs"] == pytest.approx(alone.values("madrs")[0], rel=1e-6)


def test_blocks_of_times_give_what_one_block_gives(table, monkeypatch):
    plan = Plan(readouts=("venous_esketamine", "madrs"), until=48.0, every=0.5)
    table.write_text("ID,TIME,AMT\n1,0,84\n1,30,28\n", encoding="utf-8")
    people = read_subjects(table, "esketamine", "nasal", plan)
    (whole,) = follow(people, plan)
    monkeypatch.setattr(subjects, "BLOCK", 10)
    (parts,) = follow(people, plan)
    for name, values in whole.values.items():
        assert np.allclose(parts.values[name], values, rtol=1e-5, atol=1e-6)


def test_a_subject_that_cannot_be_followed_is_a_failure_not_an_end(table):
    table.write_text("ID,TIME,AMT,MADRS\n1,0,84,0\n1,1,.,0\n2,0,84,35\n2,1,.,35\n", encoding="utf-8")
    plan = Plan(readouts=("madrs",))
    first, second = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
    assert first.failure is not None
    assert "healthy rest" in first.failure.reason
    assert second.failure is None


def test_a_subject_without_observations_needs_an_end(table):
    table.write_text("ID,TIME,AMT\n1,0,84\n", encoding="utf-8")
    with pytest.raises(RaadError, match="--until"):
        read_subjects(table, "esketamine", "nasal", Plan())


@pytest.mark.parametrize(("limit", "value"), [("MOST_SUBJECTS", 1), ("MOST_DOSES", 1)])
def test_more_than_the_referee_can_do_is_refused(table, monkeypatch, limit, value):
    monkeypatch.setattr(subjects, limit, value)
    with pytest.raises(RaadError, match="Split the table"):
        read_subjects(table, "esketamine", "nasal", Plan())


def test_a_covariate_out_of_range_names_the_subject(table):
    table.write_text("ID,TIME,AMT,WT\n7,0,84,7000\n", encoding="utf-8")
    with pytest.raises(RaadError, match="ID '7'"):
        read_subjects(table, "esketamine", "nasal", Plan(until=24.0))


def test_a_later_weight_out_of_range_names_the_subject(table):
    table.write_text("ID,TIME,AMT,WT\n7,0,84,70\n7,2,.,7000\n", encoding="utf-8")
    with pytest.raises(RaadError, match=r"ID '7': weight is 7000"):
        read_subjects(table, "esketamine", "nasal", Plan())


def test_a_weight_that_changes_changes_the_course(table):
    table.write_text("ID,TIME,AMT,WT\n1,0,84,60\n1,2,.,60\n1,8,.,110\n", encoding="utf-8")
    levels = {}
    for carry in ("nocb", "locf"):
        plan = Plan(readouts=("venous_esketamine",), carry=carry)
        (course,) = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
        levels[carry] = course.values["venous_esketamine"]
    assert levels["nocb"][0] == pytest.approx(levels["locf"][0])  # 60 kg until then
    assert levels["nocb"][1] != pytest.approx(levels["locf"][1], rel=1e-2)


def test_resets_and_rows_at_one_time_are_kept_in_order(table):
    table.write_text("ID,TIME,AMT,EVID\n1,0,84,1\n1,2,.,0\n1,2,.,3\n1,2,.,0\n", encoding="utf-8")
    plan = Plan(readouts=("venous_esketamine", "madrs"))
    (course,) = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
    assert course.times.tolist() == [2, 2]
    assert course.values["venous_esketamine"][0] > 10
    assert course.values["venous_esketamine"][1] == pytest.approx(0, abs=1e-6)
    assert course.values["madrs"][1] == pytest.approx(35, abs=1e-3)  # back at the entry, still ill
