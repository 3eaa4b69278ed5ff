"""People on their way: where each one stands, what has been recorded, and how to go on to a later time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.engine.loop.memory import LEAST, MOST, SHELF_SIZE, WATCH_SIZE, Load, Record, work
from raad.engine.timetable import Timetable


@dataclass(frozen=True)
class Accuracy:
    """How exactly, and how long it is tried.

    Parameters
    ----------
    rtol
        Relative tolerance of one step, in each state.
    floor
        Part of a state's own peak so far below which it counts as small.
    atol
        Absolute tolerance, for states that have been zero so far. [unit of the state]
    budget
        Most steps of one person, with those that are tried again.
    """

    rtol: float = 1e-4
    floor: float = 1e-3
    atol: float = 1e-14
    budget: int = 100_000


@dataclass(frozen=True)
class Records:
    """When to record: rows of all people, one person after the other.

    Parameters
    ----------
    first
        Where the rows of each person begin; one more at the end. (n_people + 1,)
    time
        (n_rows,)
    held
        1 where a RECORD line of the timetable writes the row. (n_rows,)
    """

    first: np.ndarray
    time: np.ndarray
    held: np.ndarray

    @classmethod
    def same(cls, people: int, times: np.ndarray) -> Records:
        """Record everybody at the same times."""
        first = np.arange(people + 1, dtype=np.int64) * len(times)
        return cls(first, np.tile(np.asarray(times, dtype=float), people), np.zeros(people * len(times), np.int64))


@dataclass(frozen=True)
class Watch:
    """States and outputs that are watched at every step, each with a threshold and a window."""

    names: tuple[str, ...]
    threshold: np.ndarray
    since: np.ndarray
    until: np.ndarray

    @classmethod
    def nothing(cls) -> Watch:
        """Watch nothing."""
        return cls((), np.zeros(0), np.zeros(0), np.zeros(0))


class Journey:
    """People who are followed together, from where they stand to a later time, as often as wanted.

    Parameters
    ----------
    code
        A compiled system.
    entry, slow
        State and parameters before anything happens. (n_people, n_states) and (n_people, n_slow)
    start
        Time at which each begins. (n_people,)
    timetable, records, watch
        What happens, when to record, what is watched.
    accuracy
        Tolerances and budget.
    changing
        Places of parameters that the timetable changes; their values are recorded too.
    device
        "cpu", or "gpu" with one person for each thread of it.
    """

    def __init__(
        self, code: Any, entry: np.ndarray, slow: np.ndarray, start: np.ndarray, timetable: Timetable,
        records: Records, watch: Watch, accuracy: Accuracy, changing: Sequence[int] = (), device: str = "cpu",
    ) -> None:  # fmt: skip
        self.device = device
        self.code, self.accuracy, self.records, self.watched = code, accuracy, records, watch
        self.people, n = entry.shape
        sizes = code.sizes
        self.n, self.n_slow = n, sizes["n_slow"]
        self.entry = np.ascontiguousarray(entry, dtype=float)
        self.changing = np.array(changing, dtype=np.int64)
        rows = len(records.time)
        self.n_shelf = 4 * n + self.n_slow + SHELF_SIZE
        self.shelf = np.zeros((self.people, self.n_shelf))
        self.shelf[:, :n] = entry
        self.shelf[:, n : 2 * n] = np.abs(entry)
        self.shelf[:, 4 * n : 4 * n + self.n_slow] = slow
        self.shelf[:, -2] = start
        self.shelf[:, -1] = np.inf
        self.states = np.full((rows, n), np.nan)
        self.changed = np.full((rows, len(self.changing)), np.nan)
        self.row = records.first[:-1].astype(np.int64)
        self.status = np.zeros(self.people, np.int64)
        self.culprit = np.zeros(self.people, np.int64)
        self.when = np.zeros(self.people)
        self.steps = np.zeros(self.people, np.int64)
        self.rejected = np.zeros(self.people, np.int64)
        self.watch = np.zeros((self.people, len(watch.threshold), WATCH_SIZE))
        self.watch[:, :, MOST], self.watch[:, :, LEAST] = -np.inf, np.inf
        self.plan(timetable)

    def plan(self, timetable: Timetable) -> None:
        """Put another timetable in the place of what was still to come."""
        self.timetable = timetable
        self.line = timetable.first[:-1].astype(np.int64)

    def changes(self, places: np.ndarray) -> None:
        """Record more parameters that may change from now on; in earlier records they are what they are now."""
        new = np.setdiff1d(places, self.changing)
        if len(new):
            rows = np.diff(self.records.first)
            before = np.repeat(self.p[:, new], rows, axis=0)
            self.changing = np.concatenate([self.changing, new]).astype(np.int64)
            self.changed = np.ascontiguousarray(np.concatenate([self.changed, before], axis=1))

    @property
    def y(self) -> np.ndarray:
        """State of everybody now. (n_people, n_states)"""
        return self.shelf[:, : self.n]

    @property
    def p(self) -> np.ndarray:
        """Parameters of everybody now. (n_people, n_slow)"""
        return self.shelf[:, 4 * self.n : 4 * self.n + self.n_slow]

    def go(self, end: np.ndarray, threads: int = 1, hold: bool = False) -> None:
        """Follow everybody to an own end; those who have failed stay where they are.

        With `hold`, what the timetable says of that very time waits for the next call, so that it may be changed.

        Threads do not change a single bit: nobody's numbers depend on who is in the next lane.
        """
        load = self._load(np.ascontiguousarray(np.broadcast_to(end, self.people), dtype=float), hold)
        if self.device == "gpu":
            from raad.engine.gpu.crowd import crowd

            crowd(self.code.system, self.watched.names).follow(load, self.people)
            return
        sizes = {**self.code.sizes, "n_watch": len(self.watched.names)}
        crews = [work(sizes, self.code.width, k, self.people, threads) for k in range(threads)]
        run = self.code.entry("run", self.watched.names)
        if threads == 1:
            run(load.address, crews[0].address)
            return
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda crew: run(load.address, crew.address), crews))

    def _load(self, end: np.ndarray, hold: bool = False) -> Record:
        plan, a = self.timetable, self.accuracy
        sizes = self.code.sizes
        return Record(
            Load,
            {
                "n": self.n, "n_slow": self.n_slow, "n_hoisted": sizes["n_hoisted"], "n_shelf": self.n_shelf,
                "rtol": a.rtol, "atol": a.atol, "floor": a.floor, "budget": a.budget, "hold": int(hold),
                "entry": self.entry,
                "shelf": self.shelf, "end": end, "line": self.line, "line_end": plan.first[1:].astype(np.int64),
                "time": plan.time, "kind": plan.kind, "index": plan.index, "value": plan.value, "row": self.row,
                "row_end": self.records.first[1:].astype(np.int64), "record_time": self.records.time,
                "record_held": self.records.held, "records": self.states, "n_changing": len(self.changing),
                "changing": self.changing, "changed": self.changed, "n_watch": len(self.watched.threshold),
                "threshold": self.watched.threshold, "since": self.watched.since, "until": self.watched.until,
                "watch": self.watch, "signed": self.code.signed, "status": self.status, "culprit": self.culprit,
                "when": self.when, "steps": self.steps, "rejected": self.rejected,
            },
        )  # fmt: skip
