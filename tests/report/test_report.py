"""The page holds every step of the walk, every source, and the limits; and it needs nothing from outside."""

import json
import re

import numpy as np
import pytest

from raad.evidence import cite, load_observations
from raad.exchange.scenario import load, parse_scenario, run
from raad.protocols.first_dose import first_dose
from raad.report import make_report, write_report
from raad.report.fine import fine_times
from raad.report.matching import CONVERSIONS, matches, matching
from raad.report.panels import panels
from raad.solve.manifest import DISCLAIMER

STEPS = ("plasma", "brain", "nmda", "glutamate", "ampa", "growth", "mtorc1", "proteins", "gain", "spines", "mood")


@pytest.fixture(scope="module")
def trajectory():
    return run(load("nasal_induction"))


@pytest.fixture(scope="module")
def page(trajectory):
    return make_report(trajectory, "A <b>title</b> & more")


def test_every_step_of_the_walk_is_there_in_order(page):
    at = [page.index(f'id="step-{name}"') for name in ("dose", *STEPS)]
    assert at == sorted(at)
    assert len(re.findall(r"<noscript><img src=\"data:image/svg", page)) == page.count('class="step"') - 1


def test_disclaimer_limits_and_manifest_are_there(page, trajectory):
    assert DISCLAIMER in page
    assert "course of a control arm" in page
    assert trajectory.manifest["parameters_sha256"] in page


def test_every_source_is_cited(page, trajectory):
    used = trajectory.model.parameters.sources(trajectory.model.params, "human")
    for citation in cite([*used, *(s.study for s in matching(trajectory))]):
        assert not citation.doi or f"https://doi.org/{citation.doi}" in page


def test_every_assumption_and_estimate_is_listed(page, trajectory):
    rows = [trajectory.model.parameters.row(s, "human") for s in trajectory.model.params]
    for row in rows:
        if row.study_id in ("assumption", "calibration") and row.value:
            assert f"<code>{row.symbol}</code>" in page


def test_a_title_cannot_break_the_page(page):
    assert "<title>A &lt;b&gt;title&lt;/b&gt; &amp; more" in page


def test_the_page_loads_nothing_from_elsewhere(page):
    before = page[: page.index('<script type="application/json"')]
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", before)
    figures = json.loads(re.search(r'id="walk">(.*?)</script>', page, re.DOTALL)[1])["figures"]
    assert set(figures) >= {"dose", *STEPS}


def test_the_report_is_fine_even_when_the_run_was_coarse():
    coarse = run(parse_scenario(
        "name: x\ntreatments: [{drug: ketamine, route: iv, dose: 0.5 mg/kg, duration: 40 min, times: [0 h]}]\n"
        "outputs: {until: 2 days, every: 1 day}"
    ))  # fmt: skip
    times = fine_times(coarse.regimens[0], coarse.cohort[0], 0.0, 48.0)
    early = times[(times >= 0.1) & (times <= 6)]
    assert np.diff(early).max() <= 2.01 / 60
    assert np.any(np.isclose(times, 2 / 3, atol=1e-5))


def test_the_clock_of_the_page_starts_with_ketamine_not_with_rapamycin():
    scenario = load("rapamycin_then_ketamine")
    assert first_dose(scenario.regimen, "human") == 0.0


def observed(text):
    return {(s.study.split("/")[1], s.readout) for s in matching(run(parse_scenario(text)))}


def nasal(dose, extra="start: 0 h, every: 84 h, count: 8", until="28 days", patient="{}"):
    treatment = f"{{drug: esketamine, route: nasal, dose: {dose}, {extra}}}"
    return f"name: x\npatient: {patient}\ntreatments: [{treatment}]\noutputs: {{until: {until}, every: 6 h}}"


def test_observations_stand_only_beside_their_own_regimen():
    assert ("daly2018", "madrs") in observed(nasal("84 mg"))
    assert ("popova2019", "madrs") in observed(nasal("84 mg"))
    assert ("daly2018", "madrs") in observed(nasal("28 mg"))
    assert not observed(nasal("42 mg"))
    single = observed(nasal("84 mg", "times: [0 h]", "3 days"))
    assert ("daly2018", "madrs") in single  # the points before the second dose
    assert ("popova2019", "madrs") not in observed(nasal("84 mg", "times: [0 h]"))
    assert ("perezruixo2021", "venous_esketamine") in observed(nasal("84 mg", patient="{ancestry: japanese}"))


def test_points_after_doses_that_the_arm_did_not_get_are_left_out():
    series = matching(run(parse_scenario(nasal("84 mg", "times: [0 h]", "14 days"))))
    daly = next(s for s in series if "daly2018" in s.study)
    assert max(p.time for p in daly.points) == 24


def test_a_difference_stands_below_the_score_at_entry():
    scenario = parse_scenario(nasal("84 mg", patient="{madrs: 30}"))
    daly = next(s for s in matching(run(scenario)) if "daly2018" in s.study)
    at = {p.time: p for p in daly.points}
    assert at[24].value == pytest.approx(30 - 10.7)
    assert (at[24].low, at[24].high) == (pytest.approx(30 - 10.7 - 2.88), pytest.approx(30 - 10.7 + 2.88))


@pytest.mark.parametrize("row", matches(), ids=lambda r: f"{r['study_id']}-{r['arm']}-{r['quantity']}")
def test_every_match_names_rows_that_exist(row):
    keys = {(o.domain, o.study_id, o.arm, o.quantity) for o in load_observations()}
    assert (row["domain"], row["study_id"], row["arm"], row["quantity"]) in keys
    assert row["conversion"] in CONVERSIONS
    if row["minus_arm"]:
        assert (row["domain"], row["study_id"], row["minus_arm"], row["quantity"]) in keys


def test_a_rat_has_its_own_last_panel():
    found = panels(run(load("rat_chronic_stress")))
    assert [c.name for c in found[-1].curves] == ["severity"]


def test_a_drug_free_run_has_a_page_too(tmp_path):
    rest = run(parse_scenario("name: rest\noutputs: {until: 2 days}"))
    path = write_report(rest, tmp_path / "rest.html", "Rest")
    assert "No drug is given" in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["rest.html"]
