"""`raad risks`: table, files, JSON, list, scorecard, and errors before any work."""

from __future__ import annotations

import csv
import json

import pytest

FEW = ("--people", "30", "--draws", "2")


def test_table_says_what_it_is(raad):
    code, out, _ = raad("risks", "nasal_induction", *FEW)
    assert code == 0 and "Nausea" in out and "5 to 95 %" in out
    assert "research and teaching" in out and "Ready to leave" in out


def test_json_and_files_agree(raad, tmp_path):
    out = tmp_path / "r"
    _, printed, _ = raad("risks", "nasal_induction", *FEW, "--json", "--out", out)
    told = json.loads(printed)
    kept = json.loads((out / "risks.json").read_text(encoding="utf-8"))
    assert kept == told and {f.name for f in out.iterdir()} == {"risks.csv", "risks.json", "risks.html"}
    with (out / "risks.csv").open(encoding="utf-8") as file:
        rows = {r["endpoint"]: r for r in csv.DictReader(file)}
    nausea = next(r for r in told["risks"] if r["endpoint"] == "nausea")
    assert float(rows["nausea"]["incidence"]) == pytest.approx(nausea["incidence"])
    assert rows["pollakiuria"]["per_session"] == "" and told["manifest"]["seed"] == 0
    assert "NaN" not in printed


def test_lists(raad):
    assert "sbp_ge_180" in raad("risks", "--endpoints")[1]
    assert len(json.loads(raad("risks", "--endpoints", "--json")[1])["endpoints"]) > 30


def test_scorecard(raad):
    said = json.loads(raad("risks", "--scorecard", "--people", "60", "--json")[1])
    assert said["met"] > 0.8 * said["of"] > 100


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "Give a scenario"),
        (("nasal_inductoin",), "nasal_induction"),
        (("nasal_induction", "--people", "0"), "people"),
        (("nasal_induction", "--draws", "-1"), "draws"),
        (("rat_surge",), "humans only"),
    ],
)
def test_errors_are_one_text(raad, arguments, word):
    code, out, err = raad("risks", *arguments)
    assert code == 2 and word in err and "Traceback" not in err and out == ""


def test_a_folder_that_cannot_be_written_is_told_before_work(raad, tmp_path):
    (tmp_path / "r").write_text("a file")
    assert "is a file" in raad("risks", "nasal_induction", "--out", tmp_path / "r")[2]
