"""Patients per second on a GPU against two CPU cores: the same equations, people and doses, and the same bits.

Run it from the root of the repository: python benchmarks/gpu.py
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from benchmarks.load import Load
    from raad.engine.gpu.crowd import Crowd
    from raad.engine.journey import Journey
    from raad.engine.system import System

RTOLS = (1e-4, 1e-6)
CORES = 2
NOTES = f"""\
A patient is 28 days with 8 infusions, and the state at the end is kept. Time is wall time, best of the repeats,
without compiling and with all copying to and from the GPU. CPU: {CORES} threads. Ratio: patients per second, GPU
against CPU. Same bits: whether the final states of those patients who were followed on both are identical."""


def system_of(load: Load) -> System:
    """Return the equations of a load for raad's engine; its inputs stand behind its parameters."""
    from raad.engine.system import System

    return System(load.states, (*load.parameters, *load.inputs), load.rates, {}, frozenset(load.states))


def people_of(load: Load, code: object, rtol: float) -> Journey:
    """Return the people of a load, ready to be followed."""
    from raad.engine.journey import Accuracy, Journey, Records, Watch
    from raad.engine.timetable import Kind, Timetable

    first = len(load.parameters)
    lines = [
        [
            (when, int(Kind.CHANGE), first + k, level)
            for when, row in zip(load.boundaries, levels[1:], strict=True)
            for k, level in enumerate(row)
        ]
        for levels in load.levels
    ]
    slow = np.hstack([load.values, load.levels[:, 0]])
    start = np.full(len(load), load.times[0])
    records = Records.same(len(load), load.times[-1:])
    return Journey(code, load.starts, slow, start, Timetable.of(lines), records, Watch.nothing(), Accuracy(rtol=rtol))


def on_cpu(load: Load, code: object, rtol: float, repeats: int) -> tuple[float, np.ndarray]:
    """Return patients per second, the best of the repeats, and the final state of everybody."""
    shortest, journey = np.inf, people_of(load, code, rtol)
    for _ in range(repeats):
        journey = people_of(load, code, rtol)
        begin = time.perf_counter()
        journey.go(load.times[-1], threads=CORES)
        shortest = min(shortest, time.perf_counter() - begin)
    return len(load) / shortest, journey.states


def on_gpu(crowd: Crowd, load: Load, code: object, rtol: float, repeats: int) -> tuple[float, np.ndarray]:
    """Return patients per second, the best of the repeats, and the final state of everybody."""
    shortest, journey = np.inf, people_of(load, code, rtol)
    end = np.full(len(load), load.times[-1])
    for _ in range(repeats):
        journey = people_of(load, code, rtol)
        begin = time.perf_counter()
        crowd.follow(journey._load(end), len(load))
        shortest = min(shortest, time.perf_counter() - begin)
    return len(load) / shortest, journey.states


def main() -> None:
    """Measure and print."""
    from benchmarks.catalogue import LOADS
    from raad.engine.compiled import compiled
    from raad.engine.gpu.crowd import Crowd, gpu_available

    parser = argparse.ArgumentParser(description="Patients per second on a GPU against two CPU cores.")
    parser.add_argument("--cpu-patients", type=int, default=512)
    parser.add_argument("--gpu-patients", type=int, default=65_536)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--loads", nargs="+", choices=LOADS, default=list(LOADS))
    asked = parser.parse_args()
    found, said = gpu_available()
    print(f"GPU: {said}" if found else f"No GPU was measured. {said}")
    print(f"{'load':<10}{'rtol':>8}{'CPU patients/s':>16}{'GPU patients/s':>16}{'ratio':>8}{'same bits':>11}")
    for name in asked.loads:
        load = LOADS[name]()
        system = system_of(load)
        code = compiled(system)
        crowd = Crowd(system) if found else None
        few, many = load.repeated(asked.cpu_patients), load.repeated(asked.gpu_patients)
        for rtol in RTOLS:
            slow, here = on_cpu(few, code, rtol, asked.repeats)
            row = f"{name:<10}{rtol:>8.0e}{slow:>16.0f}"
            if crowd is None:
                print(f"{row}{'no GPU':>16}{'-':>8}{'-':>11}", flush=True)
                continue
            fast, there = on_gpu(crowd, many, code, rtol, asked.repeats)
            both = min(len(few), len(many))
            same = np.array_equal(here[:both], there[:both], equal_nan=True)
            print(f"{row}{fast:>16.0f}{fast / slow:>8.1f}{same!s:>11}", flush=True)
    print(f"\n{NOTES}")


if __name__ == "__main__":
    main()
