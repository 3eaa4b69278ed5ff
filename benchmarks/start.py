"""Cold and warm start: a new process that follows one person for four weeks, from nothing to the result.

Run it from the root of the repository: python benchmarks/start.py
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

SIMULATION = """
import raad
regimen = raad.Regimen().then(raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", II="84 h", ADDL=7))
raad.simulate(raad.treatment(), regimen, raad.Cohort.typical(), times=range(0, 673, 7))
"""
CACHE = "RAAD_CACHE_DIR"


def seconds(code: str, cache: str) -> float:
    """Return how long a new Python process takes for some code, with a folder as its cache. [s]"""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env={**os.environ, CACHE: cache}, check=True)
    return time.perf_counter() - begin


def measure(runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run: Python alone, import alone, cold (empty cache) and warm (filled cache)."""
    found: dict[str, list[float]] = {"python": [], "import": [], "cold": [], "warm": []}
    with tempfile.TemporaryDirectory() as filled:
        seconds(SIMULATION, filled)  # fills the cache, and the file system's memory of the libraries
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as empty:
                found["cold"].append(seconds(SIMULATION, empty))
            found["warm"].append(seconds(SIMULATION, filled))
            found["import"].append(seconds("import raad", filled))
            found["python"].append(seconds("pass", filled))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Seconds from starting Python to the first result.")
    parser.add_argument("--runs", type=int, default=5)
    found = measure(parser.parse_args().runs)
    print(f"{'start':<8}{'median s':>10}{'lowest':>9}{'highest':>9}")
    for name, times in found.items():
        print(f"{name:<8}{statistics.median(times):>10.2f}{min(times):>9.2f}{max(times):>9.2f}")


if __name__ == "__main__":
    main()
