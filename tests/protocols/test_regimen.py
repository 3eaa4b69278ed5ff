"""Regimens: order, repeats, and the law that no molecule is lost on the way to the model."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raad.protocols import Dose, Regimen, dose, products
from raad.quantities.errors import BadInput, NotSupported, UnknownName

WEIGHTS = {p.molecular_weight: 300.0 for p in products().values()} | {"MW_ketamine": 237.73, "MW_rapamycin": 914.2}
PRODUCTS = sorted(products().values(), key=lambda p: p.name)


def given_by(*doses, weight=80.0, species="human"):
    return Regimen(doses).administrations(weight, species, WEIGHTS)


def body_weight(species):
    return {"human": 80.0, "rat": 0.3, "mouse": 0.025}[species]


@pytest.mark.parametrize("what", PRODUCTS, ids=lambda p: p.name)
@given(part=st.floats(0, 1))
def test_no_molecule_is_lost(what, part):
    weight = body_weight(what.species)
    largest = what.largest_dose * (weight if what.per_kg else 1)
    mg = part * largest if not what.dose_step else what.dose_step * round(part * largest / what.dose_step)
    entered = {}
    for one in given_by(Dose(what.drug, what.route, mg), weight=weight, species=what.species):
        entered[one.target] = entered.get(one.target, 0.0) + one.amount_umol
    umol = 1e3 * mg / WEIGHTS[what.molecular_weight]
    assert entered == pytest.approx({p.target: umol * p.analyte_share for p in what.parts if mg})


@given(
    start=st.floats(-100, 100),
    interval=st.floats(0.01, 100),
    repeats=st.integers(0, 20),
    minutes=st.none() | st.floats(1, 1e4),
)
def test_repeats_equal_explicit_doses(start, interval, repeats, minutes):
    length = None if minutes is None else minutes / 60
    one = Dose("ketamine", "iv", 40.0, duration=length)
    short = replace(one, time=start, interval=interval, additional=repeats)
    long = [replace(one, time=start + k * interval) for k in range(repeats + 1)]

    def bare(administrations):
        return [(a.time_h, a.target, a.amount_umol, a.kind, a.duration) for a in administrations]

    assert bare(given_by(short)) == bare(given_by(*long))
    assert Regimen((short,)).times == Regimen(tuple(long)).times


@given(st.lists(st.tuples(st.integers(-5, 5), st.floats(0, 100)), max_size=12))
def test_sorted_by_time_and_then_by_order_of_writing(records):
    found = given_by(*(Dose("ketamine", "iv", mg, time=time) for time, mg in records))
    assert [(a.time_h, a.dose_index) for a in found] == sorted((a.time_h, a.dose_index) for a in found)
    assert len(found) == 2 * sum(mg > 0 for _, mg in records)


def test_a_nasal_dose():
    found = given_by(dose("esketamine", "nasal", AMT="42 mg", TIME="1 h"))
    assert [(a.target, a.kind, a.fraction, a.duration) for a in found] == [
        ("esketamine_nasal_depot", "bolus", "F_nasal_first", None),
        ("esketamine_swallowed_depot", "infusion", "F_swallowed_first", "D_swallowed"),
        ("esketamine_nasal_depot", "bolus", "F_nasal_further", None),
        ("esketamine_swallowed_depot", "infusion", "F_swallowed_further", "D_swallowed"),
    ]
    assert [a.time_h for a in found] == pytest.approx([1, 1, 1 + 5 / 60, 1 + 5 / 60])
    assert [a.amount_umol for a in found] == pytest.approx([28e3 / 237.73] * 2 + [14e3 / 237.73] * 2)


def test_an_oral_dose():
    (one,) = given_by(dose("esketamine", "oral", AMT="84 mg"))
    assert (one.target, one.kind, one.fraction, one.duration) == (
        "esketamine_oral_depot",
        "infusion",
        "F_gut_wall",
        "D_oral",
    )


def test_a_racemate_by_vein_per_kg():
    found = given_by(dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min"), weight=70)
    assert {a.target for a in found} == {"esketamine_central", "arketamine_central"}
    assert [a.amount_umol for a in found] == pytest.approx([17.5e3 / 237.73] * 2)
    assert [a.duration for a in found] == pytest.approx([2 / 3] * 2)
    assert all(a.kind == "infusion" and a.fraction is None for a in found)


def test_an_infusion_may_outlast_the_interval():
    found = given_by(dose("esketamine", "iv", AMT="28 mg", DUR="3 h", II="1 h", ADDL=2))
    assert [(a.time_h, a.duration) for a in found] == [(0, 3), (1, 3), (2, 3)]


@pytest.mark.parametrize(
    ("drug", "route", "words"),
    [
        ("esketamine", "nasal", {}),
        ("ketamine", "iv", {"RATE": "30 mg/h"}),
        ("rapamycin", "oral", {"II": "1 h", "ADDL": 2}),
    ],
)
def test_a_zero_dose_is_no_dose(drug, route, words):
    assert given_by(dose(drug, route, AMT="0 mg", **words)) == ()


def test_times_cover_all_doses_also_those_before_the_clock():
    regimen = Regimen().then(
        dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7),
        dose("rapamycin", "oral", AMT="6 mg", TIME="-2 h"),
    )
    assert regimen.times == (-2.0, *(84.0 * k for k in range(8)))
    assert regimen.last_time == 588
    assert [a.drug for a in regimen.administrations(74, "human", WEIGHTS)][:2] == ["rapamycin", "esketamine"]


def test_nothing_given():
    assert Regimen().times == () and Regimen().last_time is None and given_by() == ()


def test_then_leaves_the_regimen_as_it_was():
    first = Regimen()
    second = first.then(dose("ketamine", "iv", AMT="40 mg"))
    assert first.doses == () and len(second.doses) == 1


def test_events_are_doses():
    event = {"drug": "ketamine", "route": "iv", "AMT": "40 mg", "DUR": "40 min", "II": "84 h", "ADDL": 3}
    assert Regimen.from_events([event]) == Regimen().then(dose(**event))


@pytest.mark.parametrize(
    ("event", "kind", "said"),
    [
        ({"drug": "ketamine", "AMT": "1 mg"}, BadInput, "Event 1 has no route"),
        ({"drug": "ketamine"}, BadInput, "no route and no AMT"),
        ({"drug": "ketamine", "route": "iv", "AMT": "1 mg", "TIMES": "1 h"}, UnknownName, "'TIMES'"),
    ],
)
def test_events_that_are_no_doses(event, kind, said):
    with pytest.raises(kind, match=said):
        Regimen.from_events([event])


def test_limits_are_checked_for_the_person():
    heavy_dose = dose("ketamine", "iv", AMT="180 mg")
    given_by(heavy_dose, weight=80)
    with pytest.raises(BadInput, match="largest supported dose is 3 mg/kg"):
        given_by(heavy_dose, weight=50)
    with pytest.raises(NotSupported, match="Routes of esketamine in rat: ip, iv"):
        given_by(dose("esketamine", "nasal", AMT="28 mg"), weight=0.3, species="rat")
    with pytest.raises(BadInput, match="multiple of 14 mg"):
        given_by(dose("esketamine", "nasal", AMT="0.5 mg/kg"))


@pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf, None])
def test_a_weight_is_a_positive_number(weight):
    with pytest.raises(BadInput, match="weight is"):
        given_by(dose("ketamine", "iv", AMT="40 mg"), weight=weight)


def test_a_missing_molecular_weight_is_named():
    with pytest.raises(UnknownName, match="no molecular weight named 'MW_ketamine'"):
        Regimen((dose("ketamine", "iv", AMT="40 mg"),)).administrations(70, "human", {"MW_rapamycin": 914.2})


def test_a_regimen_holds_doses_only():
    with pytest.raises(BadInput, match="A regimen holds doses"):
        Regimen(("84 mg",))  # type: ignore[arg-type]
