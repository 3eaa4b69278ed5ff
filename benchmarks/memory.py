"""Memory of a large population with ten reductions and no curves; peak of the whole process.

Run it from the root of the repository: python benchmarks/memory.py --patients 1000000
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

import raad
from benchmarks.people import population

END = 672.0


def reductions() -> list[raad.Reduction]:
    """Return ten numbers that a trial or a safety study would ask for."""
    r = raad.Reduction
    return [
        r.minimum("madrs", until=END), r.auc("madrs", until=END), r.value_at("madrs", 24), r.value_at("madrs", END),
        r.maximum("nmda_block_mean", until=END), r.time_of_maximum("nmda_block_mean", until=24),
        r.time_above("nmda_block_mean", 0.1, until=END), r.maximum("venous_esketamine", until=END),
        r.auc("venous_esketamine", until=END), r.maximum("glutamate_prefrontal_rel", until=END),
    ]  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Peak memory of a large population.")
    parser.add_argument("--patients", type=int, default=100_000)
    people = parser.parse_args().patients
    regimen = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7))
    cohort, parameters = population(people)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    result = raad.simulate(raad.treatment(), regimen, cohort, parameters=parameters, reductions=reductions())
    spent = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = sum(int(np.isfinite(v).sum()) for v in result.reduced.values())
    print(f"{people} patients, {len(result.reduced)} reductions, {len(result.failures)} failures, {found} numbers")
    print(f"peak {peak:.0f} MiB (people and parameters before: {before:.0f} MiB); {people / spent:.0f} patients/s")


if __name__ == "__main__":
    main()
