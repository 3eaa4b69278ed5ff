"""Outputs at many recorded states at once: consecutive rows side by side. Written in the lane language."""

from __future__ import annotations

from raad.engine.language.words import WIDTH, Int, get, outputs, prepare, put
from raad.engine.loop.memory import Rows, Work


def bring(m: Rows, w: Work, first: Int) -> Int:
    """Bring a row of states to the lanes, with the parameters of their people; say whether parameters are new."""
    new = 0
    for lane in range(WIDTH):
        row = first + lane if first + lane < m.rows else m.rows - 1
        person = m.owner[row]
        if w.person[lane] != person:
            w.person[lane] = person
            new = 1
            for k in range(m.n_slow):
                put(w.p, k, lane, m.slow[person * m.n_slow + k])
        for k in range(m.n_changing):
            new = 1
            put(w.p, m.changing[k], lane, m.changed[row * m.n_changing + k])
        for i in range(m.n):
            put(w.y, i, lane, m.state[row * m.n + i])
    return new


def tabulate(m: Rows, w: Work) -> None:
    """Fill the wanted outputs of rows `next` to `last`."""
    first = w.next
    while first < w.last:
        if bring(m, w, first):
            prepare(w.p, w.q)
        outputs(w.y, w.p, w.q, w.out)
        for lane in range(WIDTH):
            if first + lane < m.rows:
                for k in range(m.n_wanted):
                    m.out[(first + lane) * m.n_wanted + k] = get(w.out, m.wanted[k], lane)
        first = first + WIDTH
