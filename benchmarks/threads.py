"""How threads scale: patients per second with one and with two threads, taken in turn.

Run it from the root of the repository: python benchmarks/threads.py
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import raad
from benchmarks.people import population


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Patients per second by number of threads.")
    parser.add_argument("--patients", type=int, default=6_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    cohort, parameters = population(asked.patients)
    regimen = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7))
    keep = [raad.Reduction.value_at("madrs", 672)]
    spent: dict[int, list[float]] = {n: [] for n in asked.threads}
    for _ in range(asked.repeats):
        for threads, times in spent.items():
            begin = time.perf_counter()
            solver = raad.Solver(threads=threads)
            raad.simulate(raad.treatment(), regimen, cohort, parameters=parameters, reductions=keep, solver=solver)
            times.append(time.perf_counter() - begin)
    medians = {threads: statistics.median(times) for threads, times in spent.items()}
    one = medians[asked.threads[0]]
    for threads, median in medians.items():
        print(f"{threads} threads {asked.patients / median:>8.0f} patients/s   ratio {one / median:.2f}")


if __name__ == "__main__":
    main()
