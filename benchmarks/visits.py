"""What decision points cost: doses that a rule gives at visits, against the same doses planned beforehand.

Run it from the root of the repository: python benchmarks/visits.py
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import raad
from benchmarks.people import population

VISITS = tuple(84.0 * k for k in range(8))
END = 672.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Patients per second with and without a titration rule.")
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    model, reductions = raad.treatment(), [raad.Reduction.value_at("madrs", END)]
    cohort, parameters = population(asked.patients)
    small, large = (raad.dose("esketamine", "nasal", AMT=f"{mg} mg") for mg in (56, 84))

    def titrate(visit: raad.Visit) -> None:
        poor = visit["madrs"] > 16
        visit.give(poor, large)
        visit.give(~poor, small)

    planned = raad.Regimen().then(raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7))

    def run(regimen: raad.Regimen, visits: raad.Visits | None) -> Callable[[], object]:
        return lambda: raad.simulate(
            model, regimen, cohort, parameters=parameters, reductions=reductions, visits=visits
        )

    ways = {"planned": run(planned, None), "at visits": run(raad.Regimen(), raad.Visits(VISITS, titrate))}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(asked.repeats):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            spent[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    print(f"{asked.patients} patients, 28 days, 8 doses, {len(VISITS)} visits; all cores")
    for name, median in medians.items():
        print(f"{name:<12}{asked.patients / median:>10.0f} patients/s   ratio {medians['planned'] / median:.2f}")


if __name__ == "__main__":
    main()
