"""What a question about risks gives: for each endpoint peak, time, duration and incidence, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from raad.quantities.errors import unknown


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with an interval: between people (5 to 95 %), or over what we do not know (5 to 95 % of draws)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Risk:
    """One endpoint.

    Parameters
    ----------
    endpoint, label, group
        Name, as a page shows it, and where it stands.
    readout, unit
        What of the model leads to it; "" where several do.
    incidence
        People with the event at least once in the course; interval over draws. [percent]
    without_drug
        The same with as many visits and no drug. [percent]
    per_session
        Sessions with the event, of all sessions. [percent]
    first_session, last_session
        People with the event in it. [percent]
    peak
        Worst value within a session, over people and sessions: median, interval between people. [unit]
    time_of_peak, over
        Minutes from the first dose of a session to the peak, and until a tenth of it is left: median, interval between
        people. NaN where there is no course. [min]
    """

    endpoint: str
    label: str
    group: str
    readout: str
    unit: str
    incidence: Interval
    without_drug: Interval
    per_session: Interval
    first_session: Interval
    last_session: Interval
    peak: Interval
    time_of_peak: Interval
    over: Interval


@dataclass(frozen=True)
class Risks:
    """Risks of a course in a virtual population, beside its benefit. For research and teaching only.

    Parameters
    ----------
    risks
        One for each endpoint, in the order of the page.
    sessions
        Start of each. (n_sessions,) [h]
    by_session
        People with the event in each session, by endpoint. (n_sessions,) [percent]
    minutes, curves
        The first session: times [min], and by readout the 5th, 50th and 95th percentile of people. (3, n_times)
    ready
        When people could leave after the first session: 5th, 50th, 95th percentile [min]; share of
        people by minute. [percent]
    benefit
        MADRS before, 24 h after the first dose and at the end: median and 5 to 95 % of people. [points]
    people, lost, draws
        How many were followed, how many could not be, and over how many draws intervals are.
    manifest
        What was run.
    """

    name: str
    risks: tuple[Risk, ...]
    sessions: np.ndarray
    until: float
    by_session: Mapping[str, np.ndarray]
    minutes: np.ndarray
    curves: Mapping[str, np.ndarray]
    ready: Mapping[str, float]
    benefit: Mapping[str, Interval]
    people: int
    lost: Mapping[int, str]
    draws: int
    manifest: Mapping[str, Any]

    def __getitem__(self, name: str) -> Risk:
        """Return the risk of one endpoint."""
        for one in self.risks:
            if one.endpoint == name:
                return one
        raise unknown("endpoint", name, [one.endpoint for one in self.risks])

    def rows(self) -> list[dict[str, Any]]:
        """Return one flat row for each endpoint, intervals as three columns, for tables and files."""
        found = []
        for one in self.risks:
            row: dict[str, Any] = {}
            for key, value in asdict(one).items():
                if isinstance(value, dict):
                    row |= {key: value["value"], f"{key}_low": value["low"], f"{key}_high": value["high"]}
                else:
                    row[key] = value
            found.append(row)
        return found
