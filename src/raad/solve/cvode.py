"""The referee: SUNDIALS CVODE, restarted at every event, so that no step ever runs across one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from itertools import groupby

import numpy as np

from raad.engine.graph import Kernel
from raad.quantities.errors import SolveFailed
from raad.solve.schedule import Event, Running, resolution


def follow(
    kernel: Kernel,
    start: np.ndarray,
    slow: np.ndarray,
    events: Sequence[Event],
    times: np.ndarray,
    rtol: float = 1e-8,
    atol: float = 1e-10,
) -> tuple[np.ndarray, np.ndarray]:
    """Follow one person through events.

    Parameters
    ----------
    kernel
        Compiled equations.
    start
        State before the first event or time. (n_states,)
    slow
        Parameters and exogenous inputs at the start. (n_slow,)
    events
        Sorted by time and rank.
    times
        When to record. (n_times,) [h] A record at the time of an event shows the state before it.

    Returns
    -------
    states, slow
        At the times: (n_times, n_states) and (n_times, n_slow).

    Raises
    ------
    SolveFailed
        With the time and the state that moved fastest.
    """
    y, p = start.astype(float).copy(), slow.astype(float).copy()
    record, slow_record = np.empty((len(times), len(y))), np.empty((len(times), len(p)))
    running = Running(len(y), [])
    now = min([times[0], *(e.time for e in events[:1])])
    done = 0
    for time, group in groupby(events, key=lambda e: e.time):
        if time > times[-1]:
            break
        last = int(np.searchsorted(times, time + resolution(time), side="right"))
        y = _advance(kernel, y, p, running.rates(), now, time, times[done:last], record[done:last], rtol, atol)
        slow_record[done:last] = p
        now, done = time, last
        for event in group:
            _happen(event, y, p, running)
    y = _advance(kernel, y, p, running.rates(), now, times[-1], times[done:], record[done:], rtol, atol)
    slow_record[done:] = p
    return record, slow_record


def _happen(event: Event, y: np.ndarray, p: np.ndarray, running: Running) -> None:
    if event.kind == "bolus":
        y[event.index] += event.amount
    elif event.kind == "change":
        p[event.index] = event.amount
    elif event.kind == "start":
        running.active.append(event)
    else:
        running.stop(event)


def _advance(
    kernel: Kernel, y: np.ndarray, p: np.ndarray, infused: np.ndarray, begin: float, end: float,
    times: np.ndarray, record: np.ndarray, rtol: float, atol: float,
) -> np.ndarray:  # fmt: skip
    """Go from one event to the next; fill the record on the way; return the state at the end."""
    from sksundae.cvode import CVODE

    early = times <= begin + resolution(begin)
    record[early] = y
    if end <= begin + resolution(begin):
        return y
    later = np.where(times[~early] >= end - resolution(end), end, times[~early])
    wanted = np.unique(np.concatenate([[begin], later, [begin + (end - begin) / 2, end]]))
    wanted = wanted[np.concatenate([[True], np.diff(wanted) > resolution(end)])]
    n = len(y)
    work = np.concatenate([y, p])
    buffer = np.empty(n)

    def right(t: float, state: np.ndarray, out: np.ndarray) -> None:
        work[:n] = state
        kernel.rates_into(work, buffer)
        out[:] = buffer + infused

    def pull(t: float, state: np.ndarray, out: np.ndarray, matrix: np.ndarray) -> None:
        matrix[:, :] = kernel.jacobian(np.asarray(state), p)

    solver = CVODE(right, rtol=rtol, atol=atol, jacfn=pull, max_num_steps=50_000)
    with redirect_stdout(StringIO()):  # the library prints what its message says too
        solution = solver.solve(wanted, y)
    states = np.asarray(solution.y)
    if not solution.success or states.shape[0] != len(wanted) or not np.all(np.isfinite(states)):
        reached = float(solution.t[-1])
        raise SolveFailed(
            f"stopped at {reached:.6g} h on the way to {end:.6g} h; {_culprit(kernel, states[-1], p, atol)} "
            f"({solution.message})"
        )
    states = _without_dust(states, atol, kernel)
    record[~early] = states[np.searchsorted(wanted, later - resolution(end))]
    return states[-1].copy()


def _culprit(kernel: Kernel, state: np.ndarray, p: np.ndarray, atol: float) -> str:
    """Name the state whose equation fails, or the one that moves fastest."""
    rates = kernel.rates(state, p)
    broken = np.flatnonzero(~np.isfinite(rates))
    if len(broken):
        return f"the equation of {kernel.state_names[int(broken[0])]!r} gives no number there"
    return f"{kernel.state_names[int(np.argmax(np.abs(rates) / (atol + np.abs(state))))]!r} moved fastest there"


def _without_dust(states: np.ndarray, atol: float, kernel: Kernel) -> np.ndarray:
    """Set to zero what is negative by no more than the tolerance; more than that is a failure."""
    low = np.where(kernel.signed, 0.0, states.min(axis=0))
    dust = 1e3 * atol * (1 + np.abs(states).max(axis=0))
    if np.any(low < -dust):
        raise SolveFailed(f"{kernel.state_names[int(np.argmin(low))]!r} fell below zero ({low.min():.3g})")
    return np.where((states < 0) & ~kernel.signed, 0.0, states)
