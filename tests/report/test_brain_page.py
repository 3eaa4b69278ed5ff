"""The page of brain networks stands alone, names the variant of every GBC, and lets no text act as markup."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("nilearn")

import raad
from raad.brain.answer import answer_of
from raad.brain.asked import Asked
from raad.quantities.errors import BadInput
from raad.report import brain_tables as tables
from raad.report.brain_maps import brain_maps
from raad.report.brain_page import make_brain_page, p_value, write_brain_page


@pytest.fixture(scope="module")
def answer():
    infusion = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    run = raad.simulate(raad.treatment(), infusion, raad.Cohort.typical(), times=range(0, 25))
    return answer_of("After <b>ketamine</b>", run, Asked(times=("before", "40 min", "24 h"), patients=2, controls=2))


@pytest.fixture(scope="module")
def page(answer):
    return make_brain_page(answer, {})


def test_the_page_stands_alone(page):
    body = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!data:|https://doi\.org/|#)[^"]+"', body)
    assert "<link" not in body
    assert "@import" not in body


def test_it_says_what_a_reader_must_know(page):
    for text in (
        "research and teaching only", "no sign of its own", "uncertain", "MH091657", "fsaverage5", "PCC \u2013 mPFC",
        "Prefrontal GBC", "never the only route", "Virtual study", "anticevic2015", "weights_sha256",
    ):  # fmt: skip
        assert text in page, text
    assert "After &lt;b&gt;ketamine" in page
    assert "<b>ketamine" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_no_table_says_gbc_without_its_variant(answer, page):
    text = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    for heading in re.findall(r"<h3>(.*?)</h3>", text):
        assert "GBC" not in heading or any(word in heading for word in tables.SHORT.values()), heading
    assert all("GBC" not in m.label or "(" in m.label for m in brain_maps(answer.course).values())


def test_the_brain_to_turn_holds_every_map_and_region(page, answer):
    data = json.loads(re.search(r'id="scene">(.*?)</script>', page, re.DOTALL)[1])
    assert [len(side["region"]) for side in data["sides"]] == [10_242, 10_242]
    assert [len(side["face_region"]) for side in data["sides"]] == [20_480, 20_480]
    assert len(data["regions"]) == 82
    assert data["titles"] == answer.course.titles
    keys = [m["key"] for m in data["maps"]]
    assert keys == ["gbc_plain", "gbc_gsr_raw", "gbc_gsr_zscored", "rate", "seed_pcc", "seed_racc"]
    assert all(len(m["values"]) == 3 for m in data["maps"])
    x = [np.array(side["xyz"][0]) for side in data["sides"]]
    assert x[0].max() < 0 < x[1].min(), "left is left"


def test_tables_round_evenly(answer):
    rows = tables.grouped(answer.course, answer.course.of("plain"), "T", "z", "lobe").cells()
    assert rows[0][:2] == ("prefrontal cortex", "22")
    assert len({len(cell.partition(".")[2]) for row in rows for cell in row[2:]}) == 1


def test_means_of_a_group_are_means_of_its_regions(answer):
    course = answer.course
    table = tables.grouped(course, course.of("plain"), "T", "z", "lobe")
    frontal = np.array([lobe == "frontal" for lobe in course.connectome.lobe])
    found = {name: values for name, _, values in table.rows}
    assert found["frontal"] == pytest.approx(course.of("plain")[0][:, frontal].mean(axis=1))
    assert found["prefrontal cortex"] == pytest.approx(course.prefrontal("plain")[0])


def test_what_is_not_known_is_a_dash_and_a_silent_link_says_so(answer):
    assert tables.fixed(float("nan"), 2) == p_value(float("nan")) == "\u2013"
    silent = replace(answer, link=replace(answer.link, silent=np.array([True])))
    assert "link is silent" in make_brain_page(silent, {})


def test_regions_of_no_surface_give_a_page_without_maps(answer):
    course = answer.course
    own = replace(course, connectome=replace(course.connectome, regions=tuple(f"r{i}" for i in range(82))))
    page = make_brain_page(replace(answer, course=own))
    assert "no surface that raad ships" in page
    assert 'id="scene"' not in page


def test_nothing_to_show_is_an_error_and_a_page_appears_whole(answer, tmp_path):
    lost = replace(answer.course, gbc=np.full_like(answer.course.gbc, np.nan))
    with pytest.raises(BadInput, match="nothing to show"):
        make_brain_page(replace(answer, course=lost), {})
    with pytest.raises(BadInput, match="no folder"):
        write_brain_page(answer, tmp_path / "none" / "x.html", {})
    assert write_brain_page(answer, tmp_path / "x.html", {}).stat().st_size > 1_000_000
