"""The referee: SUNDIALS CVODE, restarted at every event, so that no step ever runs across one."""

from __future__ import annotations

import os
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO

import numpy as np

from raad.engine.graph import Kernel
from raad.engine.journey import Accuracy
from raad.engine.timetable import Kind, Timetable
from raad.quantities.errors import BadInput, SolveFailed
from raad.solve.schedule import resolution


def follow(
    kernel: Kernel,
    start: np.ndarray,
    slow: np.ndarray,
    timetable: Timetable,
    times: np.ndarray,
    rtol: float = 1e-8,
    atol: float = 1e-10,
) -> tuple[np.ndarray, np.ndarray]:
    """Follow one person through a timetable.

    Parameters
    ----------
    kernel
        Compiled equations.
    start
        State before the first event or time, to which a reset returns. (n_states,)
    slow
        Parameters and exogenous inputs at the start. (n_slow,)
    timetable
        Of this person.
    times
        When to record, not falling. (n_times,) [h] A record at the time of an event shows the state before it,
        unless a line of the timetable records it again.

    Returns
    -------
    states, slow
        At the times: (n_times, n_states) and (n_times, n_slow).

    Raises
    ------
    SolveFailed
        With the time and the state that moved fastest, or that came to no steady state.
    """
    walk = _Walk(kernel, start.astype(float), start.astype(float), slow.astype(float).copy(), times, rtol, atol)
    walk.now = min([float(times[0]), *timetable.time[:1].tolist()])
    line = 0
    while line < len(timetable.time) and timetable.time[line] <= times[-1] + resolution(times[-1]):
        walk.to(float(timetable.time[line]))
        kind, index, value = Kind(timetable.kind[line]), int(timetable.index[line]), float(timetable.value[line])
        if kind is Kind.CYCLE:
            walk.begin_cycle(line, index, value)
        elif kind is Kind.REPEAT:
            line = walk.end_cycle(line)
        else:
            walk.take(kind, index, value)
        line += 1
    walk.to(float(times[-1]))
    return walk.record, walk.slow_record


@dataclass
class _Cycle:
    """A dosing cycle that is followed until the state comes back to itself."""

    line: int
    most: int
    period: float
    before: np.ndarray
    done: int = 0


@dataclass
class _Walk:
    """Where a person is on the way, and what has been recorded."""

    kernel: Kernel
    entry: np.ndarray
    y: np.ndarray
    p: np.ndarray
    times: np.ndarray
    rtol: float
    atol: float
    now: float = 0.0
    done: int = 0  # records written
    running: list[tuple[int, float]] = field(default_factory=list)  # zero-order inputs: state, rate
    kept: np.ndarray | None = None
    cycle: _Cycle | None = None

    def __post_init__(self) -> None:
        self.y = self.y.copy()
        self.peak = np.abs(self.y)
        self.record = np.empty((len(self.times), len(self.y)))
        self.slow_record = np.empty((len(self.times), len(self.p)))

    def to(self, time: float) -> None:
        """Go to a time, and record on the way, that time included."""
        last = self.done
        if self.cycle is None:
            last = max(last, int(np.searchsorted(self.times, time + resolution(time), side="right")))
        here = slice(self.done, last)
        # Summed afresh at each change, so that the inputs end at exactly zero.
        rates = np.zeros(len(self.y))
        for index, rate in self.running:
            rates[index] += rate
        self.y = _advance(
            self.kernel, self.y, self.p, rates, self.now, time, self.times[here], self.record[here], self.rtol,
            self.atol,
        )  # fmt: skip
        self.slow_record[here] = self.p
        self.peak = np.maximum(self.peak, np.abs(self.y))
        self.now, self.done = max(self.now, time), last

    def take(self, kind: Kind, index: int, value: float) -> None:
        """Let an event happen."""
        if kind is Kind.BOLUS:
            self.y[index] += value
        elif kind is Kind.CHANGE:
            self.p[index] = value
        elif kind is Kind.START:
            self.running.append((index, value))
        elif kind is Kind.STOP:
            if (index, value) not in self.running:
                raise BadInput(f"An infusion stops at {self.now} h that never started.")
            self.running.remove((index, value))
        elif kind is Kind.RESET:
            self.y, self.running = self.entry.copy(), []
        elif kind is Kind.KEEP:
            self.kept = self.y.copy()
        elif kind is Kind.ADD_KEPT:
            self.y += (self.entry if self.kept is None else self.kept) - self.entry
        elif kind is Kind.RECORD:
            self.record[index], self.slow_record[index] = self.y, self.p

    def begin_cycle(self, line: int, most: int, period: float) -> None:
        """Turn the clock back by a period."""
        self.cycle = _Cycle(line, most, period, self.y.copy())
        self.now -= period

    def end_cycle(self, line: int) -> int:
        """Return the line after which to go on: this one at steady state, else the first of the cycle."""
        cycle = self.cycle
        if cycle is None:
            raise BadInput(f"A dosing cycle ends at {self.now} h that never began.")
        cycle.done += 1
        # As in the engine; the peak is that of the times between events, where CVODE is asked.
        size = np.abs(self.y) + Accuracy.floor * self.peak
        moved = np.abs(self.y - cycle.before) / (self.rtol * size + self.atol)
        if np.max(moved) <= 0.1:  # of the tolerance of a step
            self.cycle = None
            return line
        if cycle.done >= cycle.most:
            worst = int(np.argmax(moved))
            raise SolveFailed(
                f"no steady state at {self.now:.6g} h after {cycle.done} cycles of {cycle.period:g} h: "
                f"{self.kernel.state_names[worst]!r} still moves by {self.y[worst] - cycle.before[worst]:.3g} a cycle"
            )
        cycle.before = self.y.copy()
        self.now -= cycle.period
        return cycle.line


def _advance(
    kernel: Kernel, y: np.ndarray, p: np.ndarray, infused: np.ndarray, begin: float, end: float,
    times: np.ndarray, record: np.ndarray, rtol: float, atol: float,
) -> np.ndarray:  # fmt: skip
    """Go from one event to the next; fill the record on the way; return the state at the end."""
    # SUNDIALS writes warnings past Python when a step is as short as rounding; the result says what matters.
    os.environ.setdefault("SUNLOGGER_WARNING_FILENAME", os.devnull)
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
