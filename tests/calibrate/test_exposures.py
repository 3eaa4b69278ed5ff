"""The scorecard of exposures: every arm that has a design is met, and what misses is known by name."""

import csv
from importlib.resources import files

import pytest

import raad
from raad.calibrate.exposures import designs, exposures, not_met
from raad.calibrate.linear import LinearBody
from raad.calibrate.pharmacokinetics import plasma_model
from raad.evidence import load_observations

MET = exposures()
ARMS = {(o.domain, o.study_id, o.arm) for o in load_observations()}
# Studies of pk whose plasma values the model cannot make, with the reason.
WITHOUT = {"jonkman2017": "inhaled: the tables hold no rate of entry, so the route is refused"}


@pytest.mark.parametrize("design", designs(), ids=lambda d: f"{d.study_id} {d.arm}")
def test_a_design_belongs_to_an_arm_and_can_be_given(design):
    assert (design.domain, design.study_id, design.arm) in ARMS
    assert design.regimen.doses


def test_no_design_stands_twice():
    text = files("raad.calibrate").joinpath("exposures_designs.csv").read_text(encoding="utf-8")
    keys = [(r["domain"], r["study_id"], r["arm"]) for r in csv.DictReader(text.splitlines())]
    assert len(set(keys)) == len(keys)


def test_peaks_and_areas_of_ketamine_are_left_out_for_a_reason_only():
    drugs = ("ketamine", "esketamine", "norketamine")
    left = {o.study_id for o in not_met() if "cmax" in o.quantity and any(d in o.quantity for d in drugs)}
    assert left == set(WITHOUT)


def test_the_target_of_exposures():
    """Issue: at least 85 % of peaks and areas of the rows that the calibration used, within 1.5-fold."""
    used = [e for e in MET if e.kind == "exposure" and e.fitted]
    assert sum(not e.missed for e in used) >= 0.85 * len(used)


def test_folds_are_told_against_what_was_observed():
    for e in MET:
        assert e.fold >= 1 and e.observed > 0 and e.predicted > 0
        if not e.row.quantity.endswith("_low"):
            assert e.fold == pytest.approx(max(e.predicted / e.observed, e.observed / e.predicted))


@pytest.mark.parametrize(
    ("drug", "route", "amount"),
    [("esketamine", "film", "50 mg"), ("ketamine", "im", "0.5 mg/kg"), ("ketamine", "prolonged", "120 mg")],
)
def test_exponentials_and_the_engine_agree_on_every_way_in(drug, route, amount):
    person = raad.Person.healthy(comedication="rifampicin", liver="child_pugh_a")
    regimen = raad.Regimen((raad.dose(drug, route, AMT=amount),))
    times = [0.25, 1, 4, 12]
    exact = LinearBody.of(plasma_model().awake(), person).course(regimen).values(["venous_ketamine"], times)
    stepped = raad.simulate(raad.treatment(), regimen, person, times).values("venous_ketamine")[0]
    assert stepped == pytest.approx(exact, rel=1e-4)


def test_enzymes_may_change_during_a_run():
    """A stepwise input moves what the body clears from then on; constant ones are those of the person."""
    dose, times = raad.dose("ketamine", "sc", AMT="100 mg", DUR="48 h"), [0, 23, 47]
    model, person = raad.treatment(), raad.Person.healthy()
    plain = raad.simulate(model, dose, person, times).values("venous_ketamine")[0]
    steps = {"cyp2b6_liver_rel": [(24, 2.14)]}
    induced = raad.simulate(model, dose, person, times, inputs=steps).values("venous_ketamine")[0]
    assert induced[1] == pytest.approx(plain[1], rel=1e-4) and induced[2] < 0.95 * plain[2]
