"""People by the engine: arrival, timetable and journey, in chunks that bound the memory and share the cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.journey import Accuracy, Journey, Records
from raad.engine.memory import BUDGET, FINE, NO_STEADY_STATE
from raad.engine.timetable import Kind, Timetable
from raad.model.wiring import Model
from raad.people import Cohort
from raad.protocols import Regimen
from raad.quantities.errors import BadInput
from raad.solve.arrival import arrive
from raad.solve.inputs import Inputs
from raad.solve.reductions import Watching
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable
from raad.solve.solver import Solver
from raad.solve.trajectory import Failure

CHUNK = 1000  # people
_ROOM = 32e6  # [bytes] of recorded states in one chunk
_DUST = 10.0  # a state below zero by this many tolerances has left its range; by less it is rounding


@dataclass(frozen=True)
class Order:
    """What is asked of the engine for one cohort."""

    model: Model
    regimens: Sequence[Regimen]
    cohort: Cohort
    times: np.ndarray
    start: float
    end: float
    inputs: Inputs
    parameters: dict[str, np.ndarray]
    watching: Watching
    solver: Solver

    @property
    def accuracy(self) -> Accuracy:
        """Tolerances and budget."""
        return self.solver.accuracy(len(self.cohort))

    def chunks(self, states: int) -> Iterator[np.ndarray]:
        """Split people into groups that fit into memory and keep all threads busy; results do not depend on it."""
        people = len(self.cohort)
        fits = int(_ROOM / (8 * states * max(len(self.times), 1)))
        size = max(min(self.solver.chunk or CHUNK, fits, -(-people // self.solver.crew)), 1)
        for first in range(0, people, size):
            yield np.arange(first, min(first + size, people))


@dataclass
class Group:
    """People who are followed in one go: who they are, what became of them."""

    order: Order
    code: Any
    who: np.ndarray
    slow: np.ndarray
    journey: Journey
    people: People
    failures: dict[int, Failure] = field(default_factory=dict)

    def go(self, time: float, threads: int = 1) -> None:
        """Follow everybody to a time. [h]"""
        self.journey.go(np.full(len(self.who), time), threads)

    @property
    def alive(self) -> np.ndarray:
        """Whether each is still followed. (n,)"""
        return self.journey.status == FINE

    def fail(self, place: int, reason: str, time: float | None = None, state: str | None = None) -> None:
        """List a person of the group as failed."""
        person = int(self.who[place])
        self.failures[place] = Failure(person, self.order.cohort.label(person), reason, time, state)

    def columns(self, names: Sequence[str], times: np.ndarray) -> np.ndarray:
        """Return recorded states and outputs by name; NaN for those who failed. (n, n_times, n_names)"""
        n, rows = len(self.who), len(self.journey.states)
        states, outputs = self.code.system.states, [x for x in names if x in self.code.system.outputs]
        table = np.empty((rows, len(names)))
        place = {name: k for k, name in enumerate(states)}
        record = self._clean()
        for column, name in enumerate(names):
            if name in place:
                table[:, column] = record[:, place[name]]
        if outputs:
            owner = np.repeat(np.arange(n), len(times))
            changing, changed = self.journey.changing, self.journey.changed
            values = tabulate(self.code, outputs, record, self.slow, owner, changing, changed)
            table[:, [k for k, name in enumerate(names) if name in self.code.system.outputs]] = values
        table = table.reshape(n, len(times), len(names))
        table[sorted(self.failures)] = np.nan
        return table

    def _clean(self) -> np.ndarray:
        """Set to zero what is negative by no more than the tolerance; more than that is a failure."""
        record = self.journey.states
        low = (record < 0) & (self.code.signed == 0)
        if not low.any():
            return record
        a = self.order.accuracy
        peak = self.journey.shelf[:, self.journey.n : 2 * self.journey.n]
        rows = np.flatnonzero(low.any(axis=1))
        owner = rows // max(len(self.order.times), 1)
        limit = _DUST * (a.rtol * peak[owner] + a.atol)
        beyond = low[rows] & (record[rows] < -limit)
        for row, person in zip(rows[beyond.any(axis=1)], owner[beyond.any(axis=1)], strict=True):
            if person not in self.failures:
                state = int(np.argmin(np.where(self.code.signed == 0, record[row], 0)))
                name = self.code.system.states[state]
                time = float(self.order.times[row % len(self.order.times)])
                self.fail(
                    int(person), f"{name!r} fell below zero ({record[row, state]:.3g}) at {time:.6g} h", time, name
                )
        return np.where(low, 0.0, record)

    def judge(self) -> None:
        """List those whom the engine gave up, each with time, state and reason."""
        for place in np.flatnonzero(self.journey.status != FINE).tolist():
            if place in self.failures:
                continue
            time, status = float(self.journey.when[place]), int(self.journey.status[place])
            name = self.code.system.states[int(self.journey.culprit[place])]
            if status == NO_STEADY_STATE:
                self.fail(
                    place, f"no steady state was reached at {time:.6g} h: the cycles of doses go on changing", time
                )
                continue
            why = "the steps became too short" if status != BUDGET else f"{self.order.accuracy.budget} steps were spent"
            reason = (
                f"stopped at {time:.6g} h on the way to {self.order.end:.6g} h: {why}; {name!r} moved fastest there"
            )
            self.fail(place, reason, time, name)


def prepare(order: Order, code: Any, who: np.ndarray) -> Group:
    """Bring some people to the start: covariates, parameters, arrival, timetable."""
    model, cohort = order.model, order.cohort
    slow = _slow(order, code, who)
    healthy = np.array([model.rest[n] for n in code.system.states])
    arrival = arrive(code, healthy, slow, cohort.column("madrs")[who], cohort.column("stress")[who])
    outputs = tabulate(code, list(code.system.outputs), arrival.state, arrival.slow, np.arange(len(who)))
    weight = np.nan_to_num(cohort.column("weight")[who])
    people = People(weight, arrival.slow, outputs)
    found = timetable(model, [order.regimens[i] for i in who], people, order.inputs)
    begin = np.full(len(who), order.start)
    filled = np.flatnonzero(np.diff(found.timetable.first))
    begin[filled] = np.minimum(begin[filled], found.timetable.time[found.timetable.first[filled]])
    group = Group(order, code, who, arrival.slow, _journey(order, code, arrival, begin, found.timetable), people)
    for place, error in {**found.failures, **arrival.failures}.items():
        if isinstance(error, BadInput) and len(cohort) == 1:
            raise error  # what was asked of one person is wrong; in a cohort it is that person's failure alone
        group.fail(place, str(error))
    group.journey.status[sorted(group.failures)] = -1
    return group


def _journey(order: Order, code: Any, arrival: Any, begin: np.ndarray, plan: Timetable) -> Journey:
    changing = np.unique(plan.index[plan.kind == Kind.CHANGE])
    records = Records.same(len(begin), order.times)
    return Journey(
        code, arrival.state, arrival.slow, begin, plan, records, order.watching.watch, order.accuracy, changing.tolist()
    )


def _slow(order: Order, code: Any, who: np.ndarray) -> np.ndarray:
    """Collect parameters and inputs of some people. (n, n_slow)"""
    model = order.model
    constants = {n: float(v) for n, v in order.inputs.items() if isinstance(v, (int, float))}
    same = {**model.values, **model.rest_inputs, **constants}
    table = np.empty((len(who), len(code.system.slow)))
    for place, name in enumerate(code.system.slow):
        if name in order.parameters:
            table[:, place] = order.parameters[name][who]
        elif name in ("age", "weight", "asian", "japanese", "female") and name in model.exogenous:
            table[:, place] = order.cohort.column(name)[who]
        else:
            table[:, place] = same[name]
    return table


def follow_all(
    order: Order, code: Any, take: Callable[[Group], None], progress: Callable[[int, int], None] | None
) -> None:
    """Follow everybody, chunk by chunk; `take` receives each chunk when it is done."""
    people, done, threads = len(order.cohort), 0, order.solver.crew
    groups = list(order.chunks(len(code.system.states)))
    inner = threads if len(groups) == 1 else 1

    def follow(who: np.ndarray) -> Group:
        group = prepare(order, code, who)
        for stop in stops(order):
            group.go(stop, inner)
        group.judge()
        return group

    with ThreadPoolExecutor(threads) as pool:
        waiting: list[Any] = []
        try:
            for who in [*groups, *[None] * (threads + 1)]:
                if who is not None:
                    waiting.append(pool.submit(follow, who))
                if waiting and (who is None or len(waiting) > threads + 1):
                    group = waiting.pop(0).result()
                    take(group)
                    done += len(group.who)
                    if progress:
                        progress(done, people)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def stops(order: Order) -> list[float]:
    """Return the times at which a step must end: the borders of windows, and the end."""
    borders = {t for slot in order.watching.slots for t in slot[2:] if t < order.end}
    return [*sorted(borders), order.end]
