"""Risks of a scenario: a crowd is followed, everybody's chances are told, and draws say how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from raad.evidence import ParameterTable
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Regimen
from raad.quantities.errors import BadInput, SolveFailed
from raad.quantities.units import number
from raad.risks.anchors import anchor, anchored
from raad.risks.crowd import Crowd, crowd
from raad.risks.draws import central, draw
from raad.risks.endpoints import Endpoint, endpoints, session_readouts, symbols
from raad.risks.following import Followed, follow
from raad.risks.leaving import ready_times
from raad.risks.result import Interval, Risk, Risks
from raad.risks.sessions import Sitting, sittings
from raad.risks.telling import RESTING_HAZARD, Chances, tell

PEOPLE, DRAWS = 400, 20
MOST_DRAWS, MOST_REPORTING = 1000, 1.5
_KNOWN = ("sessions_of_incidence", "limit_before_sbp", "limit_before_dbp", "cv_anchor")
_OF_VISITS = ("visit_sbp", "visit_dbp", RESTING_HAZARD)
_LOOKS = (60.0, 90.0, 120.0)  # min


def risks_of(
    model: Model, regimen: Regimen, person: Person, until: float, *, people: int = PEOPLE, draws: int = DRAWS,
    seed: int = 0, reporting: float = 1.0, name: str = "", progress: Callable[[int, int], None] | None = None,
    store: str | Path | None = None,
) -> Risks:  # fmt: skip
    """Return the risks of a course in a virtual population around a patient.

    Parameters
    ----------
    model
        Of humans, such as `raad.treatment()`.
    regimen
        Doses; sessions are doses of ketamine, esketamine or arketamine that belong together.
    person
        The patient in the middle; others differ in age, weight, sex, exposure, susceptibility and pressure.
    until
        End of the course. [h]
    people, draws
        How many virtual people, and how many draws of uncertain parameters for intervals; 0 draws for none.
    seed
        Of all random numbers; the same seed gives the same result.
    reporting
        How readily symptoms are told, relative to trials outside Japan, 0 to 1.5: countries and protocols differ. It
        changes what is told only, no score, grade or pressure.
    name
        What the course is called.
    progress
        Called with (runs done, runs in all).
    store
        A folder for finished runs: the same call, made again after an interrupt, takes them from there.

    Returns
    -------
    Risks

    Raises
    ------
    BadInput
        If nobody can be followed, or a number cannot be used.

    Examples
    --------
    >>> import raad
    >>> spray = raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7)
    >>> found = risks_of(raad.treatment(), raad.Regimen((spray,)), raad.Person(), 672, people=50, draws=0)
    >>> 20 < found["dissociation"].incidence.value < 40, len(found.sessions)
    (True, 8)
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or not 0 <= draws <= MOST_DRAWS:
        raise BadInput(f"draws is {draws!r}; a whole number from 0 to {MOST_DRAWS} is needed.")
    if not 0 <= number(reporting, "reporting") <= MOST_REPORTING:
        raise BadInput(
            f"reporting is {reporting:g}; a number from 0 to {MOST_REPORTING} is needed, 1 for trials as pooled."
        )
    table = model.parameters
    held = sittings(regimen, float(person.weight or 0), until)
    typical = {**_numbers(table, [*symbols(), *_OF_VISITS]), "reporting": float(reporting)}
    group = crowd(person, people, typical, seed)
    uncertain = _uncertain(model)
    randoms = [np.random.default_rng([seed, 1, k]) for k in range(draws)]
    awake = model.awake(session_readouts())
    values = [{}, *(anchor(awake, draw(table, uncertain, r), typical, r) for r in randoms)]
    runs: list[tuple[dict[str, Chances], dict[str, Chances]]] = []
    central_run: Followed | None = None
    for k, changed in enumerate(values):
        if progress:
            progress(k, len(values))
        numbers = {**typical, **changed}
        followed = follow(model, regimen, group, held, until, changed, Path(store) / f"run{k}" if store else None)
        if len(followed.lost) == len(group):
            raise SolveFailed(f"Nobody could be followed: {next(iter(followed.lost.values()))}")
        central_run = central_run or followed
        runs.append((tell(followed, group, len(held), numbers, until), tell(None, group, len(held), numbers, until)))
    if progress:
        progress(len(values), len(values))
    assert central_run is not None
    found = _collected(name, central_run, group, held, until, runs, seed)
    return found if reporting == 1 else replace(found, manifest={**found.manifest, "reporting": float(reporting)})


def _numbers(table: ParameterTable, names: Iterable[str]) -> dict[str, float]:
    return {n: table.value(n, table.row(n, "human").unit, "human") for n in names}


def _uncertain(model: Model) -> list[str]:
    """Name the rows that are drawn: those of this room, and those of the model that are about safety."""
    awake = model.awake([*session_readouts()])
    own = [n for n in awake.params if awake.parameters.row(n, "human").domain == "safety"]
    return [n for n in dict.fromkeys([*symbols(), *_OF_VISITS, *own]) if n not in (*_KNOWN, *anchored())]


def _collected(
    name: str, followed: Followed, group: Crowd, held: tuple[Sitting, ...], until: float,
    runs: list[tuple[dict[str, Chances], dict[str, Chances]]], seed: int,
) -> Risks:  # fmt: skip
    names, drawn = endpoints(), len(runs) - 1
    by_session = {n: 100 * np.nanmean(c.session, axis=0) for n, c in runs[0][0].items() if c.session is not None}
    ready = ready_times(followed, group)
    before = np.nan_to_num(ready, nan=np.inf)  # whoever cannot leave within the session is beyond its end
    shares = {f"ready_at_{m:.0f}_min": 100 * float(np.mean(before <= m)) for m in _LOOKS}
    median, low, high = (float(np.percentile(before, q, method="inverted_cdf")) for q in (50, 5, 95))
    note = {
        **followed.manifest, "seed": seed,
        "population": {"people": len(group), "draws": drawn, "lost": len(followed.lost), "until_h": until},
    }  # fmt: skip
    curves = {n: np.nanpercentile(v, [5, 50, 95], axis=0) for n, v in followed.first.items()}
    return Risks(
        name, tuple(_risk(one, followed, runs) for one in names.values()), np.array([s.start for s in held]), until,
        by_session, followed.minutes, curves,
        {"median_min": median, "low_min": low, "high_min": high, **shares},
        {look: _people(values) for look, values in followed.benefit.items()},
        len(group), followed.lost, drawn, note,
    )  # fmt: skip


def _risk(one: Endpoint, followed: Followed, runs: list[tuple[dict[str, Chances], dict[str, Chances]]]) -> Risk:
    drug, plain = [r[0][one.name] for r in runs], [r[1][one.name] for r in runs]
    of_sessions = drug[0].session is not None
    each = [_mean(c.session) for c in drug] if of_sessions else []
    first = [_mean(c.session[:, 0]) for c in drug if c.session is not None]
    last = [_mean(c.session[:, -1]) for c in drug if c.session is not None]
    known = one.readout in followed.peak
    minutes: Mapping[str, Any] = {"time_of_peak": followed.time_of_peak, "over": followed.over}
    return Risk(
        one.name, one.label, one.group, "" if one.kind == "any" else one.readout, one.unit,
        _over([_mean(c.course) for c in drug]), _over([_mean(c.course) for c in plain]),
        _over(each), _over(first), _over(last),
        _people(followed.peak[one.readout]) if known else _NONE,
        *(_people(minutes[m][one.readout]) if known else _NONE for m in ("time_of_peak", "over")),
    )  # fmt: skip


_NONE = Interval(np.nan, np.nan, np.nan)


def _mean(chance: np.ndarray | None) -> float:
    return 100 * float(np.nanmean(chance)) if chance is not None else np.nan


def _over(values: list[float]) -> Interval:
    """The value of the register, and the interval of the draws."""
    if not values:
        return _NONE
    return Interval(values[0], *central(values[1:])) if len(values) > 1 else Interval(values[0], np.nan, np.nan)


def _people(values: np.ndarray) -> Interval:
    if not np.any(np.isfinite(values)):
        return _NONE
    low, median, high = np.nanpercentile(values, [5, 50, 95])
    return Interval(float(median), float(low), float(high))
