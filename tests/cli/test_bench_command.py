"""`raad bench` as people meet it: a matrix, JSON with a fixed shape, a folder with a page."""

import csv
import json

from raad.bench.table import load_rows

ROW = "id,intervention,on_top_of,readout,expected_direction,time,species\n"
FIRST = load_rows()[0].id


def test_json_has_the_promised_shape(raad):
    code, out, _ = raad("bench", "--only", FIRST, "--json")
    said = json.loads(out)
    assert code == 0
    assert set(said) == {"rows"}
    assert [set(r) for r in said["rows"]] == [{"id", "hypothesis", "result", "expected", "predicted_effect", "why"}]
    assert said["rows"][0]["id"] == FIRST
    assert said["rows"][0]["hypothesis"] == "default"
    assert said["rows"][0]["result"] in ("pass", "fail", "cannot_say")


def test_a_matrix_is_printed_with_its_legend(raad):
    code, out, err = raad("bench", "--only", FIRST)
    assert code == 0
    assert FIRST in out
    assert "P pass, F fail" in out
    assert "research and teaching" in out
    assert err == ""


def test_a_folder_holds_table_json_and_page(raad, tmp_path):
    code, _, _ = raad("bench", "--only", FIRST, "--out", tmp_path / "o")
    assert code == 0
    assert {p.name for p in (tmp_path / "o").iterdir()} == {
        "bench.csv", "bench.json", "bench.html", "bench.manifest.json",
    }  # fmt: skip
    with (tmp_path / "o" / "bench.csv").open(encoding="utf-8") as file:
        assert [r["id"] for r in csv.DictReader(file)] == [FIRST]
    code, _, err = raad("bench", "--only", FIRST, "--out", tmp_path / "o")
    assert code == 2
    assert "not empty" in err


def test_what_is_not_understood_is_told_and_the_rest_is_answered(raad, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(ROW + "a,NBQX,ketamine,FST,block,24 h,mouse\nb,NBXQ,ketamine,FST,block,24 h,mouse\n")
    code, out, err = raad("bench", "--table", own, "--json")
    assert code == 2
    assert [r["id"] for r in json.loads(out)["rows"]] == ["a", "b"]
    assert "line 3" in err
    assert "'nbqx'" in err


def test_an_unknown_id_is_one_clear_error(raad):
    code, out, err = raad("bench", "--only", "nothing")
    assert (code, out) == (2, "")
    assert "no experiment named 'nothing'" in err
