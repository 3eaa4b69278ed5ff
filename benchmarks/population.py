"""A population of stiff patients: raad and its peers on the same equations, people, doses and output times.

Run it from the root of the repository: python benchmarks/population.py --quick
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # small matrices: more threads would cost time and win none

RTOLS = (1e-4, 1e-5, 1e-6, 1e-7, 1e-8)


def main() -> None:
    """Measure and print."""
    from benchmarks.catalogue import LOADS, TOOLS
    from benchmarks.measure import measure
    from benchmarks.table import NOTES, equal_error, table

    parser = argparse.ArgumentParser(description="Patients per second per core at equal error, raad and its peers.")
    parser.add_argument("--quick", action="store_true", help="two patients and one run of each")
    parser.add_argument("--patients", type=int, default=16, help="of each load, at most 16")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--loads", nargs="+", choices=LOADS, default=list(LOADS))
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    asked = parser.parse_args()
    patients, repeats = (2, 1) if asked.quick else (asked.patients, asked.repeats)
    if not 1 <= patients <= 16:
        parser.error("--patients must be 1 to 16")
    versions = {tool: _version(tool) for tool in asked.tools}
    print("  ".join(f"{tool} {number}" for tool, number in versions.items()))
    figures = {}
    for name in asked.loads:
        load = LOADS[name]().first(patients)
        points, missing = measure([TOOLS[t]() for t in asked.tools], load, RTOLS, repeats)
        print(f"\n{name}: {len(load.states)} states, {len(load)} patients\n{table(points, missing)}", flush=True)
        equal = [asdict(row) for row in equal_error(points)]
        figures[name] = {"points": [asdict(p) for p in points], "equal_error": equal, "missing": missing}
    print(f"\n{NOTES}")
    if asked.json:
        asked.json.write_text(json.dumps({"versions": versions, "loads": figures}, indent=1), encoding="utf-8")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
