"""The steps of a tape again, with other states and parameters in other lanes: the referee of gradients.

Differences between lanes are derivatives of the step sequence itself, for no step size differs. Written in the lane
language.
"""

from __future__ import annotations

from raad.engine.gradient.backward import FAR
from raad.engine.language.words import Int, Ints, Lanes, Reals, prepare, vec
from raad.engine.loop.memory import FRESH, STEP, STOP, Load, T, Work
from raad.engine.loop.stepping import attempt, between, dense_terms


class Frozen:
    """Steps `first` to `last` of a tape; `hour` is the length of each.

    row: next record; record_step, record_part: where each record lies, n_records of them. out: states (records x n).
    """

    first: Int
    last: Int
    hour: Reals
    row: Int
    n_records: Int
    record_step: Ints
    record_part: Reals
    out: Lanes


def replay(m: Load, w: Work, r: Frozen) -> None:
    """Step all lanes through these steps, from the state, parameters and inflow that they hold."""
    prepare(w.p, w.q)
    n = m.n
    w.clock[T] = vec(0.0)
    w.clock[FRESH] = vec(0.0)
    for step in range(r.first, r.last):
        w.clock[STEP] = vec(r.hour[step])
        w.clock[STOP] = vec(r.hour[step] * FAR)
        attempt(m, w)
        dense_terms(m, w)
        here = 1
        while here:
            here = 0
            if r.row < r.n_records and r.record_step[r.row] == step:
                here = 1
                between(m, w, vec(r.record_part[r.row]))
                for i in range(n):
                    r.out[r.row * n + i] = w.stage[i]
                r.row = r.row + 1
        for i in range(n):
            w.y[i] = w.new[i]
