"""Many people: nobody's numbers depend on threads, chunks, neighbours or order; whoever fails is listed, alone."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.people import Person
from raad.quantities.errors import BadInput, RaadError, UnknownName

MODEL = raad.treatment()
TIMES = [0, 0.5, 2, 24, 84, 100]
NASAL = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=1))
INFUSED = raad.Regimen().then(raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", TIME="1 h"))
WATCHED = [raad.Reduction.maximum("esketamine_central"), raad.Reduction.auc("madrs", since=1, until=90)]
POSITIVE = ("CL", "V_", "Q_", "tau_", "ka_", "EC50", "Ki_", "gain_", "k_out", "ke0", "k_tol")


def spread(people, seed=1):
    """Draw parameters with a coefficient of variation of 100 %, log-normal around the register's mean."""
    rng, sigma = np.random.default_rng(seed), np.sqrt(np.log(2))
    names = [n for n in MODEL.params if n.startswith(POSITIVE)]
    return {n: MODEL.values[n] * rng.lognormal(-(sigma**2) / 2, sigma, people) for n in names}


def mixed(people=60, seed=0):
    """Return people of all kinds as columns, with a regimen for each."""
    rng = np.random.default_rng(seed)
    columns = {
        "age": rng.uniform(18, 80, people),
        "weight": rng.uniform(50, 110, people),
        "madrs": rng.uniform(22, 40, people),
        "sex": rng.choice(["female", "male"], people),
        "ancestry": rng.choice(["non_asian", "asian", "japanese"], people),
    }
    return columns, [(NASAL, INFUSED)[k] for k in rng.integers(0, 2, people)]


def run(columns, regimens, who=None, times=TIMES, parameters=None, **more):
    people = len(regimens)
    who = np.arange(people) if who is None else np.asarray(who)
    cohort = raad.Cohort.table(len(who), **{n: np.asarray(c)[who] for n, c in columns.items()})
    own = {n: np.broadcast_to(v, people)[who] for n, v in (parameters or {}).items()}
    return raad.simulate(MODEL, [regimens[i] for i in who], cohort, times, parameters=own, reductions=WATCHED, **more)


def assert_same_bits(one, other, rows=slice(None), others=slice(None)):
    assert np.array_equal(one.record[rows], other.record[others], equal_nan=True)
    for label, values in one.reduced.items():
        assert np.array_equal(values[rows], other.reduced[label][others], equal_nan=True), label


@pytest.fixture(scope="module")
def everybody():
    columns, regimens = mixed()
    found = run(columns, regimens, parameters=spread(60), solver=raad.Solver(threads=1, rtol=1e-4))
    assert 0 < len(found.failures) < 20, "some cannot be as ill as they say"
    lost = [f.person for f in found.failures]
    assert np.isnan(found.record[lost]).all() and np.isfinite(np.delete(found.record, lost, axis=0)).all()
    return columns, regimens, found


@pytest.mark.parametrize("chunk", [1, 7, 1000])
@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_chunks_change_no_bit(everybody, threads, chunk):
    columns, regimens, found = everybody
    solver = raad.Solver(threads=threads, chunk=chunk, rtol=1e-4)
    again = run(columns, regimens, parameters=spread(60), solver=solver)
    assert_same_bits(found, again)
    assert again.failures == found.failures
    assert again.manifest == found.manifest


def test_the_order_of_people_changes_no_bit(everybody):
    columns, regimens, found = everybody
    order = np.random.default_rng(3).permutation(60)
    again = run(columns, regimens, order, parameters=spread(60), solver=raad.Solver(rtol=1e-4))
    assert_same_bits(found, again, order)


def test_a_person_alone_has_the_same_bits(everybody):
    columns, regimens, found = everybody
    for i in np.setdiff1d([0, 33, 58, 59], [f.person for f in found.failures]):
        alone = run(columns, regimens, [i], parameters=spread(60), solver=raad.Solver(rtol=1e-4))
        assert_same_bits(found, alone, [i])


def test_a_table_says_what_people_say(everybody):
    columns, regimens, _ = everybody
    people = [Person(**{n: c[i].item() for n, c in columns.items()}) for i in range(60)]
    table = raad.Cohort.table(60, **columns)
    assert list(table) == people
    for name in ("age", "weight", "asian", "japanese", "female", "madrs", "stress"):
        assert np.array_equal(table.column(name), raad.Cohort.of(*people).column(name), equal_nan=True), name
    a, b = (raad.simulate(MODEL, regimens, c, TIMES, readouts=["madrs"]) for c in (table, raad.Cohort.of(*people)))
    assert np.array_equal(a.record, b.record)
    assert a.manifest == b.manifest, "the same people have the same fingerprint"


def test_one_value_of_a_column_is_for_everybody():
    one, many = raad.Cohort.table(5, weight=80.0, sex="male"), raad.Cohort.table(5, weight=[80.0] * 5, sex=["male"] * 5)
    assert list(one) == list(many)
    assert one[1:3] == many[1:3] == (one[1], one[2])


SPOILED = {
    3: ("V_central", -1.0, "esketamine_"),
    10: ("F_nasal", 5.0, None),
    17: ("tau_mood", np.nan, None),
    18: ("kon_nmda", 1e300, ""),  # whatever it names, it names one
    151: ("tau_glutamate", -0.01, "glutamate_"),  # both places have the same equation; rounding says which is first
    299: ("V_rapid", 0.0, None),
}


@pytest.fixture(scope="module")
def extreme():
    """300 people with extreme parameters, of whom six must fail; and the same run without those."""
    own = spread(300, seed=5)
    for name in {name for name, _, _ in SPOILED.values()}:
        own.setdefault(name, np.full(300, MODEL.values[name]))
    for person, (name, value, _) in SPOILED.items():
        own[name][person] = value
    columns = {"stress": np.linspace(0.1, 0.5, 300)}
    whole = run(columns, [NASAL] * 300, parameters=own)
    lost = {f.person for f in whole.failures}
    assert len(lost) < 15, "extreme, but most can live"
    fine = [i for i in range(300) if i not in lost]
    return whole, run(columns, [NASAL] * 300, fine, parameters=own), fine


def test_whoever_fails_fails_alone(extreme):
    whole, rest, fine = extreme
    assert {f.person for f in whole.failures} >= set(SPOILED)
    assert not rest.failures
    assert_same_bits(whole, rest, fine)
    assert np.isfinite(rest.record).all()


def test_whoever_fails_has_no_numbers(extreme):
    whole, _, _ = extreme
    assert np.isnan(whole.record[list(SPOILED)]).all()
    assert all(np.isnan(values[list(SPOILED)]).all() for values in whole.reduced.values())


def test_a_failure_says_who_why_when_and_where(extreme):
    whole, _, _ = extreme
    listed = [f.person for f in whole.failures]
    assert listed == sorted(set(listed)), "everybody once, in order"
    for person, (_, _, state) in SPOILED.items():
        failure = whole.failures[listed.index(person)]
        assert (failure.person, failure.label) == (person, str(person))
        assert len(failure.reason) > 20
        if state is None:  # before the first step there is neither
            assert failure.time is None and failure.state is None
        else:
            assert 0 <= failure.time < 1
            assert failure.state in MODEL.states
            assert failure.state.startswith(state)
            assert repr(failure.state) in failure.reason


def test_a_label_of_a_person_stands_in_the_failure():
    cohort = raad.Cohort.of(Person(label="Ada"), Person(label="Bob"))
    found = raad.simulate(MODEL, NASAL, cohort, TIMES, parameters={"V_central": np.array([1.0, -1.0]) * 60})
    assert [(f.person, f.label) for f in found.failures] == [(1, "Bob")]


def test_a_budget_that_is_spent_is_a_failure_with_a_time():
    found = raad.simulate(MODEL, NASAL, raad.Cohort.table(3), TIMES, solver=raad.Solver(budget=30), readouts=["madrs"])
    for failure in found.failures:
        assert "30 steps were spent" in failure.reason
        assert 0 <= failure.time < 100
        assert failure.state in MODEL.states
    assert len(found.failures) == 3


def test_parameters_of_people_are_values_of_the_model():
    values = {"CLint_liver": np.array([300.0, 900.0]), "tau_mood": np.array([5.0, 20.0])}
    both = raad.simulate(MODEL, NASAL, raad.Cohort.table(2), TIMES, parameters=values)
    for i in range(2):
        model = MODEL.with_values({n: float(v[i]) for n, v in values.items()})
        assert np.array_equal(raad.simulate(model, NASAL, raad.Cohort.table(1), TIMES).record[0], both.record[i])


def test_one_parameter_is_for_everybody_and_an_input_is_one_too():
    one = raad.simulate(MODEL, NASAL, raad.Cohort.table(3), TIMES, parameters={"CLint_liver": 500.0})
    each = raad.simulate(MODEL, NASAL, raad.Cohort.table(3), TIMES, parameters={"CLint_liver": [500.0] * 3})
    assert np.array_equal(one.record, each.record)
    said = raad.simulate(MODEL, NASAL, raad.Cohort.table(2), TIMES, inputs={"ampa_antagonist": 0.5})
    given = raad.simulate(MODEL, NASAL, raad.Cohort.table(2), TIMES, parameters={"ampa_antagonist": 0.5})
    assert np.array_equal(said.record, given.record)


def test_readouts_are_columns_of_everything():
    full = raad.simulate(MODEL, NASAL, raad.Cohort.table(4), TIMES)
    names = ["madrs", "esketamine_central", "bdnf_prefrontal_rel", "madrs"]
    some = raad.simulate(MODEL, NASAL, raad.Cohort.table(4), TIMES, readouts=names)
    assert list(some.recorded) == names[:3]
    for name in some.recorded:
        assert np.array_equal(some.values(name), full.values(name)), name


def test_progress_rises_to_everybody():
    seen = []
    solver = raad.Solver(chunk=7, threads=2)
    raad.simulate(MODEL, NASAL, raad.Cohort.table(20), [1], solver=solver, progress=lambda *now: seen.append(now))
    assert seen == [(7, 20), (14, 20), (20, 20)]


def test_an_error_in_progress_ends_the_run():
    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        raad.simulate(MODEL, NASAL, raad.Cohort.table(40), [1], solver=raad.Solver(chunk=2), progress=stop)


def rule(visit):
    """Do nothing."""


ORDERS = {
    "unknown parameter": ({"parameters": {"CLint_livre": 3.0}}, UnknownName, "CLint_livre"),
    "unknown readout": ({"readouts": ["madr"]}, UnknownName, "madr"),
    "unknown reduction": ({"reductions": raad.Reduction.maximum("madr", until=3)}, UnknownName, "madr"),
    "a parameter for others": ({"parameters": {"CLint_liver": [1.0, 2.0]}}, BadInput, r"shape \(2,\)"),
    "a parameter in a square": ({"parameters": {"CLint_liver": np.ones((5, 1))}}, BadInput, r"shape \(5, 1\)"),
    "a parameter in words": ({"parameters": {"CLint_liver": "much"}}, BadInput, "numbers are needed"),
    "a covariate as parameter": ({"parameters": {"weight": 70.0}}, BadInput, "belongs to the person"),
    "kidneys as parameter": ({"parameters": {"renal_factor": 0.5}}, BadInput, "belongs to the person"),
    "a regimen too few": ({"regimen": [NASAL] * 4}, BadInput, "4 regimens for 5 people"),
    "too much memory": ({"times": np.arange(1_000_000.0)}, BadInput, r"would take \d+ GB"),
    "nothing to do": ({"times": []}, BadInput, "No times are given"),
    "no end": ({"times": [], "reductions": raad.Reduction.maximum("madrs")}, BadInput, "needs an end"),
    "a visit too late": ({"visits": raad.Visits([1, 200], rule)}, BadInput, "outside of the run"),
    "a visit too early": ({"visits": raad.Visits([-1], rule)}, BadInput, "outside of the run"),
    "falling times": ({"times": [2, 1]}, BadInput, "rise"),
    "the referee and reductions": (
        {"reductions": raad.Reduction.maximum("madrs"), "solver": "cvode"}, BadInput, "need solver='engine'",
    ),
    "an unknown solver": ({"solver": "rk4"}, RaadError, "rk4"),
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_what_cannot_be_done_is_one_clear_error(order):
    given, kind, words = ORDERS[order]
    with pytest.raises(kind, match=words) as caught:
        raad.simulate(**{"model": MODEL, "regimen": NASAL, "cohort": raad.Cohort.table(5), "times": TIMES, **given})
    assert "\n" not in str(caught.value)


TABLES = {
    "an unknown covariate": ({"height": 1.8}, UnknownName, "height"),
    "a length too short": ({"weight": [70.0, 80.0]}, BadInput, "3 people"),
    "a value out of range": ({"weight": [70.0, 7000.0, 70.0]}, BadInput, "weight of person 1"),
    "no number": ({"age": [30.0, np.nan, 40.0]}, BadInput, "age of person 1"),
    "an unknown word": ({"sex": ["male", "female", "both"]}, UnknownName, "sex of person 2"),
    "words for numbers": ({"age": ["a", "b", "c"]}, BadInput, "numbers are needed"),
    "two kinds of illness": ({"madrs": 30.0, "stress": [0.1, 0.2, 0.3]}, BadInput, "both given"),
    "a single value out of range": ({"weight": 7000.0}, BadInput, "weight"),
}


@pytest.mark.parametrize("table", TABLES)
def test_a_wrong_table_is_one_clear_error(table):
    columns, kind, words = TABLES[table]
    with pytest.raises(kind, match=words):
        raad.Cohort.table(3, **columns)


@pytest.mark.parametrize("count", [0, -1, 2.5, "many", True])
def test_a_table_has_a_whole_number_of_people(count):
    with pytest.raises(BadInput, match="whole number"):
        raad.Cohort.table(count)


@pytest.mark.parametrize(
    "words",
    [
        {"reductions": "madrs"}, {"tolerances": 1e-6}, {"parameters": [1]}, {"visits": [1, 2]}, {"store": 5},
        {"progress": 5}, {"times": None}, {"times": []}, {"parameters": {"tau_mood": float("nan")}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_request_is_one_clear_error(words):
    with pytest.raises(RaadError, match=r".{20}"):
        raad.simulate(raad.treatment(), raad.Regimen(), raad.Person(), **{"times": [0.0], **words})


def test_a_parameter_that_is_no_number_is_that_persons_failure():
    cohort, drawn = raad.Cohort.table(3, stress=0.5), {"tau_mood": [1.0, np.nan, 1.0]}
    found = raad.simulate(raad.treatment(), raad.Regimen(), cohort, [0, 1], parameters=drawn)
    assert [(f.person, "tau_mood is nan" in f.reason) for f in found.failures] == [(1, True)]
    assert np.isfinite(found.record[[0, 2]]).all()
