"""The program as people meet it: answers on stdout, faults on stderr with a code, no traceback, no half files."""

import json
import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "xarray", "zarr", "pint", "sympy", "symengine", "plotly", "matplotlib", "pydantic", "yaml")
TABLE = "ID,TIME,AMT,EVID\n1,0,84,1\n1,2,.,0\n1,24,.,0\n"


def test_help_does_not_load_what_is_heavy():
    code = f"import sys, raad.cli.main; print([m for m in {HEAVY!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_help_says_what_it_is_for(raad):
    code, out, _ = raad("--help")
    assert code == 0
    assert "research and teaching only" in out


def test_json_is_one_object_with_everything(raad):
    code, out, _ = raad("simulate", "iv_ketamine_single", "--json")
    said = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert code == 0
    assert set(said) == {"readouts", "summary", "failures", "held_h", "manifest"}
    assert said["failures"] == []
    assert set(said["readouts"]) == set(said["summary"])
    for readout in said["readouts"].values():
        assert set(readout) == {"unit", "time_h", "values"}
        assert len(readout["time_h"]) == len(readout["values"]) == 337
    assert said["readouts"]["venous_ketamine"]["unit"] == "ng/mL"
    assert "research and teaching" in said["manifest"]["disclaimer"]


def test_chosen_readouts_are_the_ones_shown(raad):
    _, out, _ = raad("simulate", "iv_ketamine_single", "--json", "--readouts", "madrs,mtorc1_rel")
    assert list(json.loads(out)["readouts"]) == ["madrs", "mtorc1_rel"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("simulate",),
        ("simulate", "nasal_inductio"),
        ("simulate", "no/such.yaml"),
        ("simulate", "nasal_induction", "--readouts", "mdrs"),
        ("simulate", "nasal_induction", "--until", "3 days"),
        ("simulate", "--table", "no.csv"),
        ("scenarios", "nope"),
        ("model", "bdnf"),
        ("model", "--species", "dog"),
        ("calibrate", "nope"),
    ],
    ids=" ".join,
)
def test_wrong_input_is_told_on_stderr_with_code_2(raad, arguments):
    code, out, err = raad(*arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("raad: ")
    assert "Traceback" not in err


def test_results_are_whole_and_not_overwritten(raad, tmp_path, monkeypatch):
    monkeypatch.setattr("raad.report.write_report", lambda trajectory, path, title: path.write_text(title))
    out = tmp_path / "results"
    code, _, _ = raad("simulate", "rat_chronic_stress", "--out", out)
    assert code == 0
    names = sorted(p.name for p in out.iterdir())
    assert names == ["readouts.csv", "readouts.manifest.json", "readouts.zarr", "report.html", "summary.json"]
    assert json.loads((out / "summary.json").read_text())["summary"]["severity"]
    assert raad("simulate", "rat_chronic_stress", "--out", out)[0] == 2
    assert raad("simulate", "rat_chronic_stress", "--out", out, "--force")[0] == 0


def test_no_partial_folder_when_the_report_fails(raad, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setattr("raad.report.write_report", fail)
    code, _, err = raad("simulate", "rat_chronic_stress", "--out", tmp_path / "results")
    assert code == 2
    assert "No space left" in err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_is_one_line_and_code_130(raad, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("raad.exchange.scenario.run", interrupt)
    code, _, err = raad("simulate", "nasal_induction")
    assert code == 130
    assert len(err.strip().splitlines()) == 1


def test_a_person_who_fails_is_code_3_and_valid_json(raad, monkeypatch):
    from raad.engine.journey import Accuracy

    # One step is not enough for anybody.
    monkeypatch.setattr("raad.solve.solver.Accuracy", lambda *a, **k: Accuracy(*a, **{**k, "budget": 1}))
    code, out, err = raad("simulate", "nasal_induction", "--json", "--readouts", "madrs")
    assert code == 3
    said = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert "1 steps were spent" in said["failures"][0]["reason"]
    assert set(said["readouts"]["madrs"]["values"]) == {None}
    assert "stopped at" in err


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_tables_as_spreadsheets_save_them_are_read(raad, tmp_path, ends, mark):
    path = tmp_path / "events.csv"
    path.write_bytes(mark + TABLE.replace("\n", ends).encode())
    code, out, _ = raad("simulate", "--table", path, "--drug", "esketamine", "--route", "nasal", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["subjects"]["1"]["readouts"]["madrs"]["time_h"] == [2, 24]
    assert said["failures"] == []


def test_table_results_are_tidy_and_failures_are_rows(raad, tmp_path):
    path, out = tmp_path / "events.csv", tmp_path / "out"
    path.write_text("ID,TIME,AMT,MADRS\na,0,84,35\na,2,.,35\nb,0,84,0\nb,2,.,0\n")
    asked = ("--drug", "esketamine", "--route", "nasal", "--readouts", "madrs,venous_esketamine")
    code, _, err = raad("simulate", "--table", path, *asked, "--out", out)
    assert code == 3
    assert "ID b" in err
    lines = (out / "readouts.csv").read_text().splitlines()
    assert lines[0] == "USUBJID,TIME,PARAMCD,AVAL,AVALU"
    assert [line.split(",")[:3] for line in lines[1:]] == [["a", "2", "madrs"], ["a", "2", "venous_esketamine"]]
    assert (out / "failures.csv").read_text().splitlines()[1].startswith("b,")


def test_scenarios_can_be_listed_printed_and_described(raad):
    assert "nasal_induction" in raad("scenarios")[1]
    assert "84 mg" in raad("scenarios", "nasal_induction")[1]
    assert json.loads(raad("scenarios", "--schema")[1])["title"] == "ScenarioFile"


def test_the_model_shows_equations_numbers_and_sources(raad):
    _, out, _ = raad("model", "bdnf_prefrontal")
    assert "d bdnf_prefrontal_rel / dt =" in out
    assert "k_out_bdnf" in out
    said = json.loads(raad("model", "bdnf_prefrontal", "--json")[1])
    assert said["mechanisms"][0]["latex"]
    assert all(row["source"] and row["verification"] for row in said["parameters"])
    readouts = json.loads(raad("model", "--readouts", "--json")[1])["readouts"]
    assert "madrs" in {row["name"] for row in readouts}


def test_weights_that_change_are_carried_as_asked(raad, tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("ID,TIME,AMT,WT\n1,0,84,60\n1,2,.,60\n1,8,.,110\n")
    asked = ("simulate", "--table", path, "--drug", "esketamine", "--route", "nasal", "--readouts", "venous_esketamine")
    levels = {}
    for carry in ("", "nocb", "LOCF"):
        code, out, _ = raad(*asked, "--json", *(("--carry", carry) if carry else ()))
        said = json.loads(out)
        assert code == 0 and said["manifest"]["settings"]["carry"] == (carry or "nocb").lower()
        levels[carry] = said["subjects"]["1"]["readouts"]["venous_esketamine"]["values"]
    assert levels[""] == levels["nocb"]
    assert levels["LOCF"][1] != pytest.approx(levels["nocb"][1], rel=1e-2)
    code, out, err = raad(*asked, "--carry", "lofc")
    assert (code, out) == (2, "") and "'lofc'. Did you mean 'locf'" in err
    code, _, err = raad("simulate", "nasal_induction", "--carry", "locf")
    assert code == 2 and "--carry belongs to --table" in err


def test_the_table_and_its_summaries_grow_together(raad, tmp_path):
    path, out = tmp_path / "events.csv", tmp_path / "out"
    path.write_text(TABLE + '"a ""b""",0,56,1\n"a ""b""",3,.,0\n')
    asked = ("--drug", "esketamine", "--route", "nasal", "--readouts", "madrs")
    assert raad("simulate", "--table", path, *asked, "--out", out)[0] == 0
    said = json.loads((out / "summary.json").read_text())
    assert list(said["subjects"]) == ["1", 'a "b"'] and said["failures"] == []
    settings = said["manifest"]["settings"]
    assert (settings["solver"], settings["rtol"], settings["subjects"]) == ("Rodas5P", 1e-6, 2)
    _, printed, _ = raad("simulate", "--table", path, *asked, "--json")
    assert json.loads(printed)["subjects"]["1"]["summary"] == said["subjects"]["1"]
    assert json.loads(printed)["manifest"] == said["manifest"]
