"""Numbers of the page of risks as a clinician reads them: two digits, percent whole above 10, and never a NaN."""

from __future__ import annotations

import math
from collections.abc import Callable

from raad.quantities.glossary import glossary
from raad.risks import Interval, Risk
from raad.risks.endpoints import endpoints

NONE = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_BEATS = {"heart_rate_rise": "beats/min"}


def percent(value: float) -> str:
    """Return a share without its sign, whole from 10 on.

    Examples
    --------
    >>> [percent(v) for v in (57.6, 9.96, 3.17, 0.072, 0.0005, 0, 99.8, float("nan"))]
    ['58', '10', '3.2', '0.07', '<0.01', '0', '>99', '–']
    """
    if not math.isfinite(value):
        return NONE
    if 0 < value < 0.01:
        return "<0.01"
    if 99.5 <= value < 100:
        return ">99"
    digits = 0 if round(value, 1) >= 10 or value == 0 else (1 if round(value, 2) >= 0.1 else 2)
    return f"{value:.{digits}f}"


def percent_span(one: Interval) -> str:
    """Return a share with the interval of the draws, where there is one.

    Examples
    --------
    >>> percent_span(Interval(57.6, 45.5, 68.4)), percent_span(Interval(4.9, float("nan"), float("nan")))
    ('58 (46–68)', '4.9')
    """
    return _span(one, percent)


def number(value: float) -> str:
    """Return a value with two digits, whole from 10 on.

    Examples
    --------
    >>> [number(v) for v in (0.4302, 6.84, 128.4, 0.00017, 0.0, -3.21, float("nan"))]
    ['0.43', '6.8', '128', '<0.001', '0', '−3.2', '–']
    """
    if not math.isfinite(value):
        return NONE
    if value == 0:
        return "0"
    if abs(value) < 1e-3:
        return "<0.001" if value > 0 else "0"
    digits = max(0, 1 - math.floor(math.log10(float(f"{abs(value):.1e}"))))
    return f"{value:.{digits}f}".replace("-", _MINUS)


def number_span(one: Interval) -> str:
    """Return a median with its interval between people."""
    return _span(one, number)


def minutes(value: float) -> str:
    """Return whole minutes."""
    return f"{value:.0f}".replace("-", _MINUS) if math.isfinite(value) else NONE


def minutes_span(one: Interval) -> str:
    """Return minutes with their interval between people."""
    return _span(one, minutes)


def over_span(one: Risk, last: float) -> str:
    """Return when a tenth of the peak is left, or that it is not within what was followed. [min]"""
    if math.isfinite(one.over.value) or not math.isfinite(one.time_of_peak.value):
        return minutes_span(one.over)
    return _beyond(last)


def leaving(value: float, last: float) -> str:
    """Return when somebody could leave, or that it is not within what was followed. [min]"""
    return f"{minutes(value)} min" if math.isfinite(value) else _beyond(last)


def _beyond(last: float) -> str:
    return f"beyond {last / 60:.2g} h"


def length(hours: float) -> str:
    """Return the length of a course in words.

    Examples
    --------
    >>> length(672), length(24), length(36)
    ('28 days', '1 day', '36 h')
    """
    if hours < 24 or (hours < 96 and hours % 24):
        return f"{hours:.3g} h"
    days = f"{hours / 24:.0f}"
    return f"{days} day" if days == "1" else f"{days} days"


def unit(readout: str) -> str:
    """Return the unit of a readout as the page shows it."""
    return _BEATS.get(readout) or (glossary()[readout].unit if readout in glossary() else "") or "0 to 1"


def label(one: Risk) -> str:
    """Return the label of an endpoint, with the unit of its limit."""
    return _limited(one.label, one.unit, one.readout)


def label_alone(one: Risk) -> str:
    """Return a label that can stand without the rows above it: an endpoint that joins others names them."""
    found = endpoints().get(one.endpoint)
    if found is None or not found.parts:
        return label(one)
    parts = [endpoints()[name] for name in found.parts]
    first, *others = [_limited(p.label, p.unit, p.readout) for p in parts]
    return ", or ".join([first, *(o[:1].lower() + o[1:] for o in others)])


def _limited(text: str, of_limit: str, readout: str) -> str:
    """Put the unit behind the number of a label that ends with its limit."""
    if not of_limit or not any(c.isdigit() for c in text):
        return text
    head, more, rest = text.partition(" or more")
    return f"{head} {_BEATS.get(readout, of_limit)}{more}{rest}"


def _span(one: Interval, show: Callable[[float], str]) -> str:
    middle = show(one.value)
    if not (math.isfinite(one.low) and math.isfinite(one.high)):
        return middle
    low, high = show(one.low), show(one.high)
    if low == middle == high:
        return middle
    join = " to " if _MINUS in low + high or "<" in low + high or ">" in low + high else "\N{EN DASH}"
    return f"{middle} ({low}{join}{high})"
