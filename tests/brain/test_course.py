"""Connectivity along a course: times as people say them, inhibition that remembers, one person's failure is a value."""

import dataclasses

import numpy as np
import pytest

import raad
from raad.brain import NetworkParameters, SynapticState, connectivity, connectome, couple
from raad.brain.moments import default_moments, dense, read_moments, titles, told
from raad.quantities.errors import BadInput, NotSupported, SolveFailed

INFUSION = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")


@pytest.fixture(scope="module")
def run():
    return raad.simulate(raad.treatment(), INFUSION, raad.Cohort.typical(), times=range(0, 169))


@pytest.fixture(scope="module")
def course(run):
    return raad.brain_course(run)


def test_the_usual_times_are_before_end_of_infusion_four_hours_a_day_and_a_week(course):
    assert course.titles == ["before", "40 min", "4 h", "24 h", "7 d"]
    assert course.times == pytest.approx([0, 2 / 3, 4, 24, 168])


def test_times_count_from_the_first_dose():
    later = raad.Regimen((raad.dose("esketamine", "nasal", AMT="84 mg", TIME="12 h"),))
    assert default_moments(later, raad.Person(), 40).tolist() == pytest.approx([12, 12 + 2 / 3, 16, 36])
    assert titles(np.array([0.0, 12.0, 36.0]), 12.0) == ["-12 h", "before", "24 h"]


def test_times_are_read_with_their_units():
    assert read_moments("0h,40min,4h,24h,7d", raad.Regimen()).tolist() == pytest.approx([0, 2 / 3, 4, 24, 168])
    assert read_moments([24, "before", 24.0], raad.Regimen()).tolist() == [0.0, 24.0]


@pytest.mark.parametrize("wrong", ["yesterday", "4", "4 mg", "", " , ", [float("nan")], [None], [True]])
def test_what_is_no_time_is_one_clear_error(run, wrong):
    with pytest.raises(BadInput, match="time"):
        raad.brain_course(run, wrong)


@pytest.mark.parametrize("wrong", ["8 d", "-1 h"])
def test_a_time_outside_the_run_is_named(run, wrong):
    with pytest.raises(BadInput, match="outside the run"):
        raad.brain_course(run, [0, wrong])


def test_times_are_told_as_people_say_them():
    assert [told(t) for t in (0.5, 1.0, 1.5, 4, 47, 48, 168)] == [
        "30 min",
        "1 h",
        "90 min",
        "4 h",
        "47 h",
        "2 d",
        "7 d",
    ]


def test_a_sparse_run_is_followed_again_between_its_records(course):
    sparse = raad.simulate(raad.treatment(), INFUSION, raad.Cohort.typical(), times=[0, 168])
    again = raad.brain_course(sparse)
    assert again.gbc == pytest.approx(course.gbc, rel=1e-3, abs=1e-6)


def test_inputs_of_the_run_are_followed_too(course):
    held = raad.simulate(
        raad.treatment(), INFUSION, raad.Cohort.typical(), times=[0, 24], inputs={"release_inhibition": 0.8}
    )
    less = raad.brain_course(held, [0, "40 min"])
    assert not np.allclose(less.rate[0, 1], course.rate[0, 1], rtol=1e-9)


def test_a_run_that_cannot_be_followed_again_says_so_or_is_taken_as_recorded():
    cohort, model = raad.Cohort.typical(), raad.treatment()
    own = {"gain_disinhibition": model.values["gain_disinhibition"] * 0.3}
    sparse = raad.simulate(model, INFUSION, cohort, times=[0, 1, 24], parameters=own)
    with pytest.raises(BadInput, match="cannot be followed again"):
        raad.brain_course(sparse, [0, "40 min"])
    often = dense(raad.Regimen((INFUSION,)), raad.Person(), 0, 24)
    full = raad.simulate(model, INFUSION, cohort, times=often, parameters=own)
    assert raad.brain_course(full, [0, "40 min"]).failures == ()


def test_at_rest_nothing_moves():
    rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 48])
    found = raad.brain_course(rest, [0, 24, 48])
    assert found.gbc[:, 1:] == pytest.approx(np.repeat(found.gbc[:, :1], 2, axis=1), abs=1e-6)


def test_before_is_the_settled_network_of_the_state_before(run, course):
    c = connectome("dk82")
    state = SynapticState.of(run, c, 0.0)
    alone = connectivity(c, state.after(couple(c, state).settled))
    assert course.of("plain")[0, 0] == pytest.approx(alone.gbc["plain"])
    assert course.prefrontal("gsr_raw")[0, 0] == pytest.approx(alone.prefrontal["gsr_raw"])


def test_results_are_labelled_arrays_with_units_and_a_manifest(course):
    data = course.to_xarray()
    assert dict(data.sizes) == {"person": 1, "time": 5, "variant": 3, "region": 82, "other": 82}
    assert data.rate.attrs["units"] == "Hz"
    assert data.time.attrs["units"] == "h"
    assert '"connectome": "dk82"' in data.attrs["manifest"]
    assert course.manifest["brain"]["parameters"]["kappa"] == NetworkParameters.of("dk82").kappa
    assert course.seed("L_posteriorcingulate").shape == (1, 5, 82)


def test_a_table_is_written_whole(course, tmp_path):
    lines = course.to_csv(tmp_path / "c.csv").read_text().splitlines()
    assert lines[0] == "USUBJID,TIME,REGION,PARAMCD,AVAL,AVALU"
    assert len(lines) == 1 + 5 * 82 * 4
    assert (tmp_path / "c.manifest.json").exists()


def test_failure_of_one_is_a_value_and_the_others_go_on(monkeypatch):
    from raad.brain import course as room

    truly = room.connectivity

    def fails_once(brain, state, numbers):
        if np.mean(state.inflammation) > 0.75:
            raise SolveFailed("hypersynchronous near L_insula")
        return truly(brain, state, numbers)

    monkeypatch.setattr(room, "connectivity", fails_once)
    cohort = raad.Cohort.table(2, madrs=np.array([20.0, 40.0]))
    many = raad.simulate(raad.treatment(), INFUSION, cohort, times=[0, 24])
    calls = []
    found = raad.brain_course(many, [0, 24], progress=lambda *done: calls.append(done))
    assert [(f.person, f.reason) for f in found.failures] == [(1, "hypersynchronous near L_insula")]
    assert np.isfinite(found.gbc[0]).all()
    assert np.isnan(found.gbc[1, 0]).all()
    assert found.to_xarray().failure.values.tolist() == ["", "hypersynchronous near L_insula"]
    assert calls == [(1, 2), (2, 2)]


def test_nobody_depends_on_who_else_is_there():
    cohort = raad.Cohort.table(3, madrs=np.array([25.0, 30.0, 35.0]))
    together = raad.brain_course(raad.simulate(raad.treatment(), INFUSION, cohort, times=[0, 24]), [0, 24])
    alone = raad.Cohort.table(1, madrs=np.array([30.0]))
    one = raad.brain_course(raad.simulate(raad.treatment(), INFUSION, alone, times=[0, 24]), [0, 24])
    assert together.gbc[1] == pytest.approx(one.gbc[0], rel=1e-9)


def test_matrices_can_be_left_out(run):
    found = raad.brain_course(run, [0], keep_fc=False)
    assert "fc" not in found.to_xarray()
    with pytest.raises(BadInput, match="keep_fc"):
        found.seed("L_insula")


def test_a_rat_has_no_connectome_of_people():
    rest = raad.simulate(raad.treatment("rat"), raad.Regimen(), raad.Person(species="rat"), times=[0, 1])
    with pytest.raises(NotSupported, match="rat"):
        raad.brain_course(rest)


def test_slower_homeostasis_leaves_more_of_the_block(run):
    numbers = NetworkParameters.of("dk82")
    full = raad.brain_course(run, ["before", "40 min"], parameters=dataclasses.replace(numbers, kappa=1.0))
    part = raad.brain_course(run, ["before", "40 min"], parameters=dataclasses.replace(numbers, kappa=0.85))
    moved = [abs(c.rate[0, 1] - c.rate[0, 0])[c.connectome.cortical].max() for c in (full, part)]
    assert moved[0] == pytest.approx(0, abs=1e-9)
    assert moved[1] > 1e-3
