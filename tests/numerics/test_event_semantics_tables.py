"""Event tables and brute force: steady state is many doses, table order at one time, covariates both ways."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput, BadTable, BadUnit, SolveFailed, UnknownName

GRID = np.arange(0.1, 48, 0.5)


def close(expected):
    return pytest.approx(expected, rel=1e-6, abs=1e-7)


@pytest.fixture
def read(lab, solver, tmp_path):
    """Follow a table through the saturable model; return its single course."""

    def read(rows, model=lab.oral, **words):
        (course,) = lab.table(solver, model, tmp_path / "events.csv", rows, **words)
        return course

    return read


@pytest.mark.parametrize(
    "words",
    [{}, {"DUR": "3 h"}, {"DUR": "21 h"}, {"ALAG": "5 h"}, {"DUR": "9 h", "ALAG": "6 h", "F": 0.4}],
    ids=["bolus", "infusion", "infusion longer than II", "lag", "infusion with lag and F"],
)
@pytest.mark.parametrize("state", ["depot", "central"])
def test_steady_state_is_two_hundred_doses(lab, solver, words, state):
    """In a saturable model, where doses do not add up."""
    dose = {"CMT": state, "AMT": "12 umol", "II": "8 h", **words}
    steady = raad.Regimen((raad.dose(SS=1, ADDL=2, **dose),))
    explicit = raad.Regimen((raad.dose(TIME=f"{-8 * 200} h", ADDL=202, **dose),))
    expected = lab.course(solver, lab.saturable, explicit, GRID)
    found = lab.course(solver, lab.saturable, steady, GRID)
    for name in ("depot", "central", "tissue"):
        assert found[name] == close(expected[name])


def test_products_come_to_steady_state_with_all_their_pieces(lab, solver):
    """A nasal dose: three devices, each with a share that is swallowed."""
    dose, model, times = {"AMT": "84 mg", "II": "24 h"}, raad.treatment(), [1.0, 25.0, 40.0]
    steady = raad.Regimen((raad.dose("esketamine", "nasal", SS=1, ADDL=1, **dose),))
    many = raad.Regimen((raad.dose("esketamine", "nasal", TIME=f"{-24 * 30} h", ADDL=31, **dose),))
    found, expected = (lab.course(solver, model, one, times) for one in (steady, many))
    for name in ("venous_esketamine", "venous_norketamine", "nmda_block_mean"):
        assert found[name] == pytest.approx(expected[name], rel=1e-5)
    for name in model.states:  # mood takes months to come to it, but it does
        assert found[name][0] == pytest.approx(found[name][1], rel=1e-6, abs=1e-9)


def test_no_steady_state_is_a_failure_that_says_so(lab, solver):
    stuck = lab.oral.with_values({"CL": 0.0})
    with pytest.raises(SolveFailed, match=r"no steady state .*0 h"):
        lab.course(solver, stuck, raad.Regimen((raad.dose(CMT="central", AMT="1 umol", II="8 h", SS=1),)), [1.0])


ORDER = ["ID,TIME,AMT,CMT,EVID,WT", "1,0,100,central,1,70"]


def test_rows_at_one_time_are_taken_in_their_order(read):
    course = read(
        [*ORDER, "1,4,.,.,0,70", "1,4,50,central,1,70", "1,4,.,.,0,70", "1,4,50,central,1,70", "1,4,.,.,0,70"]
    )
    before, between, after = course.values["central"]
    assert (between - before, after - between) == close((50, 50))
    assert before == close(100 * np.exp(-1.1 / 20 * 4))


@pytest.mark.parametrize("reset", ["1,4,.,.,3,70", "1,4,0,central,4,70"])
def test_a_reset_between_two_observations_at_one_time(read, reset):
    before, after = read([*ORDER, "1,4,.,.,0,70", reset, "1,4,.,.,0,70"]).values["central"]
    assert before > 50 and after == 0


def test_additional_and_lagged_doses_enter_before_an_observation_at_their_time(read):
    rows = ["ID,TIME,AMT,CMT,EVID,II,ADDL,WT", "1,0,100,central,1,6,1,70", "1,0,7,depot,1,.,.,70"]
    given = raad.Compartments(ALAG={"depot": "3 h"})
    course = read([*rows, "1,3,.,.,0,.,.,70", "1,6,.,.,0,.,.,70"], compartments=given)
    assert course.values["depot"][0] == close(7)
    assert course.values["central"][1] > 100


def test_times_that_differ_by_rounding_are_one_time(read):
    rows = ["ID,TIME,AMT,CMT,EVID,II,ADDL,WT", "1,0.1,100,central,1,0.2,1,70"]  # 0.1 + 0.2 > 0.3
    course = read([*rows, "1,0.3,.,.,0,.,.,70", "1,0.3,900,central,4,.,.,70", "1,0.3,.,.,0,.,.,70"])
    first = 100 * np.exp(-1.1 / 20 * 0.2)
    assert course.values["central"] == close([100 + first, 900])


@pytest.mark.parametrize("carry", ["nocb", "locf"])
def test_a_weight_that_changes(read, carry):
    times, weights = [0.0, 6.0, 6.0, 10.0, 20.0], [70.0, 80.0, 85.0, 60.0, 75.0]
    rows = ["ID,TIME,AMT,CMT,EVID,WT", "1,0,100,central,1,70"]
    rows += [f"1,{t:g},.,.,{2 if t == 10 else 0},{w:g}" for t, w in zip(times[1:], weights[1:], strict=True)]
    course = read(rows, carry=carry)
    level, found = 100.0, []
    for i in range(1, len(times)):
        governs = weights[i if carry == "nocb" else i - 1]
        level *= np.exp(-1.1 / 20 * (governs / 70) ** 0.75 * (times[i] - times[i - 1]))
        found += [level] if times[i] != 10 else []
    assert course.values["central"] == close(found)
    assert course.values["conc"] == close(np.array(found) / 20)


def test_a_row_shows_outputs_with_its_own_covariates(read):
    rows = ["ID,TIME,AMT,CMT,EVID,V,WT", "1,0,100,central,1,20,70", "1,2,.,.,0,40,70", "1,2,.,.,0,10,70"]
    for carry in ("nocb", "locf"):
        course = read(rows, carry=carry)
        assert course.values["conc"] == close(course.values["central"] / [40, 10])


def test_a_steady_state_has_the_covariates_of_its_row(read):
    rows = ["ID,TIME,AMT,CMT,EVID,II,SS,WT", "1,0,.,.,0,.,.,50", "1,9,100,central,1,12,1,90", "1,9,.,.,0,.,.,40"]
    for carry in ("nocb", "locf"):
        level = read(rows, carry=carry).values["central"][1]
        assert level == close(100 / -np.expm1(-1.1 / 20 * (90 / 70) ** 0.75 * 12))


def test_what_a_dose_refers_to_may_be_a_column_or_follow_from_the_covariates(read):
    rows = ["ID,TIME,AMT,CMT,EVID,WT,BIO,LAGT", "1,0,100,1,1,70,0.5,0", "1,1,100,1,1,70,0.25,2", "1,5,.,.,0,70,.,."]
    given = raad.Compartments(["central"], F={"central": "BIO"}, ALAG={"central": "LAGT"})
    k = 1.1 / 20
    assert read(rows, compartments=given).values["central"] == close([50 * np.exp(-5 * k) + 25 * np.exp(-2 * k)])


def test_numbers_of_compartments_count_the_states(read):
    rows = ["ID,TIME,AMT,CMT,EVID,WT", "1,0,100,2,1,70", "1,0,50,1,1,70", "1,0,.,.,0,70"]
    values = read(rows).values
    assert (values["depot"][0], values["central"][0]) == close((50, 100))


def test_doses_before_the_first_observation_and_after_the_last(read):
    rows = ["ID,TIME,AMT,CMT,EVID,WT", "1,-5,100,central,1,70", "1,0,.,.,0,70", "1,9,100,central,1,70"]
    assert read(rows).values["central"] == close([100 * np.exp(-1.1 / 20 * 5)])


def test_each_subject_is_followed_alone(lab, solver, tmp_path):
    rows = ["ID,TIME,AMT,CMT,EVID,WT", "a,0,100,central,1,70", "a,1,.,.,0,70", "b,0,1,central,1,50", "c,2,.,.,0,70"]
    a, b, c = lab.table(solver, lab.oral, tmp_path / "e.csv", rows)
    assert (a.id, len(a.times), len(b.times), c.values["central"].tolist()) == ("a", 1, 0, [0.0])


def test_another_way_to_carry_is_refused(lab, tmp_path):
    with pytest.raises(BadInput, match=r"'linear'.*locf"):
        raad.simulate_table(lab.oral, tmp_path / "e.csv", carry="linear")


def test_a_table_that_asks_for_an_unknown_state(lab, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("ID,TIME,AMT,CMT\n1,0,1,centrl\n1,1,.,.\n")
    with pytest.raises(UnknownName, match=r"e.csv, line 2, column CMT: .*'centrl'. Did you mean 'central'"):
        raad.simulate_table(lab.oral, path)
    path.write_text("ID,TIME,AMT,CMT\n1,0,1,3\n1,1,.,.\n")
    with pytest.raises(BadInput, match=r"e.csv, line 2, column CMT: CMT is 3, .*2 \(central\)"):
        raad.simulate_table(lab.oral, path)


@pytest.mark.parametrize("observation", ["", "1,1,.,.,0.5\n1,2,.,.,0.5\n"])
@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        (3, BadInput, "neither a list nor a mapping"),
        (["gut", "central"], UnknownName, "no state of the model named 'gut'.*Known: central, depot.*to CMT 1"),
        (raad.Compartments(F={"dep": 0.5}), UnknownName, "no compartment for F named 'dep'.*'depot'"),
        (raad.Compartments(F={"depot": "BIOO"}), UnknownName, "filled column.*named 'BIOO'.*F of 'depot' refers"),
        (raad.Compartments(F={"depot": "CL"}), BadUnit, "F of 'depot' is 'CL': .*F needs a name without unit"),
        (raad.Compartments(ALAG={"depot": "share"}), BadUnit, "ALAG of 'depot' is 'share': .*needs a name in 'h'"),
        (raad.Compartments(D={"depot": "conc"}), BadUnit, "D of 'depot' is 'conc': .*needs a name in 'h'"),
        (raad.Compartments(R={"depot": "weight"}), BadUnit, "R of 'depot' is 'weight': .*needs a name in 'umol/h'"),
    ],
)
def test_what_is_wrong_for_the_whole_table_is_told_once(lab, tmp_path, given, kind, said, observation):
    path = tmp_path / "e.csv"
    path.write_text(f"ID,TIME,AMT,CMT,BIO\n1,0,1,central,0.5\n{observation}")
    with pytest.raises(kind, match=said):
        raad.simulate_table(lab.oral, path, compartments=given)


def test_names_that_fit_are_not_refused(lab, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("ID,TIME,AMT,CMT,bio\n1,0,1,central,0.5\n1,1,.,.,.\n")
    fits = raad.Compartments(F={"depot": "share", "central": "BIO"}, ALAG={"depot": "lag"}, R={"depot": "speed"})
    (course,) = raad.simulate_table(lab.oral, path, compartments=fits)
    assert course.failure is None


def test_a_clock_that_a_reset_would_turn_back(lab, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("ID,TIME,AMT,CMT,EVID\n1,5,1,central,1\n1,0,.,.,3\n")
    with pytest.raises(BadTable, match="another ID"):
        raad.simulate_table(lab.oral, path)
