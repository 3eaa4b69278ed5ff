"""The course of each subject of an event table: followed by the engine in chunks, or by the referee one by one."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.exchange.summary import of_values
from raad.people import Person
from raad.protocols import Subject
from raad.quantities.glossary import port_of
from raad.solve.trajectory import Failure

if TYPE_CHECKING:
    from raad.solve.table_people import Asked, Stretch

BLOCK = 20_000  # times that are followed in one go, each block from the start; bounds the memory
Given = tuple[Subject, Person, np.ndarray]  # a subject, who that is, and when to record


@dataclass(frozen=True)
class Course:
    """What happened to one subject: times (n_times,) [h] and readouts (n_times,), or why there are none."""

    id: str
    times: np.ndarray
    values: dict[str, np.ndarray]
    units: dict[str, str]
    failure: Failure | None
    run_sha256: str

    @property
    def summary(self) -> dict[str, dict[str, Any]]:
        """Summary of each readout, as `summarise` gives it."""
        return {name: of_values(self.times, values, self.units[name]) for name, values in self.values.items()}


@dataclass
class _Open:
    """A subject whose blocks are on their way; each is an array of values, or the reason why there is none."""

    number: int
    given: Given
    blocks: int
    found: list[Any] = field(default_factory=list)


def courses_of(
    asked: Asked, people: Iterable[Given], count: int, progress: Callable[[int, int], None] | None = None
) -> Iterator[Course]:
    """Yield the course of each subject, in their order.

    Parameters
    ----------
    asked
        The model, readouts and solver.
    people
        Read as they are needed. What is in memory at a time are a few chunks: people, records and timetables.
    count
        How many there are, for `progress`, which gets (done, in all).
    """
    from raad.solve.referee import visit_table
    from raad.solve.simulate import code_of, kernel_of
    from raad.solve.table_people import exactly, follow_table

    plain = replace(
        asked, names=tuple(dict.fromkeys(port_of(n) for n in asked.names)), solver=exactly(asked.solver)
    )  # fmt: skip
    opened: deque[_Open] = deque()
    stretches = _stretches(people, opened)
    if asked.solver.name == "cvode":
        results = visit_table(plain, kernel_of(asked.model), stretches)
    else:
        results = follow_table(plain, code_of(asked.model), stretches)
    for done, one in enumerate(_in_order(opened, results), 1):
        yield _course(one, asked, plain)
        if progress:
            progress(done, count)


def _stretches(people: Iterable[Given], opened: deque[_Open]) -> Iterator[Stretch]:
    """Yield what is to be followed, in blocks of times; note each subject whose blocks will come back."""
    from raad.solve.simulate import LONGEST
    from raad.solve.table_people import Stretch

    for number, (subject, person, times) in enumerate(people):
        if max((abs(t) for t in (*times[:1], *times[-1:], *subject.regimen.times)), default=0.0) > LONGEST:
            reason = f"Times reach beyond {LONGEST:.0f} h (a century), the longest that can be followed."
            opened.append(_Open(number, (subject, person, times), 0, [(reason, None, None)]))
            continue
        starts = range(0, len(times), BLOCK)
        opened.append(_Open(number, (subject, person, times), len(starts)))
        for start in starts:
            here = range(start, min(start + BLOCK, len(times)))
            yield Stretch(subject, person, times[start : here.stop], here if subject.observation_times else None)


def _in_order(opened: deque[_Open], results: Iterable[tuple[Stretch, Any]]) -> Iterator[_Open]:
    """Yield subjects when all their blocks have come; those who have none (no records) in their turn."""
    for _, found in results:
        while not opened[0].blocks:
            yield opened.popleft()
        opened[0].found.append(found)
        if len(opened[0].found) == opened[0].blocks:
            yield opened.popleft()
    yield from opened


def _course(one: _Open, asked: Asked, plain: Asked) -> Course:
    subject, person, times = one.given
    text = repr((subject.regimen, subject.rows, person, times.tolist(), asked.carry, asked.inputs))
    digest = hashlib.sha256(text.encode()).hexdigest()
    for found in one.found:
        if isinstance(found, tuple):  # such as a MADRS that no stress explains: this subject's fault
            return Course(subject.id, times, {}, {}, Failure(one.number, subject.id, *found), digest)
    place = {port: k for k, port in enumerate(plain.names)}
    ports = {**asked.model.states, **asked.model.outputs}
    values = np.concatenate([np.empty((0, len(place))), *one.found]).T.copy()
    columns = {name: values[place[port_of(name)]] for name in asked.names}
    return Course(subject.id, times, columns, {name: ports[port_of(name)] for name in asked.names}, None, digest)
