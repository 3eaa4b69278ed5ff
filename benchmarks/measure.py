"""Measuring: processor time and error of each simulator at each tolerance, and time at equal error."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.accuracy import errors, scales
from benchmarks.load import Load
from benchmarks.peer import Missing, Peer
from benchmarks.reference import reference

EQUAL = 1e-5  # error at which simulators are compared


@dataclass(frozen=True)
class Point:
    """What a simulator reached at one tolerance: processor time of one person [s] and error of the worst."""

    tool: str
    rtol: float
    seconds: float
    error: float


@dataclass(frozen=True)
class AtError:
    """Processor time of one person [s] at equal error; not bracketed: that of the nearest point instead."""

    tool: str
    seconds: float
    bracketed: bool


def measure(
    peers: Sequence[Peer], load: Load, rtols: Sequence[float], repeats: int
) -> tuple[list[Point], dict[str, str]]:
    """Run every simulator on a load.

    Repeats take turns, so that a busy machine slows all alike; times are medians over repeats.

    Returns
    -------
    points, missing
        In the order of the simulators and tolerances; and why a simulator did not run.
    """
    truth = reference(load)
    ready: list[tuple[Peer, int]] = []
    missing: dict[str, str] = {}
    for peer in peers:
        people = max(peer.batch, len(load))
        try:
            peer.prepare(load.repeated(people), scales(truth))
        except Missing as why:
            missing[peer.name] = str(why)
        else:
            ready.append((peer, people))
    seconds: dict[tuple[str, float], list[float]] = {}
    worst: dict[tuple[str, float], float] = {}
    for _ in range(repeats):
        for peer, people in ready:
            for rtol in rtols:
                y, cpu = peer.solve(rtol)
                seconds.setdefault((peer.name, rtol), []).append(cpu / people)
                worst[peer.name, rtol] = float(errors(y, truth[np.arange(people) % len(load)]).max())
    return [Point(*key, statistics.median(seconds[key]), worst[key]) for key in seconds], missing


def at_error(points: Sequence[Point], error: float = EQUAL) -> AtError:
    """Return a simulator's time at an error, between the two points around it, on logarithmic scales.

    Examples
    --------
    >>> at_error([Point("a", 1e-4, 1.0, 1e-4), Point("a", 1e-6, 4.0, 1e-6)])
    AtError(tool='a', seconds=2.0, bracketed=True)
    """
    falling = sorted(points, key=lambda p: -p.rtol)
    for rough, fine in pairwise(falling):
        if rough.error >= error >= fine.error > 0 and math.isfinite(rough.error):
            if rough.error == fine.error:
                return AtError(rough.tool, min(rough.seconds, fine.seconds), True)
            share = math.log(rough.error / error) / math.log(rough.error / fine.error)
            return AtError(rough.tool, rough.seconds * (fine.seconds / rough.seconds) ** share, True)
    nearest = min(falling, key=lambda p: abs(math.log(max(p.error, 1e-300) / error)))
    return AtError(nearest.tool, nearest.seconds, False)
