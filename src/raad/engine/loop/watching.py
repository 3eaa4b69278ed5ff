"""Values that are watched while people are followed, so that their curves need not be kept.

Largest and smallest value with their times, area under the curve, time above a threshold; each within a
window. A step is looked at in four quarters of its dense output: areas by Boole's rule, extremes by the
parabola through three neighbours, crossings on straight lines. Written in the lane language.
"""

from __future__ import annotations

from raad.engine.language.words import Int, Vec, advance, fabs, fma, larger, static, vec, watched, where
from raad.engine.loop.memory import (
    ABOVE,
    AREA,
    CYCLING,
    LATEST,
    LEAST,
    MOST,
    STEP,
    TAKEN,
    WATCH_SIZE,
    Load,
    T,
    Work,
)  # fmt: skip
from raad.engine.loop.stepping import between

EARLY = 1e-9  # [time] a window that begins or ends this near to a step's end does so there


def start_watch(m: Load, w: Work) -> None:
    """Look at the watched values where the next step begins."""
    if m.n_watch > 0:
        watched(w.y, w.p, w.q, w.seen)
        for k in range(m.n_watch):
            w.watch[k * WATCH_SIZE + LATEST] = w.seen[k]


def extreme(w: Work, at: Int, a: Vec, b: Vec, c: Vec, middle: Vec, quarter: Vec, inside: Vec, sign: Vec) -> None:
    """Compare what is kept with a parabola's top (sign 1) or bottom (sign -1) and the points that it goes through."""
    best = w.watch[at] * sign
    when = w.watch[at + 1]
    bend = (a - b * 2.0 + c) * sign
    slant = (c - a) * 0.5 * sign
    offset = where(bend < 0.0, -slant / bend, vec(0.0))
    offset = where(fabs(offset) <= 1.0, offset, vec(0.0))
    top = fma(offset, slant, fma(offset * offset * 0.5, bend, b * sign))
    for side in static((-1, 1)):
        end = (a if side < 0 else c) * sign
        beyond = end >= top if side < 0 else end > top  # of equal values the first counts
        offset = where(beyond, vec(side), offset)
        top = larger(end, top)
    better = (inside > 0.0) & (top > best)
    w.watch[at] = where(better, top, best) * sign
    w.watch[at + 1] = where(better, fma(offset, quarter, middle), when)


def time_above(threshold: Vec, a: Vec, b: Vec) -> Vec:
    """Return the share of a stretch, straight from a to b, that lies above a threshold."""
    first = a - threshold
    second = b - threshold
    above = larger(first, vec(0.0)) + larger(second, vec(0.0))
    return above / (fabs(first) + fabs(second) + 1e-300)


def watch_step(m: Load, w: Work) -> None:
    """Take the step that was just taken into what is kept."""
    count = m.n_watch
    seen = w.seen
    for quarter in static(range(1, 5)):
        between(m, w, vec(0.25 * quarter))
        watched(w.stage, w.p, w.q, advance(seen, quarter * count))
    t = w.clock[T]
    h = w.clock[STEP]
    part = h * 0.25
    for k in range(count):
        at = k * WATCH_SIZE
        window = (t >= m.since[k] - EARLY) & (t + h <= m.until[k] + EARLY)
        counted = window & (w.clock[TAKEN] > 0.0) & (w.clock[CYCLING] < 0.5)
        inside = where(counted, vec(1.0), vec(0.0))
        v0 = w.watch[at + LATEST]
        v1 = seen[count + k]
        v2 = seen[2 * count + k]
        v3 = seen[3 * count + k]
        v4 = seen[4 * count + k]
        for low in static((0, 1)):
            place = at + (LEAST if low else MOST)
            sign = vec(-1.0 if low else 1.0)
            extreme(w, place, v0, v1, v2, t + part, part, inside, sign)
            extreme(w, place, v1, v2, v3, t + part * 2.0, part, inside, sign)
            extreme(w, place, v2, v3, v4, t + part * 3.0, part, inside, sign)
        area = h / 90.0 * (7.0 * (v0 + v4) + 32.0 * (v1 + v3) + 12.0 * v2)
        w.watch[at + AREA] = w.watch[at + AREA] + where(counted, area, vec(0.0))
        limit = vec(m.threshold[k])
        share = (
            time_above(limit, v0, v1)
            + time_above(limit, v1, v2)
            + time_above(limit, v2, v3)
            + time_above(limit, v3, v4)
        )
        w.watch[at + ABOVE] = w.watch[at + ABOVE] + where(counted, share * part, vec(0.0))
        w.watch[at + LATEST] = where(w.clock[TAKEN] > 0.0, v4, v0)
