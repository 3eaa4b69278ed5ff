"""A tape: the accepted steps of one person, for gradients. Written in the lane language.

The loop itself is the one that everybody is followed by; nothing is asked of it, it is only watched.
"""

from __future__ import annotations

from raad.engine.language.words import WIDTH, Int, Ints, Reals, get
from raad.engine.loop.happening import seat
from raad.engine.loop.memory import Load, T, Work
from raad.engine.loop.rodas5p import GAMMA
from raad.engine.loop.running import hop


class Tape:
    """Steps of one person; those beyond `capacity` are counted but not written.

    begin, end: state at both ends of each step (capacity x n). at, hour: its start and length.
    line: lines of the timetable that were taken before it; one more at the end.
    """

    capacity: Int
    count: Int
    begin: Reals
    end: Reals
    at: Reals
    hour: Reals
    line: Ints


def note_begin(m: Load, w: Work, tape: Tape) -> None:
    """Note where the step begins that will be tried."""
    row = tape.count
    if row < tape.capacity:
        tape.at[row] = get(w.clock, T, 0)
        tape.line[row] = m.line[0]
        for i in range(m.n):
            tape.begin[row * m.n + i] = get(w.y, i, 0)


def note_end(m: Load, w: Work, tape: Tape) -> None:
    """Note where the step ended that was taken."""
    row = tape.count
    if row < tape.capacity:
        tape.hour[row] = 1.0 / (get(w.shift, 0, 0) * GAMMA)
        for i in range(m.n):
            tape.end[row * m.n + i] = get(w.new, i, 0)
    tape.count = row + 1


def follow_taped(m: Load, w: Work, tape: Tape) -> None:
    """Follow one person and keep the steps that were taken."""
    for lane in range(WIDTH):
        seat(m, w, lane)
    while w.seated > 0:
        note_begin(m, w, tape)
        rejected = m.rejected[0]
        hop(m, w)
        if m.rejected[0] == rejected:
            note_end(m, w, tape)
    if tape.count <= tape.capacity:
        tape.line[tape.count] = m.line[0]
