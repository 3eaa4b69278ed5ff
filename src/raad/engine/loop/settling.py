"""Rest of many people at once: the state in which nothing moves. Written in the lane language.

Implicit Euler steps follow each system in time, so the rest that is found is the one that a person would
come to; as steps grow without bound they become Newton steps and converge to rounding.
"""

from __future__ import annotations

from raad.engine.language.words import (
    WIDTH,
    Int,
    Vec,
    fabs,
    factor,
    get,
    larger,
    prepare,
    put,
    rates_and_jacobian,
    solve,
    some,
    vec,
    where,
)  # fmt: skip
from raad.engine.loop.happening import absolute
from raad.engine.loop.memory import NO_REST, PREVIOUS, SEATED, SIZE, STEP, TAKEN, Rest, Work

GROWTH, SHRINK, SHORTEST = 4.0, 16.0, 1e-9
LONG = 1e6  # [h] from here on a step is a Newton step
DUST = 1e-12  # empty compartments stay exactly empty
ROUNDING = 1e-9  # with fast and slow states in one Jacobian, Newton steps stop shrinking near this


def try_rest(m: Rest, w: Work) -> Vec:
    """Try one implicit step in every lane; leave its end in `new` and its size in the clock; 1 where it holds."""
    y, new, slope = w.y, w.new, w.slope
    rates_and_jacobian(y, w.p, w.q, slope, w.jacobian)
    w.shift[0] = 1.0 / w.clock[STEP]
    factor(w.jacobian, w.shift, w.factors)
    solve(w.factors, slope)
    size = vec(0.0)
    holds = vec(1.0)
    for i in range(m.n):
        change = slope[i]
        size = larger(fabs(change) / (fabs(y[i]) + 1.0), size) + change * 0.0
        end = y[i] + change
        end = where(fabs(end) < DUST, vec(0.0), end)
        if m.signed[i] == 0:
            holds = where(end < 0.0, vec(0.0), holds)  # too bold: powers would meet negative numbers
        new[i] = end
    w.clock[SIZE] = size
    return where(size <= 1.0, holds, vec(0.0))


def come(m: Rest, w: Work, first: Int) -> None:
    """Bring a row of people to the lanes; lanes beyond the last person repeat that one."""
    for lane in range(WIDTH):
        person = first + lane if first + lane < m.people else m.people - 1
        w.person[lane] = person
        for i in range(m.n):
            put(w.y, i, lane, m.state[person * m.n + i])
        for k in range(m.n_slow):
            put(w.p, k, lane, m.slow[person * m.n_slow + k])
        put(w.clock, SEATED, lane, 1.0)
        put(w.clock, STEP, lane, m.hours)
        put(w.clock, PREVIOUS, lane, 1e300)
    prepare(w.p, w.q)


def settle_row(m: Rest, w: Work) -> None:
    """Let a row of people come to rest, or give them up."""
    tries = 0
    while some(w.clock[SEATED] > 0.0) and tries < m.tries:
        seated = w.clock[SEATED] > 0.0
        holds = try_rest(m, w) > 0.0
        size = w.clock[SIZE]
        hours = w.clock[STEP]
        taken = seated & holds
        for i in range(m.n):
            w.y[i] = where(taken, w.new[i], w.y[i])
        still = (size < m.tolerance) | ((size < ROUNDING) & (size * 2.0 >= w.clock[PREVIOUS]))
        done = taken & (hours > LONG) & still
        lost = seated & ~holds & (hours < SHORTEST * SHRINK)
        w.clock[PREVIOUS] = where(taken, size, w.clock[PREVIOUS])
        w.clock[STEP] = where(holds, hours * GROWTH, hours / SHRINK)
        w.clock[TAKEN] = where(done, vec(1.0), w.clock[TAKEN])
        w.clock[SEATED] = where(done | lost, vec(0.0), w.clock[SEATED])
        tries = tries + 1


def restless(m: Rest, w: Work, lane: Int) -> Int:
    """Return the state that the last step would have moved most, or that gives no number."""
    most = -1.0
    culprit = 0
    for i in range(m.n):
        size = absolute(get(w.slope, i, lane)) / (1.0 + absolute(get(w.y, i, lane)))
        if size != size:
            size = 1e300
        if size > most:
            most = size
            culprit = i
    return culprit


def settle(m: Rest, w: Work) -> None:
    """Find the rest of people `next` to `last`."""
    first = w.next
    while first < w.last:
        w.clock[TAKEN] = vec(0.0)
        come(m, w, first)
        settle_row(m, w)
        for lane in range(WIDTH):
            person = w.person[lane]
            if person == first + lane:
                if get(w.clock, TAKEN, lane) > 0.0:
                    for i in range(m.n):
                        m.state[person * m.n + i] = get(w.y, i, lane)
                else:
                    m.status[person] = NO_REST
                    m.culprit[person] = restless(m, w, lane)
        first = first + WIDTH
