"""Session: what happens around each dose: food, pressure checks, observation, discharge, as far as it was told."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from raad.people.answers import amount, one_word, words, yes_no
from raad.people.health import DIASTOLIC, SYSTOLIC, check_pressure
from raad.quantities.errors import BadInput

WATCHED = ("sedation", "pressure", "respiration", "pulse_oximetry")
DECIDERS = ("clinician", "clock")
_DAY, _MONTH = 1440.0, 43200.0  # min
_SPANS = ("observation", "since_food", "since_drink", "since_nasal_product", "device_gap")
_PRESSURE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*(?:mm\s?Hg)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Session:
    """What happens around each dose; None is not told. Numbers are minutes.

    Parameters
    ----------
    pressure_checks
        Times from the dose on; before it they are negative. [min]
    pressures
        Systolic and diastolic pressure before each session, such as ("130/80",); one stands for all. [mmHg]
    hold_doses
        Whether doses are left out that trial protocols hold for high pressure.
    observation
        From the dose to leaving. [min]
    watched
        Of sedation, pressure, respiration and pulse_oximetry.
    since_food, since_drink, since_nasal_product, device_gap
        Before the dose, and between two devices. [min]
    discharge_decided_by
        clinician or clock.
    stable_at_discharge, sedation_resolved, dissociation_resolved, pressure_settled, pressure_remains_high
        What is found at leaving. Yes, no or unknown, like all that follow.

    Examples
    --------
    >>> session = Session(pressure_checks=["-10 min", "40 min"], observation="2 h", pressures="130/80 mmHg")
    >>> session.pressure_checks, session.observation, session.pressures
    ((-10.0, 40.0), 120.0, ((130.0, 80.0),))
    """

    pressure_checks: Any = None
    pressures: Any = None
    hold_doses: bool | str | None = None
    observation: float | str | None = None
    watched: Any = None
    since_food: float | str | None = None
    since_drink: float | str | None = None
    since_nasal_product: float | str | None = None
    device_gap: float | str | None = None
    discharge_decided_by: str | None = None
    stable_at_discharge: bool | str | None = None
    sedation_resolved: bool | str | None = None
    dissociation_resolved: bool | str | None = None
    pressure_settled: bool | str | None = None
    pressure_remains_high: bool | str | None = None
    hypertensive_crisis: bool | str | None = None
    no_driving_until_next_day: bool | str | None = None
    transport_arranged: bool | str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            name = field.name
            object.__setattr__(self, name, _read(name, getattr(self, name)))


def _read(name: str, given: Any) -> Any:
    if name == "pressure_checks":
        return None if given is None else tuple(sorted(_span(one, name, -_DAY) for one in _listed(given)))
    if name == "pressures":
        return None if given is None else tuple(pressure(one) for one in _listed(given))
    if name == "watched":
        return words(given, name, WATCHED)
    if name == "discharge_decided_by":
        return one_word(given, name, DECIDERS)
    return _span(given, name) if name in _SPANS else yes_no(given, name)


def _listed(given: Any) -> list[Any]:
    if given in ("none", []):
        return []
    one_pair = isinstance(given, tuple) and len(given) == 2 and not isinstance(given[0], (str, tuple, list))
    return list(given) if isinstance(given, (list, tuple)) and not one_pair else [given]


def _span(given: Any, name: str, lowest: float = 0.0) -> Any:
    return amount(given, "min", name, lowest, _MONTH)


def pressure(given: Any) -> tuple[float, float]:
    """Read a pressure such as "130/80" or (130, 80). [mmHg]

    Examples
    --------
    >>> pressure("145/85 mmHg")
    (145.0, 85.0)
    """
    pair: Any = given
    if isinstance(given, str):
        found = _PRESSURE.fullmatch(given)
        pair = found.groups() if found else None
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise BadInput(f"pressures holds {given!r}; write systolic and diastolic, such as '130/80'.")
    ends = zip(pair, ("systolic", "diastolic"), (SYSTOLIC, DIASTOLIC), strict=True)
    read = [amount(f"{value} mmHg", "mmHg", name, *limits) for value, name, limits in ends]
    check_pressure(*read)
    return float(read[0] or 0.0), float(read[1] or 0.0)


UNTOLD = Session()
