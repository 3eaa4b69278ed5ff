"""A crowd followed through its sessions: peaks, their times and how long they last, for everybody and each session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from raad.model.wiring import Model
from raad.protocols import Regimen
from raad.risks.crowd import Crowd
from raad.risks.endpoints import endpoints, session_readouts
from raad.risks.sessions import Sitting
from raad.solve.reductions import Reduction
from raad.solve.simulate import simulate
from raad.solve.trajectory import Trajectory

DOWN = ("moaas",)  # readouts whose worst is their lowest
RESTING = {"moaas": 5.0}
BENEFIT = "madrs"
_PART = 0.1  # of the peak; below it a course is over


@dataclass(frozen=True)
class Followed:
    """What became of a crowd.

    Parameters
    ----------
    peak, time_of_peak, over
        By readout: the worst value [unit of the readout], minutes from the first dose of the session to it, and
        minutes until no more than a tenth of it is left; NaN where nothing happened. (n_people, n_sessions) each
    course
        By readout of a whole course: its value at the end, or its integral for a hazard. (n_people,)
    first
        Courses of the first session, by readout. (n_people, n_times)
    minutes
        Times of `first`. (n_times,) [min]
    benefit
        MADRS before, after_24_h of the first dose where the course is that long, and at_end. (n_people,) each [points]
    lost
        People who could not be followed, with the reason.
    """

    peak: Mapping[str, np.ndarray]
    time_of_peak: Mapping[str, np.ndarray]
    over: Mapping[str, np.ndarray]
    course: Mapping[str, np.ndarray]
    first: Mapping[str, np.ndarray]
    minutes: np.ndarray
    benefit: Mapping[str, np.ndarray]
    lost: Mapping[int, str]
    manifest: Mapping[str, object]


def follow(
    model: Model, regimen: Regimen, people: Crowd, sessions: tuple[Sitting, ...], until: float,
    values: Mapping[str, float] | None = None, store: Path | None = None,
) -> Followed:  # fmt: skip
    """Follow everybody; `values` replace values of the register, `store` keeps finished parts."""
    names = session_readouts()
    model = model.awake([*names, *(e.readout for e in endpoints().values() if e.kind == "hazard")])
    model = model.with_values({k: v for k, v in (values or {}).items() if k in model.params})
    grids = [s.times[s.times <= until] for s in sessions]
    start = sessions[0].start
    looks = {"before": start, "after_24_h": start + 24.0, "at_end": until}
    days = {look: t for look, t in looks.items() if t <= until}
    at = np.unique(np.concatenate([*grids, list(days.values())]))
    run = simulate(
        model, regimen, people.cohort, at, readouts=[*names, BENEFIT], reductions=_whole(until),
        parameters=people.parameters(model.values), store=store,
    )  # fmt: skip
    peak, when, over = {}, {}, {}
    for name in names:
        found = [_read(name, run, at, s, grid) for s, grid in zip(sessions, grids, strict=True)]
        peak[name], when[name], over[name] = (np.stack(part, axis=1) for part in zip(*found, strict=True))
    first = _columns(at, grids[0])
    said = {name: run.values(name)[:, first] for name in names}
    benefit = {look: run.values(BENEFIT)[:, _columns(at, np.array([t]))[0]] for look, t in days.items()}
    course = {r.readout: run.reduced[r.label] for r in _whole(until)}
    lost = {f.person: f.reason for f in run.failures}
    minutes = 60 * (grids[0] - sessions[0].start)
    return Followed(peak, when, over, course, said, minutes, benefit, lost, run.manifest)


def _whole(until: float) -> list[Reduction]:
    found = []
    for one in endpoints().values():
        if one.kind == "hazard":
            found.append(Reduction.auc(one.readout, since=0.0, until=until))
        elif one.kind == "threshold_course":
            found.append(Reduction.maximum(one.readout, since=0.0, until=until))
    return found


def _columns(at: np.ndarray, times: np.ndarray) -> np.ndarray:
    return np.searchsorted(at, times)


def _read(name: str, run: Trajectory, at: np.ndarray, session: Sitting, grid: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the worst value, when it is there and when it is over, of everybody in one session."""
    values = run.values(name)[:, _columns(at, grid)]
    effect = RESTING[name] - values if name in DOWN else values
    place = np.argmax(effect, axis=1)
    rows, minutes = np.arange(len(values)), 60 * (grid - session.start)
    most = effect[rows, place]
    felt = effect > _PART * most[:, None]
    last = len(grid) - 1 - np.argmax(felt[:, ::-1], axis=1)
    following = np.minimum(last + 1, len(grid) - 1)
    nothing = ~(most > _NOTHING)
    when = np.where(nothing, np.nan, minutes[place])
    over = np.where(nothing | (last == len(grid) - 1), np.nan, minutes[following])
    return values[rows, place], when, over


_NOTHING = 1e-6  # below it there is no peak to speak of
