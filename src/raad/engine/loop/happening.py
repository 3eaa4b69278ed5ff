"""What happens to one person between two steps: lines of the timetable, records, coming and going.

Written in the lane language, for one lane at a time.
"""

from __future__ import annotations

from raad.engine.language.words import Int, Real, get, put, rates
from raad.engine.loop.memory import (
    CYCLING,
    DRIFT,
    FINE,
    FRESH,
    NO_STEADY_STATE,
    SEATED,
    SHELF_STEP,
    SHELF_T,
    STEP,
    STOP,
    WATCH_SIZE,
    Load,
    T,
    Work,
)  # fmt: skip
from raad.engine.timetable import Kind

STOPS, CHANGES, STARTS, BOLUS, RESETS = (
    int(Kind.STOP),
    int(Kind.CHANGE),
    int(Kind.START),
    int(Kind.BOLUS),
    int(Kind.RESET),
)
KEEPS, CYCLES, REPEATS, ADDS, RECORDS = (
    int(Kind.KEEP),
    int(Kind.CYCLE),
    int(Kind.REPEAT),
    int(Kind.ADD_KEPT),
    int(Kind.RECORD),
)
PAUSES = int(Kind.PAUSE)
SAME_TIME = 1e-11  # relative; sums of intervals differ by rounding only
STEADY, SURE = 0.1, 1e-3  # tolerances: how little a cycle may move the state, and how little is rounding for sure


def absolute(x: Real) -> Real:
    """Return the absolute value."""
    return x if x > 0.0 else -x


def has_come(time: Real, now: Real) -> Int:
    """Say whether a time has come; times that differ by rounding are one."""
    return 1 if time <= now + SAME_TIME * (absolute(now) + 1.0) else 0


def write_record(m: Load, w: Work, lane: Int, row: Int, theta: Real, inside: Int) -> None:
    """Write the state of one lane, within the step (dense output) or as it is now, and what may change in p."""
    n = m.n
    y, new, dense = w.y, w.new, w.dense
    records = m.records
    left = 1.0 - theta
    for i in range(n):
        here = get(y, i, lane)
        if inside:
            bend = get(dense, i, lane) + theta * (get(dense, n + i, lane) + theta * get(dense, 2 * n + i, lane))
            here = left * here + theta * (get(new, i, lane) + left * bend)
        records[row * n + i] = here
    for k in range(m.n_changing):
        m.changed[row * m.n_changing + k] = get(w.p, m.changing[k], lane)


def write_until(m: Load, w: Work, lane: Int, start: Real, h: Real, now: Real, inside: Int) -> None:
    """Write the records of one lane up to a time; those that wait for a line of the timetable stay."""
    person = w.person[lane]
    row = m.row[person]
    last = m.row_end[person]
    going = 1
    while going:
        if row >= last or m.record_held[row] or not has_come(m.record_time[row], now):
            going = 0
        else:
            theta = 1.0
            if h > 0.0:
                theta = (m.record_time[row] - start) / h
            theta = min(theta, 1.0)
            write_record(m, w, lane, row, theta, inside)
            row = row + 1
    m.row[person] = row


def begin_infusion(w: Work, lane: Int, i: Int, by: Real) -> None:
    """Let an infusion begin."""
    put(w.rate, i, lane, get(w.rate, i, lane) + by)
    put(w.count, i, lane, get(w.count, i, lane) + 1.0)


def end_infusion(w: Work, lane: Int, i: Int, by: Real) -> None:
    """Let an infusion end; after the last one nothing flows, not even rounding."""
    left = get(w.count, i, lane) - 1.0
    put(w.count, i, lane, left)
    put(w.rate, i, lane, get(w.rate, i, lane) - by if left > 0.5 else 0.0)


def reset(m: Load, w: Work, lane: Int) -> None:
    """Return one lane to its entry; nothing flows any more."""
    entry = w.person[lane] * m.n
    for i in range(m.n):
        put(w.y, i, lane, m.entry[entry + i])
        put(w.peak, i, lane, absolute(m.entry[entry + i]))
        put(w.rate, i, lane, 0.0)
        put(w.count, i, lane, 0.0)


def is_steady(m: Load, w: Work, lane: Int) -> Int:
    """Say whether a cycle has brought the state back to where it was; remember it for the next cycle.

    Slow states creep: when each cycle moves by a share r of the one before, r / (1 - r) of the last move is still
    to come, and that must be less than the tolerance as well.
    """
    move = 0.0
    for i in range(m.n):
        now = get(w.y, i, lane)
        scale = m.rtol * (absolute(now) + m.floor * get(w.peak, i, lane)) + m.atol
        share = absolute(now - get(w.before, i, lane)) / scale
        if not share <= move:
            move = share
        put(w.before, i, lane, now)
    last = get(w.clock, DRIFT, lane)
    put(w.clock, DRIFT, lane, move)
    small = move <= STEADY and move * move <= last - move
    return 1 if small or move <= SURE else 0


def happen(m: Load, w: Work, lane: Int, line: Int) -> Int:
    """Do what one line of the timetable says; return the line that follows."""
    kind = m.kind[line]
    i = m.index[line]
    by = m.value[line]
    person = w.person[lane]
    if kind == STOPS:
        end_infusion(w, lane, i, by)
    elif kind == CHANGES:
        put(w.p, i, lane, by)
    elif kind == STARTS:
        begin_infusion(w, lane, i, by)
    elif kind == BOLUS:
        put(w.y, i, lane, get(w.y, i, lane) + by)
    elif kind == RESETS:
        reset(m, w, lane)
    elif kind == KEEPS:
        for k in range(m.n):
            put(w.kept, k, lane, get(w.y, k, lane))
    elif kind == CYCLES:
        w.cycle[lane] = line
        w.cycles[lane] = 0
        put(w.clock, CYCLING, lane, 1.0)
        put(w.clock, DRIFT, lane, 1e300)
        put(w.clock, T, lane, get(w.clock, T, lane) - by)
        for k in range(m.n):
            put(w.before, k, lane, get(w.y, k, lane))
    elif kind == REPEATS:
        begin = w.cycle[lane]
        w.cycles[lane] = w.cycles[lane] + 1
        if is_steady(m, w, lane):
            put(w.clock, CYCLING, lane, 0.0)
        elif w.cycles[lane] >= m.index[begin]:
            m.status[person] = NO_STEADY_STATE
        else:
            put(w.clock, T, lane, get(w.clock, T, lane) - m.value[begin])
            line = begin
    elif kind == ADDS:
        entry = person * m.n
        for k in range(m.n):
            put(w.y, k, lane, get(w.y, k, lane) + (get(w.kept, k, lane) - m.entry[entry + k]))
    elif kind == RECORDS:
        write_record(m, w, lane, m.row[person], 1.0, 0)
        m.row[person] = m.row[person] + 1
    return line + 1


def arrive(m: Load, w: Work, lane: Int) -> None:
    """Take all lines whose time has come; then set the time at which the next step must end at the latest."""
    person = w.person[lane]
    line = m.line[person]
    last = m.line_end[person]
    going = 1
    while going:
        now = get(w.clock, T, lane)
        if line >= last or m.status[person] != FINE or not has_come(m.time[line], now):
            going = 0
        else:
            if m.kind[line] != PAUSES:
                put(w.clock, FRESH, lane, 1.0)
                w.stale = 1
            line = happen(m, w, lane, line)
    m.line[person] = line
    stop = m.end[person]
    if line < last and m.time[line] < stop:
        stop = m.time[line]
    put(w.clock, STOP, lane, stop)


def take(m: Load, w: Work, lane: Int, person: Int) -> None:
    """Bring a person from the shelf to a lane."""
    n = m.n
    shelf = m.shelf
    at = person * m.n_shelf
    for i in range(n):
        put(w.y, i, lane, shelf[at + i])
        put(w.peak, i, lane, shelf[at + n + i])
        put(w.rate, i, lane, shelf[at + 2 * n + i])
        put(w.count, i, lane, shelf[at + 3 * n + i])
    at = at + 4 * n
    for k in range(m.n_slow):
        put(w.p, k, lane, shelf[at + k])
    at = at + m.n_slow
    put(w.clock, T, lane, shelf[at + SHELF_T])
    put(w.clock, STEP, lane, shelf[at + SHELF_STEP])
    put(w.clock, FRESH, lane, 1.0)
    at = person * m.n_watch * WATCH_SIZE
    for k in range(m.n_watch * WATCH_SIZE):
        put(w.watch, k, lane, m.watch[at + k])
    w.person[lane] = person
    put(w.clock, CYCLING, lane, 0.0)
    w.stale = 1


def leave(m: Load, w: Work, lane: Int) -> None:
    """Bring a person back to the shelf."""
    n = m.n
    shelf = m.shelf
    person = w.person[lane]
    at = person * m.n_shelf
    for i in range(n):
        shelf[at + i] = get(w.y, i, lane)
        shelf[at + n + i] = get(w.peak, i, lane)
        shelf[at + 2 * n + i] = get(w.rate, i, lane)
        shelf[at + 3 * n + i] = get(w.count, i, lane)
    at = at + 4 * n
    for k in range(m.n_slow):
        shelf[at + k] = get(w.p, k, lane)
    at = at + m.n_slow
    shelf[at + SHELF_T] = get(w.clock, T, lane)
    shelf[at + SHELF_STEP] = get(w.clock, STEP, lane)
    at = person * m.n_watch * WATCH_SIZE
    for k in range(m.n_watch * WATCH_SIZE):
        m.watch[at + k] = get(w.watch, k, lane)


def blame(m: Load, w: Work, lane: Int, why: Int) -> None:
    """Give a person up: why, when, and the state that could not be followed.

    That is the one with the largest error; when errors are no numbers, elimination has spread them, and the rates
    where the step began tell which state is at fault.
    """
    person = w.person[lane]
    m.status[person] = why
    broken = get(w.u, 7 * m.n, lane) * 0.0
    for i in range(m.n):
        broken = broken + get(w.u, 7 * m.n + i, lane) * 0.0
    by_rate = 1 if broken != 0.0 else 0
    if by_rate:
        rates(w.y, w.p, w.q, w.slope)
    worst = -1.0
    for i in range(m.n):
        moved = get(w.slope, i, lane) if by_rate else get(w.u, 7 * m.n + i, lane)
        share = absolute(moved) / (absolute(get(w.y, i, lane)) + m.floor * get(w.peak, i, lane) + m.atol)
        if share != share:
            share = 1e300
        if share > worst:
            worst = share
            m.culprit[person] = i
    m.when[person] = get(w.clock, T, lane)


def seat(m: Load, w: Work, lane: Int) -> None:
    """Give a free lane to the next person who has a way to go; people who have none are done at once."""
    put(w.clock, SEATED, lane, 0.0)
    free = 1
    while free:
        if w.next >= w.last:
            free = 0
        else:
            person = w.next
            w.next = person + w.skip
            if m.status[person] == FINE:
                take(m, w, lane, person)
                now = get(w.clock, T, lane)
                write_until(m, w, lane, now, 0.0, now, 0)
                if m.hold == 0 or now < m.end[person]:
                    arrive(m, w, lane)
                if m.status[person] == FINE:
                    if get(w.clock, T, lane) < m.end[person]:
                        put(w.clock, SEATED, lane, 1.0)
                        w.seated = w.seated + 1
                        free = 0
                    else:
                        leave(m, w, lane)
                else:
                    m.when[person] = get(w.clock, T, lane)
