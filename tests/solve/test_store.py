"""A run that was stopped goes on where it stood: finished parts are neither lost nor made again."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput

PEAK = raad.Reduction.maximum("nmda_block_mean", until=24)
NASAL = raad.dose("esketamine", "nasal", AMT="84 mg")
PEOPLE = 20


def run(store=None, progress=None, severity=0.0):
    cohort = raad.Cohort.table(PEOPLE, madrs=np.linspace(25, 40, PEOPLE) + severity)
    solver = raad.Solver(rtol=1e-5, chunk=4, threads=2)
    return raad.simulate(
        raad.treatment(), NASAL, cohort, [0, 24], readouts=["madrs"], reductions=[PEAK], solver=solver, store=store,
        progress=progress,
    )  # fmt: skip


class Enough(Exception):
    """Stands for a user who has waited long enough."""


def stop_at(limit):
    def progress(done, _):
        if done >= limit:
            raise Enough

    return progress


def test_a_stopped_run_is_taken_up(tmp_path, monkeypatch):
    with pytest.raises(Enough):
        run(tmp_path, stop_at(8))
    finished = len(list(tmp_path.glob("*.npz")))
    assert 2 <= finished < PEOPLE // 4 + 1
    from raad.solve import population

    made = []
    prepare = population.prepare
    monkeypatch.setattr(population, "prepare", lambda *a: (made.append(len(a[2])), prepare(*a))[1])
    again = run(tmp_path)
    assert len(made) == PEOPLE // 4 - finished
    plain = run()
    assert np.array_equal(again.record, plain.record)
    assert np.array_equal(again.reduced[PEAK.label], plain.reduced[PEAK.label])
    assert again.manifest == plain.manifest


def test_another_run_does_not_find_these_parts(tmp_path):
    run(tmp_path)
    assert not np.array_equal(run(tmp_path, severity=0.5).record, run(tmp_path).record)


def test_a_damaged_part_is_made_again(tmp_path):
    whole = run(tmp_path)
    first, second = sorted(tmp_path.glob("*.npz"))[:2]
    first.write_bytes(first.read_bytes()[:100])
    second.write_bytes(b"")
    assert np.array_equal(run(tmp_path).record, whole.record)


def test_failures_come_back_from_the_disk(tmp_path):
    cohort, broken = raad.Cohort.table(6, stress=0.5), {"tau_mood": [1.0, 1.0, np.nan, 1.0, 1.0, 1.0]}
    first, again = (
        raad.simulate(raad.treatment(), NASAL, cohort, [0, 1], parameters=broken, store=tmp_path) for _ in range(2)
    )
    assert [f.person for f in again.failures] == [2]
    assert again.failures == first.failures


def test_a_place_that_cannot_be_used_is_one_clear_error(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(BadInput, match="Name another folder"):
        run(tmp_path / "taken")
