"""Mechanisms in reserve: asleep until a dose or a readout needs them, and without effect on those who do not."""

import numpy as np
import pytest

import raad

MODEL = raad.treatment()
INJECTED = "esketamine_injected_depot"
DEPOTS = [state for m in MODEL.reserve for state in m.states if state.endswith("_depot")]


def test_a_question_has_one_answer():
    awake = MODEL.awake([INJECTED])
    assert awake is MODEL.awake([INJECTED]) and awake is not MODEL
    assert set(awake.states) == {*MODEL.states, INJECTED}
    assert awake.awake([INJECTED]) is awake


def test_a_state_that_nobody_knows_wakes_nothing():
    assert MODEL.awake(["madrs"]) is MODEL and MODEL.awake([]) is MODEL
    assert MODEL.awake().reserve == ()
    assert MODEL.awake().awake() is MODEL.awake()


def test_other_values_are_kept():
    changed = MODEL.with_values({"CL_hnk": 50.0}).awake([INJECTED])
    assert changed.values["CL_hnk"] == 50.0


def test_a_dose_wakes_what_it_needs_and_no_more():
    result = raad.simulate(MODEL, raad.dose("esketamine", "im", AMT="20 mg"), raad.Person.healthy(), [0.5])
    assert set(result.model.states) - set(MODEL.states) == {INJECTED}
    plain = raad.simulate(MODEL, raad.dose("esketamine", "nasal", AMT="28 mg"), raad.Person.healthy(), [0.5])
    assert plain.model is MODEL


@pytest.mark.parametrize(("also", "rel"), [(DEPOTS, 1e-9), (None, 1e-6)], ids=["depots", "risks too"])
def test_sleepers_change_nothing(also, rel):
    """A risk has a course of its own, which the steps follow too; so the rest agrees to their tolerance."""
    spray = raad.dose("esketamine", "nasal", AMT="84 mg")
    asleep, awake = (raad.simulate(m, spray, raad.Person(), [1, 24, 168]) for m in (MODEL, MODEL.awake(also)))
    for name in ("venous_esketamine", "madrs"):
        assert awake.values(name) == pytest.approx(asleep.values(name), rel=rel)


def test_a_readout_wakes_what_it_needs_and_no_more():
    spray = raad.dose("esketamine", "nasal", AMT="84 mg")
    model = raad.simulate(MODEL, spray, raad.Person(), [1], readouts=["madrs", "cadss"]).model
    assert {*model.outputs} - {*MODEL.outputs} >= {"cadss", "dissociation_felt", "effect_site_esketamine"}
    assert "sbp_rise" not in model.outputs and INJECTED not in model.states
    assert raad.simulate(MODEL, spray, raad.Person(), [1], readouts="madrs").model is MODEL


def test_a_reduction_wakes_too():
    peak = raad.Reduction.maximum("sbp_rise", until=4)
    spray = raad.dose("esketamine", "nasal", AMT="84 mg")
    result = raad.simulate(MODEL, spray, raad.Person(), readouts=["madrs"], reductions=[peak])
    assert result.reduced[peak.label][0] > 5


def test_animals_have_no_readout_of_risks():
    with pytest.raises(raad.RaadError, match="cadss"):
        raad.simulate(raad.treatment("rat"), raad.Regimen(), raad.Person(species="rat"), [1], readouts=["cadss"])


def test_people_with_different_routes_are_followed_together():
    routes = ("im", "nasal", "sublingual", "prolonged")
    regimens = [raad.Regimen().then(raad.dose("ketamine", route, AMT="50 mg")) for route in routes]
    cohort = raad.Cohort.table(len(routes), stress=0.0)
    result = raad.simulate(MODEL, regimens, cohort, np.arange(0, 12, 0.1))
    peaks = result.values("venous_ketamine").max(axis=1)
    assert not result.failures and (peaks > 0).all() and peaks[0] == peaks.max() and peaks[3] == peaks.min()


def test_sensitivity_and_tables_wake_too(tmp_path):
    found = raad.sensitivity(
        MODEL, raad.dose("esketamine", "im", AMT="20 mg"), raad.Person(), [1], readouts=["venous_esketamine", "cadss"],
        wrt=["ka_injected"],
    )  # fmt: skip
    assert found.derivatives.shape == (2, 1, 1) and np.isfinite(found.derivatives).all()
    path = tmp_path / "events.csv"
    path.write_text(
        "ID,TIME,AMT,DRUG,ROUTE,EVID,COMEDICATION\n1,0,20,ketamine,sc,1,rifampicin\n1,1,.,.,.,0,rifampicin\n"
    )
    (course,) = raad.simulate_table(MODEL, path)
    assert course.failure is None and course.values["venous_ketamine"][0] > 0


def test_a_rule_of_visits_needs_a_model_that_is_awake():
    def inject(visit):
        visit.give([0], raad.dose("esketamine", "im", AMT="20 mg"))

    visits = raad.Visits([1], inject)
    result = raad.simulate(MODEL.awake(), raad.Regimen(), raad.Person(), [0, 2], visits=visits)
    assert result.values("venous_esketamine")[0, 1] > 0
