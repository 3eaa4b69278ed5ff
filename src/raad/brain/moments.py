"""When a course of connectivity is looked at, and how densely synapses must be known for it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from raad.people import Person
from raad.protocols import Regimen
from raad.protocols.first_dose import first_dose
from raad.quantities.errors import BadInput, RaadError
from raad.quantities.units import quantity

BEFORE = "before"
END_OF_DOSE = 40 / 60  # h; when the first dose is no infusion
LATER = (4.0, 24.0, 168.0)  # h after the first dose
_WORDS = (BEFORE, "baseline")
# When the synapses of a person are looked at around a dose: densely while the drug is there. [h]
_AFTER_A_DOSE = np.array([0, 5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 720]) / 60
_STEP = 6.0  # h between records where nothing is given
_MOST_DOSES = 200  # doses that get dense records


def default_moments(regimen: Regimen, person: Person, end: float) -> np.ndarray:
    """Return the usual times of a course: before, at the end of the first dose, 4 h, 24 h and 7 d after it. [h]

    An infusion ends when it ends; any other dose is looked at after 40 minutes. Times beyond `end` are left out.

    Examples
    --------
    >>> from raad.protocols import dose
    >>> infusion = Regimen((dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="30 min"),))
    >>> default_moments(infusion, Person(), 48).tolist()
    [0.0, 0.5, 4.0, 24.0]
    """
    start = first_dose(regimen, person.species)
    lengths = [d.duration_h(person.weight or 1.0) for d in regimen.products if start in d.times]
    acute = next((length for length in lengths if length), END_OF_DOSE)
    found = np.unique(np.array([0.0, acute, *LATER])) + start
    return found[found <= end]


def read_moments(said: Iterable[str | float] | str, regimen: Regimen, species: str = "human") -> np.ndarray:
    """Read times such as "0h, 40min, 4h, 24h, 7d", or "before" for the start of the first dose. (n_times,) [h]

    Parameters
    ----------
    said
        Text with commas, or a list of texts and of numbers in hours, on the clock of the run.
    regimen, species
        Say when the first dose is.

    Raises
    ------
    BadInput
        If a text is no time; the text names it.

    Examples
    --------
    >>> read_moments("before, 40 min, 7d", Regimen()).round(3).tolist()
    [0.0, 0.667, 168.0]
    """
    parts = said.split(",") if isinstance(said, str) else list(said)
    parts = [p.strip() if isinstance(p, str) else p for p in parts]
    parts = [p for p in parts if p != ""]
    if not parts:
        raise BadInput("No time is given. Write for instance '0h,40min,4h,24h,7d'.")
    return np.unique([_moment(p, regimen, species) for p in parts])


def _moment(said: object, regimen: Regimen, species: str) -> float:
    if isinstance(said, str) and said.lower() in _WORDS:
        return first_dose(regimen, species)
    try:
        if not isinstance(said, str) and not isinstance(said, bool) and said is not None:
            time = float(said)  # type: ignore[arg-type]
        else:
            time = quantity(said, "h", "time")
    except (RaadError, TypeError, ValueError):
        raise BadInput(
            f"{said!r} is no time. Write a number with h, min or d, such as '40 min', or 'before'."
        ) from None
    if not np.isfinite(time):
        raise BadInput(f"{said!r} is no time that comes. Write a finite one, such as '24 h'.")
    return time


def checked_moments(times: np.ndarray, first: float, last: float) -> np.ndarray:
    """Refuse times outside a run from `first` to `last`. [h]"""
    outside = [t for t in times if not first - 1e-9 <= t <= last + 1e-9]
    if outside:
        named = ", ".join(told(t) for t in outside[:5])
        raise BadInput(
            f"{named} {'is' if len(outside) == 1 else 'are'} outside the run, which goes from {told(first)} to "
            f"{told(last)}. Ask for times inside, or simulate longer (until: in a scenario)."
        )
    return np.clip(times, first, last)


def told(time: float) -> str:
    """Say a time as people do: minutes below two hours, hours below two days, else days. [h]

    Examples
    --------
    >>> told(2 / 3), told(24.0), told(168.0)
    ('40 min', '24 h', '7 d')
    """
    if 0 < abs(time) < 2 and abs(time * 60 - round(time * 60)) < 0.01 and time != 1:
        return f"{time * 60:.4g} min"
    return f"{time:.4g} h" if abs(time) < 48 else f"{time / 24:.4g} d"


def titles(times: np.ndarray, start: float) -> list[str]:
    """Name the times of a course after the first dose at `start`; the last one up to it is "before".

    Examples
    --------
    >>> titles(np.array([0.0, 24.0]), 0.0)
    ['before', '24 h']
    """
    early = times[times <= start + 1e-9]
    return [BEFORE if early.size and t == early[-1] else told(t - start) for t in times]


def dense(regimen: Regimen, person: Person, start: float, end: float) -> np.ndarray:
    """Return when to record a person so that synapses are known between: dense after doses. (n,) [h]

    Examples
    --------
    >>> dense(Regimen(), Person(), 0, 24).tolist()
    [0.0, 6.0, 12.0, 18.0, 24.0]
    """
    parts = [np.arange(start, end, _STEP), [end]]
    for time in regimen.times[:_MOST_DOSES]:
        parts.append(time + _AFTER_A_DOSE)
    for one in regimen.products:
        length = one.duration_h(person.weight or 1.0)
        parts.append([t + length for t in one.times[:_MOST_DOSES]] if length else [])
    times = np.unique(np.round(np.concatenate([np.asarray(p, dtype=float) for p in parts]), 9))
    return times[(times >= start) & (times <= end)]
