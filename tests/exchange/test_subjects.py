"""People of a table: each with own doses, covariates and times; one who fails does not stop the others."""

import numpy as np
import pytest

import raad
from raad.exchange import courses, subjects
from raad.exchange.subjects import Plan, follow, read_subjects
from raad.quantities.errors import BadInput, RaadError, UnknownName
from raad.solve import table_people

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


@pytest.fixture(params=["engine", "cvode"])
def solver(request):
    """Who follows the people of a table."""
    return raad.Solver(request.param)


def test_each_subject_is_what_it_would_be_alone(table, solver):
    plan = Plan(readouts=("madrs", "venous_esketamine"), solver=solver)
    first, second = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
    assert first.times.tolist() == [2, 24]
    assert second.times.tolist() == [24]
    regimen = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg"))
    person = raad.Person(age=30, weight=70, sex="female")
    alone = raad.simulate(raad.treatment(), regimen, raad.Cohort.of(person), times=[2, 24], solver=solver)
    assert first.values["venous_esketamine"] == pytest.approx(alone.values("venous_esketamine")[0], rel=1e-6)
    assert first.values["madrs"] == pytest.approx(alone.values("madrs")[0], rel=1e-6)


def test_blocks_of_times_give_what_one_block_gives(table, solver, monkeypatch):
    plan = Plan(readouts=("venous_esketamine", "madrs"), until=48.0, every=0.5, solver=solver)
    table.write_text("ID,TIME,AMT\n1,0,84\n1,30,28\n", encoding="utf-8")
    people = read_subjects(table, "esketamine", "nasal", plan)
    (whole,) = follow(people, plan)
    monkeypatch.setattr(courses, "BLOCK", 10)
    (parts,) = follow(people, plan)
    for name, values in whole.values.items():
        assert np.allclose(parts.values[name], values, rtol=1e-5, atol=1e-6)


def test_a_subject_that_cannot_be_followed_is_a_failure_not_an_end(table, solver):
    table.write_text("ID,TIME,AMT,MADRS\n1,0,84,0\n1,1,.,0\n2,0,84,35\n2,1,.,35\n", encoding="utf-8")
    plan = Plan(readouts=("madrs",), solver=solver)
    first, second = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
    assert first.failure is not None
    assert "healthy rest" in first.failure.reason
    assert second.failure is None


def test_a_subject_without_observations_needs_an_end(table):
    table.write_text("ID,TIME,AMT\n1,0,84\n", encoding="utf-8")
    with pytest.raises(RaadError, match="--until"):
        read_subjects(table, "esketamine", "nasal", Plan())


def test_more_doses_than_a_timetable_can_hold_are_refused(table, monkeypatch):
    monkeypatch.setattr(subjects, "MOST_DOSES", 1)
    table.write_text("ID,TIME,AMT,ADDL,II\n7,0,84,1,24\n7,2,.,.,.\n", encoding="utf-8")
    with pytest.raises(RaadError, match=r"ID '7' has 2 doses.*at most 1"):
        read_subjects(table, "esketamine", "nasal", Plan())


def test_a_covariate_out_of_range_names_the_subject(table):
    table.write_text("ID,TIME,AMT,WT\n7,0,84,7000\n", encoding="utf-8")
    with pytest.raises(RaadError, match="ID '7'"):
        read_subjects(table, "esketamine", "nasal", Plan(until=24.0))


def test_a_later_weight_out_of_range_names_the_subject(table):
    table.write_text("ID,TIME,AMT,WT\n7,0,84,70\n7,2,.,7000\n", encoding="utf-8")
    with pytest.raises(RaadError, match=r"ID '7': weight is 7000"):
        read_subjects(table, "esketamine", "nasal", Plan())


def test_a_weight_that_changes_changes_the_course(table, solver):
    table.write_text("ID,TIME,AMT,WT\n1,0,84,60\n1,2,.,60\n1,8,.,110\n", encoding="utf-8")
    levels = {}
    for carry in ("nocb", "locf"):
        plan = Plan(readouts=("venous_esketamine",), carry=carry, solver=solver)
        (course,) = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
        levels[carry] = course.values["venous_esketamine"]
    assert levels["nocb"][0] == pytest.approx(levels["locf"][0])  # 60 kg until then
    assert levels["nocb"][1] != pytest.approx(levels["locf"][1], rel=1e-2)


def test_resets_and_rows_at_one_time_are_kept_in_order(table, solver):
    table.write_text("ID,TIME,AMT,EVID\n1,0,84,1\n1,2,.,0\n1,2,.,3\n1,2,.,0\n", encoding="utf-8")
    plan = Plan(readouts=("venous_esketamine", "madrs"), solver=solver)
    (course,) = follow(read_subjects(table, "esketamine", "nasal", plan), plan)
    assert course.times.tolist() == [2, 2]
    assert course.values["venous_esketamine"][0] > 10
    assert course.values["venous_esketamine"][1] == pytest.approx(0, abs=1e-6)
    assert course.values["madrs"][1] == pytest.approx(35, abs=1e-3)  # back at the entry, still ill


def test_one_who_fails_in_the_middle_says_when_and_where(tmp_path):
    path = tmp_path / "events.csv"
    state = "esketamine_central"
    path.write_text(f"ID,TIME,AMT,CMT,LATE\n1,0,9,{state},0\n1,2,.,.,0\n2,1,9,{state},-1\n2,2,.,.,-1\n3,5,.,.,0\n")
    few = raad.Solver(budget=30)
    given = raad.Compartments(ALAG={state: "LATE"})
    asked = {"compartments": given, "solver": few, "readouts": ["madrs"]}
    cut, early, still = raad.simulate_table(raad.treatment(), path, **asked)
    assert "30 steps were spent" in cut.failure.reason and 0 <= cut.failure.time < 2 and cut.failure.state
    assert "ALAG (LATE)" in early.failure.reason and early.failure.person == 1 and early.values == {}
    assert still.failure is None and still.values["madrs"] == pytest.approx([35])


@pytest.mark.parametrize("path", [None, 5, b"x.csv"])
def test_what_is_no_table_is_told(path):
    with pytest.raises(BadInput, match="no path of a file"):
        raad.simulate_table(raad.treatment(), path)
    with pytest.raises(BadInput, match="no path of a file"):
        read_subjects(path, None, None, Plan())


def test_a_state_that_nobody_has_is_told_before_anybody_is_followed(table):
    table.write_text("ID,TIME,AMT,CMT\n1,0,9,esketamine_central\n2,1,9,esketamine_centrl\n2,2,.,.\n", encoding="utf-8")
    with pytest.raises(UnknownName, match=r"line 3, column CMT: .*'esketamine_centrl'. Did you mean 'esketamine_cent"):
        read_subjects(table, None, None, Plan(until=24.0))


def test_subjects_without_records_keep_their_place(tmp_path):
    path, seen = tmp_path / "events.csv", []
    path.write_text("ID,TIME,AMT,CMT\na,0,9,esketamine_central\nb,2,.,.\nc,0,9,esketamine_central\nd,2000000,.,.\n")
    found = raad.simulate_table(raad.treatment(), path, readouts=["madrs"], progress=lambda *both: seen.append(both))
    assert [(c.id, len(c.values.get("madrs", "none"))) for c in found] == [("a", 0), ("b", 1), ("c", 0), ("d", 4)]
    assert "century" in found[3].failure.reason
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


READOUTS = ("venous_esketamine", "venous_norketamine", "nmda_block_mean", "bdnf_prefrontal_rel", "madrs")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A table of 300 people: own doses, repeats and steady states, resets, weights that change, one who fails."""
    draws, rows = np.random.default_rng(7), ["ID,TIME,AMT,EVID,RATE,ADDL,II,SS,DRUG,ROUTE,WT,AGE,SEX,MADRS"]
    for i in range(300):
        who, weight = f"{draws.integers(25, 65)},{draws.integers(0, 2)},{draws.integers(28, 40)}", draws.uniform(55, 95)
        if i == 77:
            who = "40,1,0"  # below the score of the healthy
        events = []
        for _ in range(draws.integers(1, 4)):
            at = round(draws.uniform(-10, 60), 1)
            if draws.random() < 0.6:
                give = f"{draws.choice([28, 56, 84])},1,.,{draws.integers(0, 3)},24,.,esketamine,nasal"
            else:
                give = f"{draws.uniform(10, 40):.1f},1,{draws.choice([20, 40])},.,.,.,ketamine,iv"
            events.append((at, give))
        if i % 5 == 0:
            events.append((round(draws.uniform(5, 50), 1), ".,3,.,.,.,.,.,."))
        if i % 50 == 1:
            events.append((12.0, "28,1,.,1,24,1,esketamine,nasal"))
        events += [(t, ".,0,.,.,.,.,.,.") for t in [*draws.choice(np.arange(0, 73, 0.5), 6), events[0][0]]]
        for at, give in sorted(events, key=lambda e: e[0]):
            weight += draws.normal() if i % 3 == 0 else 0.0
            age, sex, madrs = who.split(",")
            rows.append(f"{i},{at:g},{give},{weight:.2f},{age},{sex},{madrs}")
    path = tmp_path_factory.mktemp("crowd") / "events.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def everybody(path, **words):
    plan = Plan(readouts=READOUTS, solver=raad.Solver(**words))
    return list(follow(read_subjects(path, None, None, plan), plan))


def test_the_engine_agrees_with_the_referee(crowd):
    found, expected = everybody(crowd, rtol=1e-6), everybody(crowd, name="cvode")
    assert [c.id for c in found if c.failure] == [c.id for c in expected if c.failure] == ["77"]
    peaks = {n: max(np.max(np.abs(c.values[n])) for c in expected if not c.failure) for n in READOUTS}
    for one, other in zip(found, expected, strict=True):
        assert one.times.tolist() == other.times.tolist()
        for name, values in other.values.items():
            near = 1e-5 * (np.abs(values) + 1e-3 * peaks[name])
            assert np.all(np.abs(one.values[name] - values) <= near), (one.id, name)


@pytest.mark.parametrize("words", [{"threads": 2}, {"chunk": 7}, {"chunk": 1, "threads": 2}, {"chunk": 1000}], ids=str)
def test_neither_threads_nor_chunks_change_a_bit(crowd, words, monkeypatch):
    whole = everybody(crowd, threads=1, rtol=1e-4)
    monkeypatch.setattr(table_people, "MOST_DOSES", 50)
    for one, other in zip(whole, everybody(crowd, rtol=1e-4, **words), strict=True):
        assert (one.id, one.run_sha256, one.failure) == (other.id, other.run_sha256, other.failure)
        assert all(np.array_equal(values, other.values[name]) for name, values in one.values.items())


def test_a_table_finds_its_model_by_its_drugs_and_routes(tmp_path):
    """A tablet of escitalopram and ketamine into a muscle: neither is part of the plain model."""
    path = tmp_path / "events.csv"
    rows = ("ID,TIME,AMT,EVID,DRUG,ROUTE", "1,0,10,1,escitalopram,oral", "1,24,30,1,ketamine,im", "1,25,.,0,.,.")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    plan = Plan(readouts=("occupancy_sert", "venous_ketamine"))
    people = read_subjects(path, None, None, plan)
    (course,), (again,) = follow(people, plan), follow(list(people), plan)
    assert not course.failure
    assert course.run_sha256 == again.run_sha256
    assert 0.1 < course.values["occupancy_sert"][0] < 1 and course.values["venous_ketamine"][0] > 10
