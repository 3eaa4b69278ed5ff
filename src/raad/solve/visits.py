"""Visits: times at which a rule looks at all people at once and changes what follows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from raad.engine.batch import tabulate
from raad.engine.timetable import Kind, Timetable
from raad.protocols import Dose, Regimen, StateDose
from raad.quantities.errors import BadInput, NotSupported, unknown
from raad.quantities.glossary import port_of
from raad.quantities.units import number
from raad.solve.inputs import Inputs, check_range
from raad.solve.population import Group, Order, prepare, stops
from raad.solve.request import PERSONAL
from raad.solve.schedule_table import timetable
from raad.solve.visit_plans import before_resets, begun, change_now, left_of, merged, still_to_come, without

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
    (n_people,) Changes take effect at once, after a record at the same time; doses that are planned for that very time
    wait for the rule.

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
    given: list[tuple[np.ndarray, Dose | StateDose]] = field(default_factory=list)
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

    def give(self, who: Any, dose: Dose | StateDose) -> None:
        """Give people a dose, or repeated doses; its TIME counts from the visit.

        Parameters
        ----------
        who
            Yes or no for everybody, or places in the cohort.
        dose
            From `raad.dose`.
        """
        if not isinstance(dose, (Dose, StateDose)):
            raise BadInput(f"{dose!r} is no dose; a visit gives doses. Write raad.dose(...).")
        if dose.steady_state:
            raise NotSupported("A visit gives doses one by one; steady state (SS) belongs into the regimen.")
        if dose.time < 0:
            raise BadInput(f"The dose of a visit lies {-dose.time:g} h before the visit; TIME must be 0 or more.")
        self.given.append((self._mask(who), dose))

    def set(self, name: str, who: Any, value: Any) -> None:
        """Give a parameter or input of some people another value from now on. [unit of its row]

        One value is for all of them; or one for each, in the order of their places.
        """
        model = self.order.model
        known = [*model.params, *(n for n in model.exogenous if n not in PERSONAL)]
        if name not in known:
            raise unknown("parameter or input", name, known)
        mask = self._mask(who)
        places = np.flatnonzero(mask) if np.asarray(who).dtype == bool else np.asarray(who, dtype=np.int64)
        values = np.full(len(self), np.nan)
        with suppress(TypeError, ValueError):
            values[places] = np.asarray(value, dtype=float)
        if not np.all(np.isfinite(values[mask])):
            raise BadInput(
                f"{name} is set to {value!r}; finite numbers are needed, one for all or one for each of "
                f"{int(mask.sum())} people."
            )
        check_range(name, values[mask])
        self.changes.append((mask, name, values))

    def stop(self, who: Any) -> None:
        """Cancel all doses of some people that have not begun, that of this very time included.

        A dose that has begun goes on: its infusion runs to its end, its later devices are taken.
        """
        self.stopped.append(self._mask(who))

    def _mask(self, who: Any) -> np.ndarray:
        given = np.asarray(who)
        mask = np.zeros(len(self), bool)
        if given.dtype == bool and given.shape == mask.shape:
            return given.copy()
        if given.size == 0 and given.dtype != bool:
            return mask  # an empty list holds no numbers
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
            list(pool.map(lambda group, halt=halt: group.go(halt, hold=halt in times), groups))
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
    plans = [left_of(journey)]
    if visit.stopped:
        plans = _stopped(group, np.any([mask[who] for mask in visit.stopped], axis=0), plans[0], visit.time)
    for mask, name, values in visit.changes:
        plans.append(change_now(group.code.system.slow.index(name), mask[who] & alive, values[who], visit.time))
    for mask, dose in visit.given:
        chosen = mask[who] & alive
        moved = replace(dose, time=dose.time + visit.time)
        same = dict.fromkeys(np.flatnonzero(chosen).tolist(), Regimen((moved,)))
        found = _scheduled(group, same, {}, visit.time)
        plans.append(before_resets(found, plans[0]))
        _changed(group, chosen, lambda regimen, moved=moved: regimen.then(moved))
    if len(plans) > 1 or visit.stopped:
        journey.plan(merged(plans))
        journey.changes(np.unique(journey.timetable.index[journey.timetable.kind == Kind.CHANGE]))


def _stopped(group: Group, stopped: np.ndarray, left: Timetable, now: float) -> list[Timetable]:
    """Return what is left when some people get no more doses: those that have begun go on, with all their pieces."""
    _changed(group, stopped, lambda regimen: begun(regimen, now))
    places = np.flatnonzero(stopped).tolist()
    again = _scheduled(group, {place: group.regimens[place] for place in places}, group.order.inputs, now)
    return [without(left, stopped), still_to_come(again, stopped, now)]


def _scheduled(group: Group, regimens: dict[int, Regimen], inputs: Inputs, now: float) -> Timetable:
    """Schedule regimens of some people of a group; whoever cannot be given one has failed."""
    nothing = Regimen()
    everybody = [regimens.get(place, nothing) for place in range(len(group.who))]
    found = timetable(group.order.model, everybody, group.people, inputs)
    for place, error in found.failures.items():
        group.fail(place, str(error), now)
        group.journey.status[place] = -1
    return found.timetable


def _changed(group: Group, who: np.ndarray, change: Callable[[Regimen], Regimen]) -> None:
    """Change the regimens of some people; those who share one go on sharing one."""
    known: dict[int, Regimen] = {}
    for place in np.flatnonzero(who).tolist():
        old = group.regimens[place]
        if id(old) not in known:
            known[id(old)] = change(old)
        group.regimens[place] = known[id(old)]
