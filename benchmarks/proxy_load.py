"""The proxy: 82 states with invented kinetics, in the shape of raad's load but stiffer (gates of milliseconds)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from benchmarks.antimony import read
from benchmarks.load import OUTPUT_TIMES, Load

FOLDER = Path(__file__).parent / "proxy"


def proxy() -> Load:
    """Return the proxy with its 16 people: 33 parameters vary, log-normal, CV 20 %, gains of circuits 6 %."""
    said = read((FOLDER / "proxy.ant").read_text(encoding="utf-8"))
    states = tuple(said.rates)
    inputs = tuple(dict.fromkeys(name for _, name, _ in said.changes))
    parameters = tuple(n for n in said.constants if n not in states and n not in inputs)
    with (FOLDER / "patients.csv").open(encoding="utf-8", newline="") as lines:
        people = list(csv.DictReader(lines))
    boundaries = np.array([time for time, _, _ in said.changes])
    level = np.array([[said.constants[n] for n in inputs], *([[value] for _, _, value in said.changes])])
    return Load(
        "proxy", states, parameters, inputs, tuple(said.rates.values()),
        np.tile([said.constants[n] for n in states], (len(people), 1)),
        np.array([[float(one[n]) for n in parameters] for one in people]),
        boundaries, np.tile(level, (len(people), 1, 1)), OUTPUT_TIMES,
    )  # fmt: skip
