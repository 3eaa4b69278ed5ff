"""People by the engine: arrival, timetable and journey, in chunks that bound the memory and share the cores."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.journey import Accuracy, Journey, Records
from raad.engine.loop.memory import FINE
from raad.engine.timetable import Kind, Timetable
from raad.model.wiring import Model
from raad.people import COVARIATES, Cohort
from raad.protocols import Regimen
from raad.quantities.errors import BadInput, RaadError, SolveFailed
from raad.solve.arrival import arrive
from raad.solve.inputs import Inputs
from raad.solve.outcome import given_up, readings, without_dust
from raad.solve.reductions import Watching
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable
from raad.solve.solver import Solver
from raad.solve.trajectory import Failure

CHUNK = 1000  # people
ROOM = 32e6  # [bytes] of recorded states in one chunk
GPU_CHUNK, GPU_ROOM = 50_000, 2e9  # a GPU has more lanes than a thousand people fill

Part = TypeVar("Part")


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
        people, solver = len(self.cohort), self.solver
        usual, room = (GPU_CHUNK, GPU_ROOM) if solver.device == "gpu" else (CHUNK, ROOM)
        fits = int(room / (8 * states * max(len(self.times), 1)))
        size = max(min(solver.chunk or usual, fits, -(-people // solver.crew)), 1)
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
    regimens: list[Regimen]
    failures: dict[int, Failure] = field(default_factory=dict)

    def go(self, time: float, threads: int = 1, hold: bool = False) -> None:
        """Follow everybody to a time [h]; with `hold`, doses of that very time wait."""
        self.journey.go(np.full(len(self.who), time), threads, hold)

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
        record = without_dust(self.code, self.journey)
        table = readings(self.code, self.journey, self.slow, names, record)
        table = table.reshape(len(self.who), len(times), len(names))
        table[sorted(self.failures)] = np.nan
        return table

    def judge(self) -> None:
        """List those whom the engine gave up, each with time, state and reason."""
        ends = np.full(len(self.who), self.order.end)
        for place, fault in given_up(self.code, self.journey, self.order.accuracy, ends).items():
            if place not in self.failures:
                self.fail(place, *fault)


def prepare(order: Order, code: Any, who: np.ndarray) -> Group:
    """Bring some people to the start: covariates, parameters, arrival, timetable."""
    model, cohort = order.model, order.cohort
    slow = _slow(order, code, who)
    healthy = np.array([model.rest[n] for n in code.system.states])
    arrival = arrive(code, healthy, slow, cohort.column("madrs")[who], cohort.column("stress")[who])
    outputs = tabulate(code, list(code.system.outputs), arrival.state, arrival.slow, np.arange(len(who)))
    weight = np.nan_to_num(cohort.column("weight")[who])
    people = People(weight, arrival.slow, outputs)
    mine = [order.regimens[i] for i in who]
    found = timetable(model, mine, people, order.inputs)
    begin = np.full(len(who), order.start)
    filled = np.flatnonzero(np.diff(found.timetable.first))
    begin[filled] = np.minimum(begin[filled], found.timetable.time[found.timetable.first[filled]])
    group = Group(order, code, who, arrival.slow, _journey(order, code, arrival, begin, found.timetable), people, mine)
    for place, error in {**found.failures, **arrival.failures, **_unreadable(order, who)}.items():
        if isinstance(error, BadInput) and len(cohort) == 1:
            raise error  # what was asked of one person is wrong; in a cohort it is that person's failure alone
        group.fail(place, str(error))
    group.journey.status[sorted(group.failures)] = -1
    return group


def _unreadable(order: Order, who: np.ndarray) -> dict[int, RaadError]:
    """Say whose own parameters are no numbers, by place."""
    return {
        place: SolveFailed(f"{name} is {values[who[place]]:g}, which is no finite number. Check how it was drawn.")
        for name, values in order.parameters.items()
        for place in np.flatnonzero(~np.isfinite(values[who])).tolist()
    }


def _journey(order: Order, code: Any, arrival: Any, begin: np.ndarray, plan: Timetable) -> Journey:
    changing = np.unique(plan.index[plan.kind == Kind.CHANGE])
    records = Records.same(len(begin), order.times)
    return Journey(
        code, arrival.state, arrival.slow, begin, plan, records, order.watching.watch, order.accuracy,
        changing.tolist(), order.solver.device,
    )  # fmt: skip


def _slow(order: Order, code: Any, who: np.ndarray) -> np.ndarray:
    """Collect parameters and inputs of some people. (n, n_slow)"""
    model = order.model
    constants = {n: float(v) for n, v in order.inputs.items() if isinstance(v, (int, float))}
    same = {**model.values, **model.rest_inputs, **constants}
    table = np.empty((len(who), len(code.system.slow)))
    for place, name in enumerate(code.system.slow):
        if name in order.parameters:
            table[:, place] = order.parameters[name][who]
        elif name in COVARIATES and name in model.exogenous and name not in constants:
            table[:, place] = order.cohort.column(name)[who]
        else:
            table[:, place] = same[name]
    return table


def follow_all(
    order: Order, code: Any, read: Callable[[Group], Part], kept: Callable[..., Part] | None = None
) -> Iterator[Part]:
    """Follow everybody, chunk by chunk.

    Parameters
    ----------
    order, code
        What is asked, and the compiled system.
    read
        Takes what is wanted from a group that has arrived.
    kept
        Called with (people, function that makes their part): may give a finished part instead.
    """
    groups = list(order.chunks(len(code.system.states)))
    inner = min(order.solver.crew, len(order.cohort)) if len(groups) == 1 else 1

    def follow(who: np.ndarray) -> Part:
        group = prepare(order, code, who)
        for stop in stops(order):
            group.go(stop, inner)
        group.judge()
        return read(group)

    return in_turn((lambda who: kept(who, follow)) if kept else follow, groups, min(order.solver.crew, len(groups)))


def stops(order: Order) -> list[float]:
    """Return the times at which a step must end: the borders of windows, and the end."""
    borders = {t for slot in order.watching.slots for t in slot[2:] if t < order.end}
    return [*sorted(borders), order.end]


def in_turn(work: Callable[[Any], Any], items: Iterable[Any], threads: int) -> Iterator[Any]:
    """Yield the results of some work in the order of the items; threads are a few items ahead, not more.

    An error or an interrupt ends what is waiting; what has begun is let finish.
    """
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Any] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
