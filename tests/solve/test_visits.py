"""Visits: a rule that sees everybody and changes what follows does what the same plan does when given at once."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.people import Person
from raad.quantities.errors import BadInput, NotSupported, UnknownName

MODEL = raad.treatment()
RTOL = 1e-6  # of a run with fewer than 100 people
NOTHING = raad.Regimen()


def test_doses_given_at_visits_are_doses_of_a_regimen(nasal, simulate, assert_alike, visits):
    given = simulate(visits=visits(lambda v: v.give(range(4), nasal()), 0, 24, 48))
    at_once = simulate(raad.Regimen().then(nasal(II="24 h", ADDL=2)))
    assert_alike(given, at_once)


def test_a_rule_that_does_nothing_changes_no_more_than_steps_do(nasal, infusion, simulate, assert_alike, visits):
    regimen = raad.Regimen((nasal(), infusion(TIME="24 h")))
    assert_alike(simulate(regimen, visits(lambda v: None, 0.3, 24.2, 50)), simulate(regimen))


def test_the_time_of_a_dose_counts_from_the_visit(infusion, simulate, assert_alike, visits):
    given = simulate(visits=visits(lambda v: v.give([0, 1, 2, 3], infusion(TIME="1 h")), 1, 24))
    assert_alike(given, simulate(raad.Regimen((infusion(TIME="2 h"), infusion(TIME="25 h")))))


def test_repeats_and_an_infusion_run_on_over_the_next_visit(nasal, infusion, simulate, assert_alike, visits):
    def rule(visit):
        if visit.time == 1:
            visit.give(np.ones(4, bool), infusion(DUR="6 h", II="24 h", ADDL=1))
        if visit.time == 2:  # the infusion runs now
            visit.give(np.ones(4, bool), nasal(II="24 h", ADDL=1))

    at_once = raad.Regimen((infusion(DUR="6 h", II="24 h", ADDL=1, TIME="1 h"), nasal(II="24 h", ADDL=1, TIME="2 h")))
    assert_alike(simulate(visits=visits(rule, 1, 2, 6)), simulate(at_once))


def test_a_visit_sees_the_state_before_what_it_gives(nasal, simulate, visits, hours):
    seen = []

    def rule(visit):
        seen.append((visit.time, visit["madrs"], visit["esketamine_central"], len(visit)))
        visit.give([0], nasal())

    found = simulate(visits=visits(rule, 0, 24))
    for time, madrs, central, people in seen:
        k = list(hours).index(time)
        assert people == 4
        assert madrs == pytest.approx(found.values("madrs")[:, k], rel=1e-12)
        assert central == pytest.approx(found.values("esketamine_central")[:, k], rel=1e-12)


@pytest.mark.parametrize("who", [[1, 3], np.array([False, True, False, True]), (3, 1), np.array([1, 3], np.int32)])
def test_who_is_a_mask_or_places(who, nasal, simulate, assert_alike, visits):
    found = simulate(visits=visits(lambda v: v.give(who, nasal()), 0))
    everybody, nobody = simulate(raad.Regimen((nasal(),))), simulate()
    assert_alike(found, everybody, [1, 3])
    assert_alike(found, nobody, [0, 2])


def test_one_place_and_nobody(nasal, simulate, assert_alike, visits):
    assert_alike(simulate(visits=visits(lambda v: v.give(2, nasal()), 0)), simulate(raad.Regimen((nasal(),))), [2])
    for nobody in ([], np.zeros(4, bool), np.array([], int)):
        assert_alike(simulate(visits=visits(lambda v, who=nobody: v.give(who, nasal()), 0)), simulate())


def test_a_rule_may_titrate(nasal, simulate, assert_alike, visits, hours):
    """Whoever is still ill on day one gets a second dose."""

    def rule(visit):
        visit.give(visit["madrs"] > 30, nasal())

    found = simulate(visits=visits(rule, 24))
    ill = simulate().values("madrs")[:, list(hours).index(24)] > 30
    assert 0 < ill.sum() < 4
    late = simulate(raad.Regimen((nasal(TIME="24 h"),)))
    assert_alike(found, late, ill)
    assert_alike(found, simulate(), ~ill)


def test_what_is_set_counts_from_then_on(nasal, simulate, assert_alike, visits, hours):
    def rule(visit):
        visit.set("CLint_liver", [0, 1, 2, 3], 2 * MODEL.values["CLint_liver"])

    before, after = (
        simulate(raad.Regimen((nasal(),)), parameters={"CLint_liver": k * MODEL.values["CLint_liver"]}) for k in (1, 2)
    )
    found = simulate(raad.Regimen((nasal(),)), visits(rule, 2))
    early = hours <= 2
    assert_alike_columns(found, before, early)
    central = found.values("esketamine_central")[:, 5]
    assert (central < before.values("esketamine_central")[:, 5]).all()
    assert (central > 0).all()
    from_the_start = simulate(raad.Regimen((nasal(),)), visits(rule, 0))
    # Rest depends on no clearance, so from the first record on it is a model with the other value.
    assert_alike(from_the_start, after)


def assert_alike_columns(one, other, columns):
    assert one.record[:, columns] == pytest.approx(other.record[:, columns], rel=20 * RTOL, abs=1e-8)


def test_inputs_set_at_visits_are_inputs_that_change(nasal, simulate, assert_alike, visits):
    def rule(visit):
        visit.set("ampa_antagonist", np.ones(4, bool), 0.9 if visit.time == 1 else 0.0)

    regimen = raad.Regimen((nasal(),))
    changed = simulate(regimen, inputs={"ampa_antagonist": [(1, 0.9), (6, 0.0)]})
    assert_alike(simulate(regimen, visits(rule, 1, 6)), changed)


def test_recorded_outputs_use_the_value_of_their_time(nasal, simulate, visits):
    """Outputs that hold the parameter itself jump at the visit, in the records after it only."""
    ratio, at = 2.0, 3

    def rule(visit):
        visit.set("V_central", [1, 2], ratio * MODEL.values["V_central"])

    # One minute after the visit the amounts have hardly moved, so a concentration tells its volume.
    times = np.array([0.0, 0.5, 1.0, 2.0, 2.0 + 1e-6])
    found, plain = (simulate(raad.Regimen((nasal(),)), v, times=times) for v in (visits(rule, 2), None))
    direct = [n for n in MODEL.outputs if jumps(n, "V_central")]
    assert direct, "some output reads the volume"
    for name in direct:
        a, b = found.values(name), plain.values(name)
        assert a[:, : at + 1] == pytest.approx(b[:, : at + 1], rel=20 * RTOL, abs=1e-9), name
        assert a[[0, 3]] == pytest.approx(b[[0, 3]], rel=20 * RTOL, abs=1e-9), name
    name = "arterial_conc_esketamine"
    assert name in direct
    assert found.values(name)[1:3, -1] * ratio == pytest.approx(plain.values(name)[1:3, -1], rel=1e-4)


def jumps(output, parameter):
    from raad.engine.system import System

    return parameter in {s.name for s in System.of(MODEL).outputs[output].free_symbols}


def test_each_may_be_set_to_an_own_value(nasal, simulate, assert_alike, visits):
    values = np.array([200.0, 300.0, 400.0, 500.0])
    found = simulate(raad.Regimen((nasal(),)), visits(lambda v: v.set("CLint_liver", range(4), values), 0))
    assert_alike(found, simulate(raad.Regimen((nasal(),)), parameters={"CLint_liver": values}))
    some = simulate(raad.Regimen((nasal(),)), visits(lambda v: v.set("CLint_liver", [3, 1], [500.0, 300.0]), 0))
    assert_alike(some, found, [1, 3])


def test_who_stops_gets_nothing_that_has_not_begun(nasal, infusion, simulate, assert_alike, visits):
    regimen = raad.Regimen((nasal(), nasal(TIME="30 h"), infusion(TIME="48 h")))
    found = simulate(regimen, visits(lambda v: v.stop([0, 2]), 24))
    assert_alike(found, simulate(raad.Regimen((nasal(),))), [0, 2])
    assert_alike(found, simulate(regimen), [1, 3])


def test_a_running_infusion_ends_as_planned_when_all_is_stopped(nasal, infusion, simulate, assert_alike, visits):
    regimen = raad.Regimen((infusion(DUR="6 h", TIME="1 h", II="24 h", ADDL=1), nasal(TIME="5 h")))
    found = simulate(regimen, visits(lambda v: v.stop(range(4)), 2))
    assert_alike(found, simulate(raad.Regimen((infusion(DUR="6 h", TIME="1 h"),))))


def test_an_infusion_to_come_does_not_end_the_one_that_runs(infusion, simulate, assert_alike, visits):
    """A slow infusion runs; a short one into the same compartment, which would have ended first, is cancelled."""
    regimen = raad.Regimen((infusion(DUR="6 h", TIME="1 h"), infusion(AMT="0.2 mg/kg", DUR="1 h", TIME="3 h")))
    found = simulate(regimen, visits(lambda v: v.stop(range(4)), 2))
    assert_alike(found, simulate(raad.Regimen((infusion(DUR="6 h", TIME="1 h"),))))


def test_two_infusions_that_run_both_end(infusion, simulate, assert_alike, visits):
    regimen = raad.Regimen((infusion(DUR="6 h", TIME="0 h"), infusion(AMT="0.2 mg/kg", DUR="3 h", TIME="1 h")))
    assert_alike(simulate(regimen, visits(lambda v: v.stop(range(4)), 2)), simulate(regimen))


def test_a_reset_of_the_regimen_ends_what_a_visit_has_given(infusion, simulate, assert_alike, visits):
    """At 6 h a steady state replaces everything; the STOP of what ran before must not end the infusion of 24 h."""
    steady, late = infusion(TIME="6 h", SS=1, II="24 h", DUR="1 h"), infusion(TIME="24 h", DUR="6 h")
    found = simulate(raad.Regimen((steady, late)), visits(lambda v: v.give(range(4), infusion(DUR="24 h")), 1))
    assert_alike(found, simulate(raad.Regimen((infusion(TIME="1 h", DUR="24 h"), steady, late))))


def test_stopping_what_was_given_before_and_giving_anew(nasal, infusion, simulate, assert_alike, visits):
    def rule(visit):
        if visit.time == 0:
            visit.give(range(4), nasal(II="24 h", ADDL=2))
        else:
            visit.stop(range(4))
            visit.give(range(4), infusion())

    assert_alike(simulate(visits=visits(rule, 0, 24.25)), simulate(raad.Regimen((
        nasal(II="24 h", ADDL=1), infusion(TIME="24.25 h"),
    ))))  # fmt: skip


def test_a_change_that_was_planned_stands_when_doses_stop(nasal, simulate, assert_alike, visits):
    inputs = {"ampa_antagonist": [(6, 0.9)]}
    found = simulate(raad.Regimen((nasal(), nasal(TIME="24 h"))), visits(lambda v: v.stop(range(4)), 2), inputs=inputs)
    assert_alike(found, simulate(raad.Regimen((nasal(),)), inputs=inputs))


def test_a_visit_at_the_end_sees_and_may_act(nasal, simulate, assert_alike, visits):
    seen = []

    def rule(visit):
        seen.append(visit["madrs"])
        visit.give(range(4), nasal())

    found = simulate(visits=visits(rule, 72))
    assert_alike(found, simulate())
    assert np.isfinite(seen[0]).all()


def test_reductions_count_over_all_visits(nasal, simulate, visits):
    wanted = [raad.Reduction.maximum("esketamine_central"), raad.Reduction.auc("madrs", since=1.0, until=30.0)]
    given = simulate(visits=visits(lambda v: v.give(range(4), nasal()), 0, 24), reductions=wanted)
    at_once = simulate(raad.Regimen((nasal(II="24 h", ADDL=1),)), reductions=wanted)
    for label, values in at_once.reduced.items():
        assert given.reduced[label] == pytest.approx(values, rel=20 * RTOL), label


def test_a_million_records_are_not_needed_to_visit(nasal, cohort, visits):
    found = raad.simulate(
        MODEL, NOTHING, cohort(), visits=visits(lambda v: v.give([0], nasal()), 1),
        reductions=raad.Reduction.minimum("madrs", until=24),
    )  # fmt: skip
    (values,) = found.reduced.values()
    assert values[0] < values[1] - 3


def titrate(visit):
    visit.give(visit["madrs"] > 23, spray(II="24 h", ADDL=1))
    visit.set("CLint_liver", visit["madrs"] > 30, 600.0)
    visit.stop(visit["madrs"] < 15)


@pytest.mark.parametrize("solver", [raad.Solver(threads=1), raad.Solver(threads=2, chunk=1), raad.Solver(chunk=7)])
def test_threads_and_chunks_change_no_bit(solver, cohort, visits, hours):
    found = [
        raad.simulate(MODEL, NOTHING, cohort(20), hours, visits=visits(titrate, 0, 24, 48), solver=s)
        for s in (raad.Solver(), solver)
    ]
    assert np.array_equal(found[0].record, found[1].record)


def test_people_who_failed_are_nan_and_nothing_happens_to_them(nasal, cohort, visits, hours):
    seen = []

    def rule(visit):
        seen.append(visit["madrs"].copy())
        visit.give(range(3), nasal())
        visit.set("CLint_liver", range(3), 500.0)
        visit.stop([1])

    broken = {"V_central": np.array([1.0, -1.0, 1.0]) * MODEL.values["V_central"]}
    found = raad.simulate(
        MODEL, raad.Regimen((nasal(),)), cohort(3), hours, visits=visits(rule, 1, 24), parameters=broken
    )
    assert [f.person for f in found.failures] == [1]
    for values in seen:
        assert np.isnan(values).tolist() == [False, True, False]
    assert np.isnan(found.record[1]).all() and np.isfinite(found.record[[0, 2]]).all()


def test_a_dose_that_one_person_cannot_have_is_that_persons_failure(nasal, cohort, visits, hours):
    own = {"F_nasal": np.array([0.4, 5.0, 0.4])}
    found = raad.simulate(
        MODEL, NOTHING, cohort(3), hours, visits=visits(lambda v: v.give(range(3), nasal()), 24), parameters=own
    )
    (failure,) = found.failures
    assert (failure.person, failure.time) == (1, 24)
    assert "F_swallowed_first" in failure.reason
    assert np.isfinite(found.record[[0, 2]]).all()


def test_a_dose_that_nobody_can_have_is_the_failure_of_those_who_get_it(cohort, visits, hours):
    visit = visits(lambda v: v.give([0, 2], raad.dose("ketamine", "ip", AMT="1 mg")), 24)
    found = raad.simulate(MODEL, NOTHING, cohort(3), hours, visits=visit)
    assert [f.person for f in found.failures] == [0, 2]
    assert "'ip'" in found.failures[0].reason


def test_people_with_labels_keep_them(nasal, visits):
    people = raad.Cohort.of(Person(label="Ada"), Person(label="Bob"))
    own = {"F_nasal": np.array([0.4, 5.0])}
    found = raad.simulate(
        MODEL, NOTHING, people, [0, 1], visits=visits(lambda v: v.give([0, 1], nasal()), 0), parameters=own
    )
    assert [f.label for f in found.failures] == ["Bob"]


def spray(**more):
    return raad.dose("esketamine", "nasal", AMT="56 mg", **more)


WRONG = {
    "a name that is none": (lambda v: v["madr"], UnknownName, "madr"),
    "a parameter that is none": (lambda v: v.set("CLint_livre", [0], 1.0), UnknownName, "CLint_livre"),
    "a covariate": (lambda v: v.set("weight", [0], 80.0), UnknownName, "weight"),
    "no number": (lambda v: v.set("CLint_liver", [0], np.nan), BadInput, "finite numbers"),
    "a word": (lambda v: v.set("CLint_liver", [0], "much"), BadInput, "finite numbers"),
    "values for others": (
        lambda v: v.set("CLint_liver", [0, 1], [1.0, 2.0, 3.0]),
        BadInput,
        "one for all or one for each",
    ),
    "a place outside": (lambda v: v.give([4], spray()), BadInput, "4 people"),
    "a place below": (lambda v: v.give([-1], spray()), BadInput, "4 people"),
    "a mask of others": (lambda v: v.give(np.ones(3, bool), spray()), BadInput, "4 people"),
    "numbers as a mask": (lambda v: v.stop(np.array([0.0, 1.0])), BadInput, "4 people"),
    "no dose": (lambda v: v.give([0], "84 mg"), BadInput, "no dose"),
    "a dose of the past": (lambda v: v.give([0], spray(TIME="-1 h")), BadInput, "before the visit"),
    "a steady state": (lambda v: v.give([0], spray(II="24 h", SS=1)), NotSupported, "steady state"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_word_in_a_rule_is_one_clear_error(case, simulate, visits):
    rule, kind, words = WRONG[case]
    with pytest.raises(kind, match=words):
        simulate(visits=visits(rule, 1))


def test_an_error_of_the_rule_itself_is_passed_on(simulate, visits):
    with pytest.raises(ZeroDivisionError):
        simulate(visits=visits(lambda v: 1 / 0, 1))


@pytest.mark.parametrize(
    ("times", "rule", "words"),
    [
        ((2, 1), print, "must rise"),
        ((1, 1), print, "must rise"),
        ((1,), "titrate", "function of a visit"),
        (("soon",), print, "time of a visit"),
    ],
)
def test_wrong_visits_are_refused_at_once(times, rule, words):
    with pytest.raises(BadInput, match=words):
        raad.Visits(times, rule)
