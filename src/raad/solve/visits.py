"""Visits: times at which a rule looks at all people at once and changes what follows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.timetable import Kind, Timetable
from raad.protocols import Dose, Regimen
from raad.quantities.errors import BadInput, NotSupported, unknown
from raad.quantities.glossary import port_of
from raad.quantities.units import number
from raad.solve.population import Group, Order, prepare, stops
from raad.solve.schedule_table import timetable

Rule = Callable[["Visit"], None]


@dataclass(frozen=True)
class Visits:
    """When a rule is asked, and the rule.

    Parameters
    ----------
    times
        Rising. [h]
    rule
        Takes a :class:`Visit`; what it returns is not read.

    Examples
    --------
    >>> import raad
    >>> def titrate(visit):
    ...     visit.give(visit["madrs"] > 20, raad.dose("esketamine", "nasal", AMT="84 mg"))
    >>> visits = Visits((0, 84), titrate)
    >>> cohort = raad.Cohort.table(3, madrs=[25.0, 30.0, 35.0])
    >>> result = raad.simulate(raad.treatment(), raad.Regimen(), cohort, times=[0, 24, 168], visits=visits)
    >>> bool((result.values("madrs")[:, 1] < result.values("madrs")[:, 0]).all())
    True
    """

    times: Sequence[float]
    rule: Rule

    def __post_init__(self) -> None:
        times = tuple(number(t, "time of a visit") for t in np.atleast_1d(np.asarray(self.times, dtype=object)))
        if any(b <= a for a, b in itertools.pairwise(times)):
            raise BadInput("The times of visits must rise, without doubles. [h]")
        if not callable(self.rule):
            raise BadInput(f"The rule of visits is {self.rule!r}; a function of a visit is needed.")
        object.__setattr__(self, "times", times)


@dataclass
class Visit:
    """One visit: what everybody's values are now, and what shall change.

    `visit["madrs"]` gives a readout, state or output of everybody; NaN for people who could not be followed.
    (n_people,) Changes take effect at once, after a record at the same time.

    Examples
    --------
    >>> import raad
    >>> seen = []
    >>> def rule(visit):
    ...     seen.append((visit.time, len(visit), visit["madrs"].round(6).tolist()))
    ...     visit.set("ampa_antagonist", [0], 0.5)
    >>> cohort = raad.Cohort.table(2, madrs=[30.0, 35.0])
    >>> result = raad.simulate(raad.treatment(), raad.Regimen(), cohort, [0, 24], visits=raad.Visits([12], rule))
    >>> seen
    [(12.0, 2, [30.0, 35.0])]
    """

    time: float
    order: Order
    groups: Sequence[Group]
    given: list[tuple[np.ndarray, Dose]] = field(default_factory=list)
    changes: list[tuple[np.ndarray, str, np.ndarray]] = field(default_factory=list)
    stopped: list[np.ndarray] = field(default_factory=list)
    _seen: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.order.cohort)

    def __getitem__(self, name: str) -> np.ndarray:
        port = port_of(name)
        if port not in self._seen:
            self._seen[port] = np.concatenate([_look(group, port) for group in self.groups])
        return self._seen[port]

    def give(self, who: Any, dose: Dose) -> None:
        """Give people a dose, or repeated doses; its TIME counts from the visit.

        Parameters
        ----------
        who
            Yes or no for everybody, or places in the cohort.
        dose
            From `raad.dose`.
        """
        if getattr(dose, "steady", 0):
            raise NotSupported("A visit gives doses one by one; steady state (SS) belongs into the regimen.")
        if not hasattr(dose, "time"):
            raise BadInput(f"{dose!r} is no dose. Write raad.dose(...).")
        if dose.time < 0:
            raise BadInput(f"The dose of a visit lies {-dose.time:g} h before the visit; TIME must be 0 or more.")
        self.given.append((self._mask(who), dose))

    def set(self, name: str, who: Any, value: Any) -> None:
        """Give a parameter or input of some people another value from now on. [unit of its row]"""
        model = self.order.model
        known = [*model.params, *(n for n in model.exogenous if n not in ("age", "weight"))]
        if name not in known:
            raise unknown("parameter or input", name, known)
        mask = self._mask(who)
        values = np.full(len(self), np.nan)
        values[mask] = value
        if not np.all(np.isfinite(values[mask])):
            raise BadInput(f"{name} is set to {value!r}; finite numbers are needed, one for all or one for each.")
        self.changes.append((mask, name, values))

    def stop(self, who: Any) -> None:
        """Cancel all doses of some people that have not begun; running infusions end as planned."""
        self.stopped.append(self._mask(who))

    def _mask(self, who: Any) -> np.ndarray:
        given = np.asarray(who)
        mask = np.zeros(len(self), bool)
        if given.dtype == bool and given.shape == mask.shape:
            return given.copy()
        if given.dtype.kind not in "iu" or (given.size and not (given.min() >= 0 and given.max() < len(self))):
            raise BadInput(f"Who is {who!r}; give yes or no for each of {len(self)} people, or their places.")
        mask[given] = True
        return mask


def _look(group: Group, port: str) -> np.ndarray:
    code, journey = group.code, group.journey
    if port in code.system.outputs:
        found = tabulate(code, [port], journey.y, journey.p, np.arange(len(group.who)))[:, 0]
    elif port in code.system.states:
        found = journey.y[:, code.system.states.index(port)].copy()
    else:
        raise unknown("readout", port, [*code.system.outputs, *code.system.states])
    found[~group.alive] = np.nan
    return found


def follow_visits(order: Order, code: Any, visits: Visits, take: Callable[[Group], None]) -> None:
    """Follow everybody from visit to visit; all people are kept at hand, so that a rule sees them at once."""
    times = [t for t in visits.times if order.start <= t <= order.end]
    if len(times) < len(visits.times):
        raise BadInput(f"Visits lie outside of the run, which goes from {order.start:g} to {order.end:g} h.")
    halts = sorted({*times, *stops(order)})
    with ThreadPoolExecutor(order.solver.crew) as pool:
        whos = list(order.chunks(len(code.system.states)))
        groups = list(pool.map(lambda who: prepare(order, code, who), whos))
        for halt in halts:
            list(pool.map(lambda group, halt=halt: group.go(halt), groups))
            if halt in times:
                visit = Visit(halt, order, groups)
                visits.rule(visit)
                list(pool.map(lambda group, visit=visit: _apply(group, visit), groups))
        list(pool.map(lambda group: group.go(order.end), groups))
    for group in groups:
        group.judge()
        take(group)


def _apply(group: Group, visit: Visit) -> None:
    """Put what a visit decided into the timetable of a group."""
    who, journey = group.who, group.journey
    alive = group.alive
    plans = [_left(journey, np.any([m[who] for m in visit.stopped], axis=0) if visit.stopped else None)]
    for mask, name, values in visit.changes:
        plans.append(_change(group.code.system.slow.index(name), mask[who] & alive, values[who], visit.time))
    for mask, dose in visit.given:
        chosen = np.flatnonzero(mask[who] & alive)
        regimen, nothing = Regimen((_moved(dose, visit.time),)), Regimen()
        regimens = [nothing] * len(who)
        for place in chosen.tolist():
            regimens[place] = regimen
        found = timetable(group.order.model, regimens, group.people)
        plans.append(found.timetable)
        for place, error in found.failures.items():
            group.fail(place, str(error), visit.time)
            journey.status[place] = -1
    if len(plans) > 1 or visit.stopped:
        journey.plan(merged(plans))
        journey.changes(np.unique(journey.timetable.index[journey.timetable.kind == Kind.CHANGE]))


def _moved(dose: Dose, by: float) -> Dose:
    from dataclasses import replace

    return replace(dose, time=dose.time + by)


def _change(place: int, mask: np.ndarray, values: np.ndarray, time: float) -> Timetable:
    first = np.concatenate([[0], np.cumsum(mask)]).astype(np.int64)
    n = int(first[-1])
    return Timetable(
        first, np.full(n, time), np.full(n, int(Kind.CHANGE), np.int64), np.full(n, place, np.int64), values[mask]
    )


def _left(journey: Any, stopped: np.ndarray | None) -> Timetable:
    """Return the lines that have not happened yet; of people who stop, only the ends of running infusions."""
    plan = journey.timetable
    owner = np.repeat(np.arange(len(plan)), np.diff(plan.first))
    keep = np.arange(len(plan.time)) >= journey.line[owner]
    if stopped is not None and stopped.any():
        # An infusion runs when its START has happened: its STOP stands, as do changes and records.
        running = journey.shelf[:, 3 * journey.n : 4 * journey.n]
        ends = (plan.kind == Kind.STOP) & (running[owner, plan.index % journey.n] > 0)
        started = _first_stops(plan, owner, running, ends & keep, journey.n)
        other = (plan.kind == Kind.CHANGE) | (plan.kind == Kind.RECORD)
        keep &= ~stopped[owner] | other | started
    return _some(plan, owner, keep)


def _first_stops(plan: Timetable, owner: np.ndarray, running: np.ndarray, ends: np.ndarray, n: int) -> np.ndarray:
    """Mark, for each person and state, as many of the next STOP lines as infusions run there now."""
    marked = np.zeros(len(plan.time), bool)
    places = np.flatnonzero(ends)
    key = owner[places] * n + plan.index[places]
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    starts = np.searchsorted(sorted_key, sorted_key, side="left")
    rank = np.arange(len(order)) - starts
    count = running[owner[places[order]], plan.index[places[order]]]
    marked[places[order][rank < count - 0.5]] = True
    return marked


def _some(plan: Timetable, owner: np.ndarray, keep: np.ndarray) -> Timetable:
    counts = np.bincount(owner[keep], minlength=len(plan))
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Timetable(first, plan.time[keep], plan.kind[keep], plan.index[keep], plan.value[keep])


def merged(plans: Sequence[Timetable]) -> Timetable:
    """Put several timetables of the same people together: by time, and at one time in the order of the plans."""
    people = len(plans[0])
    owner = np.concatenate([np.repeat(np.arange(people), np.diff(p.first)) for p in plans])
    time = np.concatenate([p.time for p in plans])
    # Cycles of a steady state go back in time; a line counts as late as the latest before it.
    late = np.concatenate([_rising(p) for p in plans])
    order = np.lexsort((np.arange(len(time)), late, owner))
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=people))]).astype(np.int64)
    kind, index, value = (np.concatenate([getattr(p, n) for p in plans])[order] for n in ("kind", "index", "value"))
    return Timetable(first, time[order], kind, index, value)


def _rising(plan: Timetable) -> np.ndarray:
    """Return the running maximum of each person's times."""
    late = plan.time.copy()
    falls = np.flatnonzero(np.diff(late) < 0) + 1
    for person in np.unique(np.searchsorted(plan.first, np.setdiff1d(falls, plan.first), side="right") - 1):
        own = slice(plan.first[person], plan.first[person + 1])
        late[own] = np.maximum.accumulate(late[own])
    return late
