"""Event semantics against results of NONMEM 7.5: 28 ways to dose a one-compartment model with a depot.

The numbers are the NONMEM runs of the dosing comparison in the public repository mrgsolve/nmtests
(dosing/results/1001-nm.csv: ADVAN2 with CL 1.1 L/h, V 20 L, ka 1.5 1/h; five digits are printed there).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import raad

with (Path(__file__).parent / "nonmem_dosing.csv").open(encoding="utf-8") as file:
    SCENARIOS = list(csv.DictReader(file))
TIMES = [float(name[1:]) for name in SCENARIOS[0] if name[0] == "t"]
COLUMNS = ("time", "evid", "amt", "cmt", "rate", "ii", "addl", "ss", "F", "lag", "D")


def rows(events):
    """Return the rows of an event table: doses first, then observations, as the runs had them at equal times."""
    found = []
    for event in events.split("; "):
        time, amount, state, *further = event.split()
        cells = {"time": time, "amt": amount, "cmt": state, "evid": "1", **dict(f.split("=") for f in further)}
        found.append((float(time), 0, cells))
    found += [(t, 1, {"time": str(t), "evid": "0"}) for t in TIMES]
    return [",".join(["1", "70", *(c.get(n, ".") for n in COLUMNS)]) for _, _, c in sorted(found, key=lambda f: f[:2])]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s["scenario"])
def test_what_nonmem_does(lab, solver, tmp_path, scenario):
    behind = {"names": {1: "depot", 2: "central"}}
    events = scenario["events"]
    for word, name in (("F", "F"), ("lag", "ALAG"), ("D", "D")):
        if f"{word}=" in events:
            behind[name] = dict.fromkeys(("depot", "central"), word)  # the column of the row
    header = "ID,WT," + ",".join(COLUMNS)
    (course,) = lab.table(
        solver, lab.oral, tmp_path / "e.csv", [header, *rows(events)], compartments=raad.Compartments(**behind),
    )  # fmt: skip
    expected = [float(scenario[f"t{t:g}"]) for t in TIMES]
    assert 1e3 * course.values["conc"] == pytest.approx(expected, rel=1e-4, abs=1e-3)
