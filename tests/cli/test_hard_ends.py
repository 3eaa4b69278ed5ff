"""Hard ends: signals, terminals without Unicode, people who cannot be followed, doses after the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

RAAD = [sys.executable, "-m", "raad"]


def raad(*words, cwd, **kwargs):
    return subprocess.run([*RAAD, *words], capture_output=True, text=True, cwd=cwd, check=False, **kwargs)


def test_asked_to_stop_leaves_nothing_behind(tmp_path):
    rows = "".join(f"{i},0,37,ketamine,iv\n" for i in range(1, 6000))
    (tmp_path / "many.csv").write_text("ID,TIME,AMT,DRUG,ROUTE\n" + rows)
    command = [*RAAD, "simulate", "--table", "many.csv", "--until", "40 days", "--out", "there"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not any(p.name != "many.csv" for p in tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 130
    assert [p.name for p in tmp_path.iterdir()] == ["many.csv"]


def test_an_interrupt_that_crosses_exec_still_gives_its_code(tmp_path):
    crossing = (
        "import os, signal, raad.cli.main as program\n"
        "here, asked = os.getpid(), int(signal.SIGTERM)\n"
        "program.app = lambda: exec(f'import os, time; os.kill({here}, {asked}); time.sleep(30)')\n"
        "program.run()\n"
    )
    (tmp_path / "crossing.py").write_text(crossing)
    command = [sys.executable, "-m", "crossing"]  # only with -m does Python remember such an interrupt
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 130 and "interrupted" in done.stderr and "Traceback" not in done.stderr


def test_a_terminal_without_unicode_shows_a_mark(tmp_path):
    (tmp_path / "s.yaml").write_text("name: caf\u00e9 \U0001f600\noutputs: {until: 1 h}\n", encoding="utf-8")
    done = raad("simulate", "s.yaml", cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0 and "Traceback" not in done.stderr


def test_a_score_out_of_reach_writes_no_folder(tmp_path):
    (tmp_path / "s.yaml").write_text("patient: {madrs: 60}\noutputs: {until: 1 h}\n")
    done = raad("simulate", "s.yaml", "--out", "there", cwd=tmp_path)
    assert done.returncode == 2 and "out of reach" in done.stderr and not (tmp_path / "there").exists()


def test_a_dose_after_the_end_of_a_table_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("ID,TIME,AMT,DRUG,ROUTE\n1,50,37,ketamine,iv\n")
    done = raad("simulate", "--table", "t.csv", "--until", "1 day", cwd=tmp_path)
    assert done.returncode == 2 and "after the end" in done.stderr


def test_a_narrow_terminal_cuts_no_number(tmp_path):
    done = raad("simulate", "nasal_induction", cwd=tmp_path, env={**os.environ, "COLUMNS": "60"})
    line = next(row for row in done.stdout.splitlines() if "nmda_block_interneuron" in row)
    assert line.split()[2].endswith(("h", "d")) or line.split()[3] in ("h", "d")


def test_json_is_one_object(tmp_path):
    done = raad("simulate", "iv_ketamine_single", "--json", cwd=tmp_path)
    assert {"readouts", "summary", "manifest"} <= set(json.loads(done.stdout))
