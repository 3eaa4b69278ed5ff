"""The step sequence backwards: the discrete adjoint of Rodas5P with its step sizes held. Written in the lane language.

In the notation of `rodas5p.py`, with W = I / (h gamma) - J, rows s and j of the stages, and a bar for the
derivative of one number (a readout at one time) by what stands below the bar:

    v_s = W^-T U_bar_s,   U_bar_s = B_s y_new_bar + sum over j > s of (A_js J(Y_j)^T v_j + C_js / h v_j)
    y_bar = y_new_bar + sum_s J(Y_s)^T v_s + d phi / dy,   p_bar += sum_s (df/dp)(Y_s)^T v_s + d phi / dp
    phi(y, p) = sum_s v_s^T J(y, p) U_s with v and U held: a step depends on its Jacobian, too.

Eight steps are worked out again side by side, one in each lane. Then every readout goes back through them, one in
each lane: the numbers of a step are then the same in all lanes. Source: A. Sandu, D. N. Daescu and G. R. Carmichael,
Direct and adjoint sensitivity analysis of chemical kinetic systems with KPP, Atmospheric Environment 37 (2003).
"""

from __future__ import annotations

from raad.engine.gradient.words import (
    curvature,
    prepare_derivatives,
    pull_curvature_packed,
    pull_slopes_packed,
    slopes,
    solve_transposed_packed,
)  # fmt: skip
from raad.engine.language.words import WIDTH, Int, Ints, Lanes, Reals, Vec, advance, fma, get, prepare, put, static, vec
from raad.engine.loop.memory import FRESH, STEP, STOP, Load, T, Work
from raad.engine.loop.rodas5p import A, C, H
from raad.engine.loop.stepping import attempt
from raad.engine.timetable import Kind

STOPS, CHANGES, STARTS, BOLUS, RESETS = (
    int(Kind.STOP),
    int(Kind.CHANGE),
    int(Kind.START),
    int(Kind.BOLUS),
    int(Kind.RESET),
)
# All eight rows of A, and the weights of the new value: stages seven and eight and the end differ by one term each.
ALL_A = (*A, (*A[5], 1.0), (*A[5], 1.0, 1.0))
B = (*A[5], 1.0, 1.0, 1.0)
FAR = 1e9  # steps until the next event, as many as never end there: the step size is the tape's


class Sweep:
    """What goes backwards: `groups` of lanes, each lane with a readout at a time (its seed).

    begin, hour: of the tape. stretch: of each step, the row of `slow` and `rate` that holds in it.
    line: lines of the timetable before each step; kind, index: what they do. jump: rate of change of the state
    when the line's time moves (n_lines x n).
    seed, seed_slow: gradient of a readout by state and by parameters. seed_step, seed_part: the step in which it is
    read (-1: the entry, -2: never), and where in it, 0 to 1. until: the last of these steps in each group.
    bar, bar_slow, bar_rate, bar_entry: derivatives by state, parameters, inflow, entry. by_value, by_time: by lines.
    sheet: numbers of eight steps, side by side; packed: the same, one step after the other, `rows` each.
    """

    n_steps: Int
    n_lines: Int
    groups: Int
    begin: Reals
    hour: Reals
    stretch: Ints
    loaded: Int
    slow: Reals
    rate: Reals
    line: Ints
    kind: Ints
    index: Ints
    jump: Reals
    seed: Lanes
    seed_slow: Lanes
    seed_step: Ints
    seed_part: Lanes
    until: Ints
    bar: Lanes
    bar_slow: Lanes
    bar_rate: Lanes
    bar_entry: Lanes
    by_value: Lanes
    by_time: Lanes
    hoisted: Lanes
    sheet: Lanes
    packed: Lanes
    rows: Int
    at_u: Int
    at_slopes: Int
    rows_slopes: Int
    at_curvature: Int
    v: Lanes
    back: Lanes
    mask: Lanes


def bring_steps(m: Load, w: Work, s: Sweep, block: Int) -> None:
    """Bring eight steps to the lanes; lanes beyond the last step repeat it."""
    n = m.n
    fresh = 0
    for lane in range(WIDTH):
        step = block * WIDTH + lane
        if step >= s.n_steps:
            step = s.n_steps - 1
        stretch = s.stretch[step]
        for i in range(n):
            put(w.y, i, lane, s.begin[step * n + i])
            put(w.rate, i, lane, s.rate[stretch * n + i])
        put(w.clock, T, lane, 0.0)
        put(w.clock, STEP, lane, s.hour[step])
        put(w.clock, STOP, lane, s.hour[step] * FAR)
        put(w.clock, FRESH, lane, 0.0)
        if stretch != s.loaded:
            fresh = 1
    if fresh:
        for lane in range(WIDTH):
            step = block * WIDTH + lane
            if step >= s.n_steps:
                step = s.n_steps - 1
            stretch = s.stretch[step]
            s.loaded = stretch if lane == 0 or s.loaded == stretch else -1
            for k in range(m.n_slow):
                put(w.p, k, lane, s.slow[stretch * m.n_slow + k])
        prepare(w.p, w.q)
        prepare_derivatives(w.p, s.hoisted)


def work_out(m: Load, w: Work, s: Sweep) -> None:
    """Work eight steps out again: stages and factors (the step writes them into the sheet) and all derivatives."""
    n = m.n
    u, y, stage = w.u, w.y, w.stage
    attempt(m, w)
    slopes(y, w.p, s.hoisted, advance(s.sheet, s.at_slopes))
    for k in static(range(1, 8)):
        for i in range(n):
            at = y[i]
            for j in static(range(k)):
                at = fma(vec(ALL_A[k][j]), u[j * n + i], at)
            stage[i] = at
        slopes(stage, w.p, s.hoisted, advance(s.sheet, s.at_slopes + k * s.rows_slopes))
    curvature(y, w.p, s.hoisted, advance(s.sheet, s.at_curvature))
    sheet, packed, rows = s.sheet, s.packed, s.rows // WIDTH
    for row in range(rows):
        for lane in range(WIDTH):
            for k in static(range(WIDTH)):
                put(packed, lane * rows + row, k, get(sheet, row * WIDTH + k, lane))


def read_here(m: Load, s: Sweep, group: Int, step: Int) -> Int:
    """Let the readouts of this step enter its end; leave in `mask` which lanes and where; say whether any did."""
    n = m.n
    hit = 0
    for lane in range(WIDTH):
        on = 0.0
        if s.seed_step[group * WIDTH + lane] == step:
            on = 1.0
            hit = 1
        put(s.mask, 0, lane, on)
    if hit:
        on_here = s.mask[0]
        theta = s.seed_part[group] * on_here
        for i in range(n):
            s.bar[group * n + i] = fma(theta, s.seed[group * n + i], s.bar[group * n + i])
        for k in range(m.n_slow):
            at = group * m.n_slow + k
            s.bar_slow[at] = fma(on_here, s.seed_slow[at], s.bar_slow[at])
    return hit


def bend(s: Sweep, group: Int, c0: Vec, c1: Vec, c2: Vec) -> Vec:
    """Return how much a stage counts in the dense output, in lanes that read it within the step."""
    theta = s.seed_part[group]
    return s.mask[0] * theta * (1.0 - theta) * fma(theta, fma(theta, c2, c1), c0)


def pull_step(m: Load, s: Sweep, group: Int, step: Int) -> None:
    """Take one group of readouts back through one step."""
    n = m.n
    packed = advance(s.packed, (step - step // WIDTH * WIDTH) * (s.rows // WIDTH))
    hit = read_here(m, s, group, step)
    per_hour = vec(1.0 / s.hour[step])
    v, back = s.v, s.back
    bar, bar_slow = advance(s.bar, group * n), advance(s.bar_slow, group * m.n_slow)
    for k in static(range(7, -1, -1)):
        for i in range(n):
            total = bar[i] * B[k]
            for j in static(range(k + 1, 8)):
                total = fma(vec(ALL_A[j][k]), back[j * n + i], total)
            history = vec(0.0)
            for j in static(range(k + 1, 8)):
                history = fma(vec(C[j][k]), v[j * n + i], history)
            v[k * n + i] = fma(history, per_hour, total)
        if hit:
            weight = bend(s, group, vec(H[0][k]), vec(H[1][k]), vec(H[2][k]))
            for i in range(n):
                v[k * n + i] = fma(weight, s.seed[group * n + i], v[k * n + i])
        solve_transposed_packed(packed, advance(v, k * n))
        here = advance(packed, (s.at_slopes + k * s.rows_slopes) // WIDTH)
        pull_slopes_packed(here, advance(v, k * n), advance(back, k * n), bar_slow)
    for i in range(n):
        total = bar[i]
        inflow = s.bar_rate[group * n + i]
        for k in static(range(8)):
            total = total + back[k * n + i]
            inflow = inflow + v[k * n + i]
        bar[i] = total
        s.bar_rate[group * n + i] = inflow
    if hit:
        left = (1.0 - s.seed_part[group]) * s.mask[0]
        for i in range(n):
            bar[i] = fma(left, s.seed[group * n + i], bar[i])
    at_curvature = advance(packed, s.at_curvature // WIDTH)
    pull_curvature_packed(at_curvature, advance(packed, s.at_u // WIDTH), v, bar, bar_slow)


def undo_line(m: Load, s: Sweep, group: Int, line: Int) -> None:
    """Take one group of readouts back over one line of the timetable."""
    n = m.n
    kind = s.kind[line]
    i = s.index[line]
    at = group * s.n_lines + line
    moved = vec(0.0)
    for j in range(n):
        moved = fma(vec(s.jump[line * n + j]), s.bar[group * n + j], moved)
    s.by_time[at] = moved
    if kind == BOLUS:
        s.by_value[at] = s.bar[group * n + i]
    elif kind == STARTS:
        s.by_value[at] = s.bar_rate[group * n + i]
    elif kind == STOPS:
        s.by_value[at] = -s.bar_rate[group * n + i]
    elif kind == CHANGES:
        s.by_value[at] = s.bar_slow[group * m.n_slow + i]
        s.bar_slow[group * m.n_slow + i] = vec(0.0)
    elif kind == RESETS:
        for j in range(n):
            s.bar_entry[group * n + j] = s.bar_entry[group * n + j] + s.bar[group * n + j]
            s.bar[group * n + j] = vec(0.0)
            s.bar_rate[group * n + j] = vec(0.0)


def undo_lines(m: Load, s: Sweep, group: Int, first: Int, last: Int) -> None:
    """Take one group back over the lines `first` to `last`, the last one first; `last` is not among them."""
    line = last
    while line > first:
        line = line - 1
        undo_line(m, s, group, line)


def sweep(m: Load, w: Work, s: Sweep) -> None:
    """Take all groups of readouts back to the entry."""
    block = (s.n_steps + WIDTH - 1) // WIDTH
    while block > 0:
        block = block - 1
        bring_steps(m, w, s, block)
        work_out(m, w, s)
        for group in range(s.groups):
            for back in range(WIDTH):
                step = block * WIDTH + (WIDTH - 1 - back)
                if step < s.n_steps and step <= s.until[group]:
                    undo_lines(m, s, group, s.line[step], s.line[step + 1])
                    pull_step(m, s, group, step)
    n = m.n
    for group in range(s.groups):
        undo_lines(m, s, group, 0, s.line[0])
        read_here(m, s, group, -1)
        on = s.mask[0]
        for i in range(n):
            total = fma(on, s.seed[group * n + i], s.bar_entry[group * n + i])
            s.bar_entry[group * n + i] = total + s.bar[group * n + i]
