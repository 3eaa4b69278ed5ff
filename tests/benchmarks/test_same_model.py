"""The load named raad is raad: what simulate gives for one of its people is what the load says."""

from __future__ import annotations

import numpy as np
import pytest

import raad as product
from benchmarks.accuracy import errors
from benchmarks.load import DOSE_LASTS, DOSE_TIMES
from benchmarks.peer import Missing, need
from benchmarks.peers.cvode import Cvode
from benchmarks.raad_load import raad


def test_simulate_agrees_with_the_load():
    load = raad(1)
    said = dict(zip(load.parameters, load.values[0], strict=True))
    model = product.treatment()
    rows = {n: model.parameters.row(n, "human").value for n in model.params}  # some stand in another unit there
    model = model.with_values({n: rows[n] * (said[n] / model.values[n] if rows[n] else 1) for n in model.params})
    person = product.Person(weight=said["weight"], stress=said["stress_exposure"])
    doses = [
        product.dose("ketamine", "iv", AMT="0.5 mg/kg", TIME=f"{t} h", DUR=f"{DOSE_LASTS * 60} min") for t in DOSE_TIMES
    ]
    followed = product.simulate(model, product.Regimen().then(*doses), person, load.times, tolerances=(1e-9, 1e-12))
    solver = Cvode()
    solver.prepare(load, np.ones(len(load.states)))
    assert errors(solver.solve(1e-9)[0], followed.states).max() < 1e-6


def test_what_is_not_installed_says_so():
    with pytest.raises(Missing, match="nobody is not installed"):
        need("nobody_wrote_this", "nobody")
