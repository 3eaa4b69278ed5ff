"""A timetable: what happens to each person, and in what order, as arrays that the step loop reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Kind(IntEnum):
    """What a line of a timetable does when its time has come.

    The lines of a person are taken in the order in which they stand; that order is the schedule's to decide.
    All records of a time are first written before its first line; RECORD then overwrites those that come later.
    Between CYCLE and REPEAT nothing is recorded, and every infusion that starts there stops there. A cycle has
    converged when no state differs from its value a cycle ago by more than a tenth of rtol * abs(y) + atol.
    """

    STOP = 0  # an infusion ends: rate[index] -= value; exactly zero when it was the last one
    CHANGE = 1  # a parameter or input takes another value: p[index] = value
    START = 2  # an infusion begins: rate[index] += value
    BOLUS = 3  # y[index] += value
    RESET = 4  # the state returns to the person's entry, every infusion ends
    KEEP = 5  # remember the state, to which a steady state is added later
    CYCLE = 6  # a dosing cycle of `value` h begins: the clock goes back by that much; at most `index` cycles
    REPEAT = 7  # the end of the cycle: again from its start, unless the state has come back to itself
    ADD_KEPT = 8  # y += kept - entry
    RECORD = 9  # write record number `index` again, now: an observation that follows a dose at the same time
    PAUSE = 10  # nothing, but a step ends here


@dataclass(frozen=True)
class Timetable:
    """Lines of all people, one person after the other.

    Parameters
    ----------
    first
        Where the lines of each person begin; one more at the end. (n_people + 1,)
    time, value
        [h] and in the unit of the state or input. (n_lines,)
    kind, index
        :class:`Kind`, and the place of the state or input. (n_lines,)
    """

    first: np.ndarray
    time: np.ndarray
    kind: np.ndarray
    index: np.ndarray
    value: np.ndarray

    @classmethod
    def of(cls, people: Iterable[Sequence[tuple[float, int, int, float]]]) -> Timetable:
        """Build a timetable from the lines of each person: (time, kind, index, value).

        Examples
        --------
        >>> Timetable.of([[(0.0, Kind.BOLUS, 2, 10.0)], []]).first.tolist()
        [0, 1, 1]
        """
        lists = [list(lines) for lines in people]
        first = np.concatenate([[0], np.cumsum([len(lines) for lines in lists])]).astype(np.int64)
        flat = [line for lines in lists for line in lines]
        time, kind, index, value = zip(*flat, strict=True) if flat else ((), (), (), ())
        return cls(
            first, np.array(time, dtype=float), np.array(kind, dtype=np.int64),
            np.array(index, dtype=np.int64), np.array(value, dtype=float),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.first) - 1

    def person(self, position: int) -> Timetable:
        """Return the timetable of one person."""
        lines = slice(self.first[position], self.first[position + 1])
        alone = np.array([0, lines.stop - lines.start], dtype=np.int64)
        return Timetable(alone, self.time[lines], self.kind[lines], self.index[lines], self.value[lines])
