"""The door: what may stand for a regimen and a cohort, what is refused, and failures as values."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput

MODEL = raad.treatment()
NONE = raad.Regimen()


def test_a_single_dose_and_a_single_person_may_stand_alone():
    dose, person = raad.dose("ketamine", "iv", AMT="10 mg"), raad.Person()
    bare = raad.simulate(MODEL, dose, person, [0, 1])
    full = raad.simulate(MODEL, NONE.then(dose), raad.Cohort.of(person), [0, 1])
    assert np.array_equal(bare.states, full.states)


@pytest.mark.parametrize(
    ("model", "regimen", "cohort", "times", "said"),
    [
        ("human", NONE, raad.Cohort.typical(), [0], "wired model"),
        (MODEL, None, raad.Cohort.typical(), [0], "regimen is None"),
        (MODEL, [None], raad.Cohort.typical(), [0], "no regimen"),
        (MODEL, NONE, None, [0], "cohort is None"),
        (MODEL, NONE, raad.Cohort.typical(), [1, 0], "rise"),
        (MODEL, NONE, raad.Cohort.typical(), ["soon"], "numbers"),
        (MODEL, NONE, raad.Cohort.typical(), [0, 1e10], "century"),
        (MODEL, raad.dose("ketamine", "iv", AMT="1 mg", TIME="1e9 h"), raad.Cohort.typical(), [0], "century"),
        (MODEL, NONE, raad.Cohort.typical(species="rat"), [0], "treatment"),
        (MODEL, [NONE, NONE], raad.Cohort.typical(), [0], "2 regimens for 1"),
        (MODEL, NONE, raad.Cohort.typical(madrs=60), [0], "out of reach"),
        (MODEL, NONE, raad.Cohort.typical(madrs=1), [0], "below the healthy rest"),
    ],
)
def test_wrong_arguments_are_said_clearly(model, regimen, cohort, times, said):
    with pytest.raises(BadInput, match=said):
        raad.simulate(model, regimen, cohort, times)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"ampa_antagonist": 2}, "between 0 and 1"),
        ({"ampa_antagonist": float("nan")}, "finite"),
        ({"ampa_antagonist": [1, 2]}, "pair"),
        ({"ampa": 0.5}, "Did you mean"),
        ({"weight": 40}, "belongs to the person"),
        ({"renal_factor": 0.5}, "belongs to the person"),
        ({"stress_exposure": 1}, "Person"),
    ],
)
def test_wrong_inputs_are_said_clearly(inputs, said):
    with pytest.raises(BadInput, match=said):
        raad.simulate(MODEL, NONE, raad.Cohort.typical(), [0], inputs=inputs)


def test_one_person_out_of_reach_does_not_lose_the_others():
    people = raad.Cohort.of(raad.Person(), raad.Person(madrs=60, label="beyond"), raad.Person(madrs=30))
    result = raad.simulate(MODEL, NONE, people, [0, 24])
    assert [(f.person, f.label) for f in result.failures] == [(1, "beyond")]
    assert np.isnan(result.values("madrs")[1]).all() and result.values("madrs")[2] == pytest.approx(30)


def test_a_failing_solver_keeps_standard_output_clean(capsys):
    model = MODEL.with_values({"exponent_formation": 1e6})
    result = raad.simulate(model, raad.dose("ketamine", "iv", AMT="37 mg"), raad.Person(stress=0), [0, 48])
    assert result.failures and not capsys.readouterr().out


def test_results_go_to_files_not_into_folders(tmp_path):
    result = raad.simulate(MODEL, NONE, raad.Cohort.typical(), [0])
    with pytest.raises(BadInput, match="is a folder"):
        result.to_csv(tmp_path)
    (tmp_path / "taken").write_text("")
    with pytest.raises(BadInput, match="is a file"):
        result.to_zarr(tmp_path / "taken")
    assert result.to_csv(tmp_path / "one.csv", "madrs").read_text().count("madrs") == 1
