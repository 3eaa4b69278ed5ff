"""A taped course again with other starts, parameters and doses, step by step as taped: differences without noise."""

from __future__ import annotations

import numpy as np

from raad.engine.gradient.compiled_gradient import Differentiated
from raad.engine.gradient.frozen import Frozen
from raad.engine.gradient.tape import Steps
from raad.engine.loop.memory import Record, lanes_array
from raad.engine.timetable import Kind


def replayed(
    made: Differentiated, steps: Steps, entry: np.ndarray, slow: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Follow variants of a person through the steps of its tape.

    Parameters
    ----------
    made, steps
        Machine code of the system's gradients, and the tape.
    entry, slow
        State and parameters of each variant before anything happens. (n_variants, n_states), (n_variants, n_slow)
    value
        Values of the lines of the timetable. (n_variants, n_lines)

    Returns
    -------
    states, slow
        At the times of the tape: (n_variants, n_times, n_states) and (n_variants, n_times, n_slow).
    """
    shape = (len(entry), len(steps.times))
    states, held = np.empty((*shape, entry.shape[1])), np.empty((*shape, slow.shape[1]))
    for k, start in enumerate(made.lanes_of(entry)):
        chosen = slice(k * made.width, (k + 1) * made.width)
        one = _Lanes(made, steps, start, made.lanes_of(slow[chosen])[0], made.lanes_of(value[chosen])[0])
        found = one.follow()
        for all_of_it, part in zip((states, held), found, strict=True):
            all_of_it[chosen] = part[: len(all_of_it[chosen])]
    return states, held


class _Lanes:
    """Variants side by side on their way."""

    def __init__(
        self, made: Differentiated, steps: Steps, entry: np.ndarray, slow: np.ndarray, value: np.ndarray
    ) -> None:
        self.made, self.steps, self.entry, self.value = made, steps, entry, value
        n = len(entry)
        self.y, self.p, self.rate = (lanes_array(length, made.width) for length in (n, len(slow), n))
        self.count = np.zeros(n, np.int64)
        self.y[:], self.p[:] = entry, slow
        self.places = [steps.place(float(t)) for t in steps.times]
        step, part = (np.array(column) for column in zip(*self.places, strict=True))
        self.load, self.work = made.load(), made.work(y=self.y, p=self.p, rate=self.rate)
        self.out = lanes_array(len(step) * n, made.width)
        self.frozen = {
            "hour": steps.hour,
            "n_records": len(step),
            "record_step": step,
            "record_part": part,
            "out": self.out,
        }

    def follow(self) -> tuple[np.ndarray, np.ndarray]:
        """Take all steps and lines; return states and parameters at the times, variants first."""
        steps, n = self.steps, len(self.entry)
        held = np.empty((len(self.places), len(self.p), self.made.width))
        row = sum(step < 0 for step, _ in self.places)
        self.out.reshape(-1, n, self.made.width)[:row] = self.y
        held[:row] = self.p
        marks = np.flatnonzero(np.diff(steps.line, prepend=-1))  # steps before which lines are taken
        done = 0
        for first, last in zip(marks, [*marks[1:], len(steps)], strict=True):
            for line in range(done, steps.line[first]):
                self._take(line)
            done = steps.line[first]
            record = Record(Frozen, {"first": first, "last": last, "row": row, **self.frozen})
            self.made.entries["replay"](self.load.address, self.work.address, record.address)
            inside = sum(first <= step < last for step, _ in self.places)
            held[row : row + inside] = self.p
            row += inside
        states = self.out.reshape(-1, n, self.made.width)
        return states.transpose(2, 0, 1), held.transpose(2, 0, 1)

    def _take(self, line: int) -> None:
        index, value = int(self.steps.timetable.index[line]), self.value[line]
        match Kind(self.steps.timetable.kind[line]):
            case Kind.BOLUS:
                self.y[index] += value
            case Kind.CHANGE:
                self.p[index] = value
            case Kind.START:
                self.rate[index] += value
                self.count[index] += 1
            case Kind.STOP:
                self.count[index] -= 1
                self.rate[index] = self.rate[index] - value if self.count[index] else 0.0
            case Kind.RESET:
                self.y[:], self.rate[:] = self.entry, 0.0
                self.count[:] = 0
            case _:
                pass
