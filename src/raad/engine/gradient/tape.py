"""The tape of one person as arrays: steps, and what held in each stretch between two lines of the timetable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.engine.gradient.compiled_gradient import Differentiated
from raad.engine.gradient.taping import Tape
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.loop.memory import FINE, Record
from raad.engine.timetable import Kind, Timetable
from raad.quantities.errors import NotSupported, SolveFailed

_CAPACITY = 8192  # steps; a longer way is followed a second time
_CYCLES = (Kind.KEEP, Kind.CYCLE, Kind.REPEAT, Kind.ADD_KEPT)


@dataclass(frozen=True)
class Steps:
    """Accepted steps of one person.

    Parameters
    ----------
    begin, end
        State at both ends of each step. (n_steps, n_states)
    at, hour
        Start and length. (n_steps,) [h]
    line
        Lines that were taken before each step; one more at the end. (n_steps + 1,)
    stretch
        Row of `slow` and `rate` that holds in each step. (n_steps,)
    slow, rate
        Parameters and inflows. (n_stretches, n_slow) and (n_stretches, n_states)
    jump
        How fast the state after each line changes when the line's time moves. (n_lines, n_states)
    entry, first_slow
        State and parameters before anything happens. (n_states,) and (n_slow,)
    timetable
        Of this person.
    times, states
        When a state was recorded [h], and the states. (n_times,) and (n_times, n_states)
    """

    begin: np.ndarray
    end: np.ndarray
    at: np.ndarray
    hour: np.ndarray
    line: np.ndarray
    stretch: np.ndarray
    slow: np.ndarray
    rate: np.ndarray
    jump: np.ndarray
    entry: np.ndarray
    first_slow: np.ndarray
    timetable: Timetable
    times: np.ndarray
    states: np.ndarray

    def __len__(self) -> int:
        return len(self.at)

    def place(self, time: float) -> tuple[int, float]:
        """Return the step in which a time lies and where in it, 0 to 1; (-1, 0) at the entry."""
        step = int(np.searchsorted(self.at, time - 1e-11 * (1 + abs(time)), side="left")) - 1
        return (-1, 0.0) if step < 0 else (step, min(1.0, float((time - self.at[step]) / self.hour[step])))

    def slow_at(self, step: int) -> np.ndarray:
        """Return the parameters that hold in a step, or at the entry. (n_slow,)"""
        return self.first_slow if step < 0 else self.slow[self.stretch[step]]


class _Taped:
    """A compiled system whose loop keeps a tape: what a journey asks of its code, with another `run`."""

    def __init__(self, made: Differentiated, tape: Record) -> None:
        self._made, self._tape = made, tape

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made.code, name)

    def entry(self, name: str, watched: Any = ()) -> Any:
        """Return the taped loop as a function of two records."""
        return lambda load, work: self._made.entries["follow_taped"](load, work, self._tape.address)


def tape(
    made: Differentiated,
    entry: np.ndarray,
    slow: np.ndarray,
    times: np.ndarray,
    timetable: Timetable,
    accuracy: Accuracy,
) -> Steps:
    """Follow one person and keep the accepted steps.

    Parameters
    ----------
    made
        Machine code of the system's gradients.
    entry, slow
        State (n_states,) and parameters (n_slow,) before anything happens.
    times
        When to record, rising; at the time of an event, the state before it. (n_times,) [h]
    timetable
        Of this person; what happens after the last time is left out.
    accuracy
        Tolerances and budget.

    Raises
    ------
    NotSupported
        If the timetable holds a steady state.
    SolveFailed
        If the person cannot be followed to the last time.
    """
    if np.isin(timetable.kind, _CYCLES).any():
        raise NotSupported("Sensitivities through a steady state (SS) are not there yet. Write the doses with ADDL.")
    n, capacity = len(entry), _CAPACITY
    times = np.asarray(times, dtype=float)
    start = np.minimum(times[:1], timetable.time[:1]) if len(timetable.time) else times[:1]
    kind = np.where(timetable.kind == Kind.RECORD, int(Kind.PAUSE), timetable.kind)  # gradients read by themselves
    bare = Timetable(timetable.first, timetable.time, kind, timetable.index, timetable.value)
    while True:
        arrays = {name: np.zeros((capacity + 1) * n) for name in ("begin", "end")}
        clock = {name: np.zeros(capacity + 1) for name in ("at", "hour")}
        line = np.zeros(capacity + 1, np.int64)
        record = Record(Tape, {"capacity": capacity, "count": 0, "line": line, **arrays, **clock})
        journey = Journey(
            _Taped(made, record),
            entry[None, :],
            slow[None, :],
            start,
            bare,
            Records.same(1, times),
            Watch.nothing(),
            accuracy,
        )
        journey.go(times[-1:])
        if journey.status[0] != FINE:
            state = made.code.system.states[int(journey.culprit[0])]
            raise SolveFailed(f"stopped at {journey.when[0]:.6g} h; {state!r} could not be followed there")
        count = int(record.memory[list(Tape.__annotations__).index("count")])
        if count <= capacity:
            break
        capacity = count
    kept = [array.reshape(-1, n)[:count] for array in arrays.values()]
    steps = (kept[0], kept[1], clock["at"][:count], clock["hour"][:count], line[: count + 1])
    return _told(made, steps, entry, slow, bare, times, journey.states)


def _told(
    made: Differentiated, steps: tuple[np.ndarray, ...], entry: np.ndarray, slow: np.ndarray, timetable: Timetable,
    times: np.ndarray, states: np.ndarray,
) -> Steps:  # fmt: skip
    """Tell what held in each stretch, and what each line changed, by taking the lines in order once more."""
    begin, end, at, hour, line = steps
    here = _Here(entry, entry.copy(), slow.copy(), np.zeros(len(entry)), np.zeros(len(entry), np.int64))
    stretch = np.zeros(len(at), np.int64)
    stretches, moments = [], []
    for step, mark in enumerate(line):
        here.y = end[step - 1].copy() if step else entry.copy()
        for k in range(len(moments) // 2, mark):
            moments.append(here.now())
            here.take(Kind(timetable.kind[k]), int(timetable.index[k]), float(timetable.value[k]))
            moments.append(here.now())
        if step == 0 or mark > line[step - 1]:
            stretches.append((here.p.copy(), here.rate.copy()))
        if step < len(at):
            stretch[step] = len(stretches) - 1
    jump = np.zeros((len(timetable.time), len(entry)))
    if moments:
        y, p, rate = (np.array(part) for part in zip(*moments, strict=True))
        moved = made.rates(y, p) + rate
        taken = len(moments) // 2
        before = np.where(timetable.kind[:taken, None] == Kind.RESET, 0.0, moved[0::2])  # nothing of before is left
        jump[:taken] = before - moved[1::2]
    held = [np.array(part) for part in zip(*stretches, strict=True)]
    return Steps(begin, end, at, hour, line, stretch, held[0], held[1], jump, entry, slow, timetable, times, states)


@dataclass
class _Here:
    """State, parameters and inflows on the way through the lines."""

    entry: np.ndarray
    y: np.ndarray
    p: np.ndarray
    rate: np.ndarray
    count: np.ndarray

    def now(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return copies."""
        return self.y.copy(), self.p.copy(), self.rate.copy()

    def take(self, kind: Kind, index: int, value: float) -> None:
        """Take a line as the step loop does."""
        if kind is Kind.BOLUS:
            self.y[index] += value
        elif kind is Kind.CHANGE:
            self.p[index] = value
        elif kind is Kind.START:
            self.rate[index] += value
            self.count[index] += 1
        elif kind is Kind.STOP:
            self.count[index] -= 1
            self.rate[index] = self.rate[index] - value if self.count[index] else 0.0
        elif kind is Kind.RESET:
            self.y = self.entry.copy()
            self.rate, self.count = np.zeros_like(self.rate), np.zeros_like(self.count)
