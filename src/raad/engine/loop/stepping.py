"""One step of Rodas5P for all lanes, each with its own time and step size. Written in the lane language.

Sources: see `rodas5p.py`. Step size: h * 0.9 * error^(-1/5) within [0.2, 6] (Hairer and Wanner, II.4 and IV.7).
"""

from __future__ import annotations

from raad.engine.language.words import (
    Vec,
    advance,
    exp,
    fabs,
    factor,
    fma,
    larger,
    log,
    rates,
    rates_and_jacobian,
    residual,
    smaller,
    solve,
    some,
    static,
    vec,
    where,
)  # fmt: skip
from raad.engine.loop.memory import FRESH, STEP, STOP, WISH, Load, T, Work
from raad.engine.loop.rodas5p import GAMMA, A, C, H

SAFETY, SHRINK, GROW = 0.9, 0.2, 6.0
SHORTEST = 1e-3  # of the stretch ahead: the first step after an event, however steep the start
NEARLY = 1.02  # a step that ends this close to the next event goes there
BEST_RESIDUAL = 1e-6  # of the linear solution relative to its terms; worse means that a pivot has vanished


def first_step(m: Load, w: Work, ahead: Vec) -> Vec:
    """Shorten the step of lanes that start afresh: a share of the time in which the steepest state changes."""
    h = w.clock[STEP]
    fresh = w.clock[FRESH] > 0.0
    if some(fresh):
        y, slope, rate, peak = w.y, w.slope, w.rate, w.peak
        steepest = vec(0.0)
        least = m.atol / m.rtol
        for i in range(m.n):
            scale = fma(vec(m.floor), peak[i], fabs(y[i])) + least
            steepest = larger(fabs(slope[i] + rate[i]) / scale, steepest)
        share = exp(log(vec(m.rtol)) * 0.2) / steepest
        limit = smaller(h, ahead)
        h = where(fresh, smaller(larger(share, limit * SHORTEST), limit), h)
    return h


def step_size(w: Work, h: Vec, ahead: Vec) -> Vec:
    """Fit the step to the stretch ahead: end on the event, and leave no crumb before it."""
    return where(h * NEARLY >= ahead, ahead, where(h * 2.0 > ahead, ahead * 0.5, h))


def attempt(m: Load, w: Work) -> Vec:
    """Try one step in every lane; leave its end in `new` and its stages in `u`; return the error (1 is allowed)."""
    n = m.n
    y, p, q, rate, peak = w.y, w.p, w.q, w.rate, w.peak
    stage, slope, u, new, shift = w.stage, w.slope, w.u, w.new, w.shift
    rates_and_jacobian(y, p, q, slope, w.jacobian)
    ahead = w.clock[STOP] - w.clock[T]
    wish = first_step(m, w, ahead)
    h = step_size(w, wish, ahead)
    w.clock[WISH] = wish
    w.clock[STEP] = h
    per_hour = 1.0 / h
    shift[0] = per_hour / GAMMA
    factor(w.jacobian, shift, w.factors)
    for i in range(n):
        u[i] = slope[i] + rate[i]
        slope[i] = u[i]
        stage[i] = y[i]
    solve(w.factors, u)
    residual(w.jacobian, shift, u, slope, w.off)
    for s in static(range(1, 8)):
        for i in range(n):
            if s < 6:
                at = y[i]
                for j in static(range(s)):
                    at = fma(vec(A[s][j]), u[j * n + i], at)
                stage[i] = at
            else:
                stage[i] = stage[i] + u[(s - 1) * n + i]
        rates(stage, p, q, slope)
        for i in range(n):
            history = vec(0.0)
            for j in static(range(s)):
                history = fma(vec(C[s][j]), u[j * n + i], history)
            u[s * n + i] = fma(history, per_hour, slope[i] + rate[i])
        solve(w.factors, advance(u, s * n))
    total = vec(0.0)
    spoiled = vec(0.0)  # stays zero, or is not a number from the first state on that is none
    rtol, floor, atol = vec(m.rtol), vec(m.floor), vec(m.atol)
    for i in range(n):
        error = u[7 * n + i]
        end = stage[i] + error
        new[i] = end
        scale = fma(rtol, fma(floor, peak[i], larger(fabs(y[i]), fabs(end))), atol)
        ratio = error / scale
        total = larger(fabs(ratio), total)
        spoiled = spoiled + ratio * 0.0
    return where(w.off[0] <= BEST_RESIDUAL, total + spoiled, vec(1e9))


def next_step(error: Vec) -> Vec:
    """Return the factor for the next step size; the smallest when the error is not a number."""
    wanted = exp(log(larger(error, vec(1e-10))) * -0.2) * SAFETY
    inside = smaller(larger(wanted, vec(SHRINK)), vec(GROW))
    return where(error >= 0.0, inside, vec(SHRINK))


def dense_terms(m: Load, w: Work) -> None:
    """Work out K_1 to K_3 of the dense output of the step that was just tried."""
    n = m.n
    u, dense = w.u, w.dense
    for d in static(range(3)):
        for i in range(n):
            term = vec(0.0)
            for j in static(range(8)):
                term = fma(vec(H[d][j]), u[j * n + i], term)
            dense[d * n + i] = term


def between(m: Load, w: Work, theta: Vec) -> None:
    """Leave the states at a part of the step, 0 to 1 in each lane, in `stage`."""
    n = m.n
    y, new, dense, stage = w.y, w.new, w.dense, w.stage
    left = 1.0 - theta
    for i in range(n):
        bend = fma(theta, fma(theta, dense[2 * n + i], dense[n + i]), dense[i])
        stage[i] = fma(left, y[i], theta * fma(left, bend, new[i]))
