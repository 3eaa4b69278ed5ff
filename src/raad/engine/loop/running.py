"""The step loop: all lanes step together, each at its own pace; a lane that is done takes the next person.

Written in the lane language; `run` is what Python calls.
"""

from __future__ import annotations

from raad.engine.language.words import WIDTH, Int, Real, Vec, fabs, fma, get, larger, prepare, vec, where
from raad.engine.loop.happening import arrive, blame, has_come, leave, seat, write_until
from raad.engine.loop.memory import (
    ARRIVED,
    BELOW_ZERO,
    BUDGET,
    FINE,
    FRESH,
    LOW,
    NOT_A_NUMBER,
    SEATED,
    STEP,
    STOP,
    TAKEN,
    WISH,
    Load,
    T,
    Work,
)  # fmt: skip
from raad.engine.loop.stepping import attempt, dense_terms, next_step
from raad.engine.loop.watching import start_watch, watch_step

DUST = 100.0  # tolerances below zero
NO_STEP = 1e-14  # relative to the time: a step that does not move the clock


def reached(w: Work, lane: Int) -> Real:
    """Return the time at the end of the step: that of the event where it was to end, not a sum with rounding."""
    return (
        get(w.clock, STOP, lane)
        if get(w.clock, ARRIVED, lane) > 0.0
        else get(w.clock, T, lane) + get(w.clock, STEP, lane)
    )


def records_inside(m: Load, w: Work) -> Int:
    """Count lanes that have a record to write within the step that was just taken."""
    count = 0
    for lane in range(WIDTH):
        if get(w.clock, TAKEN, lane) > 0.0:
            person = w.person[lane]
            row = m.row[person]
            if row < m.row_end[person]:  # `and` works out both sides, and there may be no such row
                if m.record_held[row] == 0 and has_come(m.record_time[row], reached(w, lane)):
                    count = count + 1
    return count


def write_inside(m: Load, w: Work) -> None:
    """Write the records within the step that was just taken."""
    for lane in range(WIDTH):
        if get(w.clock, TAKEN, lane) > 0.0:
            start = get(w.clock, T, lane)
            write_until(m, w, lane, start, get(w.clock, STEP, lane), reached(w, lane), 1)


def lowest(m: Load, peak: Vec) -> Vec:
    """Return how far below zero a state may fall that is none of the signed ones: the error of some steps."""
    return fma(peak, vec(DUST * m.rtol), vec(DUST * m.atol))


def move(m: Load, w: Work) -> None:
    """Make the end of the step the state, in lanes that took it."""
    y, new, peak = w.y, w.new, w.peak
    taken = w.clock[TAKEN] > 0.0
    low = vec(0.0)
    for i in range(m.n):
        end = where(taken, new[i], y[i])
        y[i] = end
        peak[i] = larger(fabs(end), peak[i])
        if m.signed[i] == 0:
            low = where(end < -lowest(m, peak[i]), vec(1.0), low)
    w.clock[LOW] = low


def blame_low(m: Load, w: Work, lane: Int) -> None:
    """Give a person up whose state has left its range, and say which state lies lowest below its peak."""
    person = w.person[lane]
    m.status[person] = BELOW_ZERO
    worst = 0.0
    for i in range(m.n):
        share = -get(w.y, i, lane) / (get(w.peak, i, lane) + m.atol)
        if share > worst and m.signed[i] == 0:
            worst = share
            m.culprit[person] = i


def finish(m: Load, w: Work, lane: Int, taken: Int) -> None:
    """After a step of one lane: events, the end, or giving up."""
    person = w.person[lane]
    m.steps[person] = m.steps[person] + 1
    if taken:
        if get(w.clock, LOW, lane) > 0.0:
            blame_low(m, w, lane)
        elif get(w.clock, ARRIVED, lane) > 0.0:
            if m.hold == 0 or get(w.clock, T, lane) < m.end[person]:
                arrive(m, w, lane)
    else:
        m.rejected[person] = m.rejected[person] + 1
        now = get(w.clock, T, lane)
        size = now if now > 0.0 else -now
        if get(w.clock, STEP, lane) < NO_STEP * (size + 1.0):
            blame(m, w, lane, NOT_A_NUMBER)
    if m.steps[person] >= m.budget and m.status[person] == FINE:
        blame(m, w, lane, BUDGET)
    if m.status[person] != FINE:
        m.when[person] = get(w.clock, T, lane)
        w.seated = w.seated - 1
        seat(m, w, lane)
    elif get(w.clock, T, lane) >= m.end[person]:
        leave(m, w, lane)
        w.seated = w.seated - 1
        seat(m, w, lane)


def hop(m: Load, w: Work) -> None:
    """Step all lanes once."""
    if w.stale:
        prepare(w.p, w.q)
        start_watch(m, w)
        w.stale = 0
    seated = w.clock[SEATED] > 0.0
    error = attempt(m, w)
    taken = seated & (error <= 1.0)
    h = w.clock[STEP]
    ahead = w.clock[STOP] - w.clock[T]
    w.clock[TAKEN] = where(taken, vec(1.0), vec(0.0))
    w.clock[ARRIVED] = where(h >= ahead, vec(1.0), vec(0.0))
    inside = records_inside(m, w)
    if inside > 0 or m.n_watch > 0:
        dense_terms(m, w)
        if inside > 0:
            write_inside(m, w)
        if m.n_watch > 0:
            watch_step(m, w)
    move(m, w)
    later = where(h >= ahead, w.clock[STOP], w.clock[T] + h)
    w.clock[T] = where(taken, later, w.clock[T])
    wish = h * next_step(error)
    cut = taken & (h < w.clock[WISH])  # the stretch ended, not the patience: what was wished stands
    w.clock[STEP] = where(cut, larger(wish, w.clock[WISH]), wish)
    w.clock[FRESH] = vec(0.0)
    for lane in range(WIDTH):
        if get(w.clock, SEATED, lane) > 0.0:
            if get(w.clock, TAKEN, lane) > 0.0:
                finish(m, w, lane, 1)
            else:
                finish(m, w, lane, 0)


def run(m: Load, w: Work) -> None:
    """Follow people `next`, `next + skip`, ... below `last`, each to its own end."""
    for lane in range(WIDTH):
        seat(m, w, lane)
    while w.seated > 0:
        hop(m, w)
