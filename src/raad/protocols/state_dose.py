"""A dose straight into a named state of a model, in the words of NONMEM's event records; and a reset."""

from __future__ import annotations

import re
from dataclasses import dataclass

from raad.protocols.repeats import check_repeats, times_of
from raad.quantities.errors import BadInput, BadUnit
from raad.quantities.units import number, quantity

_NAME = re.compile(r"[A-Za-z]\w*$")
_PARTS = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class StateDose:
    """An amount that enters a state of the model directly, repeated `additional` times at each `interval`.

    Most readers write it with :func:`raad.dose`, which reads units. `fraction`, `lag`, `duration` and `rate` may be
    the name of a parameter or an output of the person's own model: NONMEM's F, ALAG, D and R.

    Parameters
    ----------
    state
        Name of the state, such as "esketamine_central".
    amount
        Amount of each repeat, before `fraction`. [unit]
    unit
        Unit of the amount and of a rate (per h); None: the unit of the state itself.
    time
        Time of the record; negative before the clock starts. [h]
    fraction
        Share of the amount that enters. [ratio]
    lag
        Time from the record to the entry. [h]
    duration, rate
        Length [h] or speed [unit/h] of an infusion; at most one of them. Neither: given at once.
    interval, additional
        Time between repeats [h], and their number after the first.
    steady_state
        1: first replace the state by the steady state of this dose, given each `interval` for ever. 2: add that
        steady state to what is there. With amount 0 and a rate: of an infusion that ends at `time`.

    Raises
    ------
    BadInput
        If a value is out of its range, or two values contradict each other.

    Notes
    -----
    With a rate, the rate stays and the infusion lasts fraction * amount / rate. With a duration, the duration
    stays and the rate is fraction * amount / duration.

    Examples
    --------
    >>> StateDose("central", 100.0, rate=10.0, interval=24.0, additional=2).times
    (0.0, 24.0, 48.0)
    """

    state: str
    amount: float
    unit: str | None = None
    time: float = 0.0
    fraction: float | str = 1.0
    lag: float | str = 0.0
    duration: float | str | None = None
    rate: float | str | None = None
    interval: float | None = None
    additional: int = 0
    steady_state: int = 0

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "state", str(self.state).strip())
        if not self.state:
            raise BadInput("CMT is empty. Name a state of the model, such as CMT='esketamine_central'.")
        for field, name in (("amount", "AMT"), ("time", "TIME")):
            put(self, field, number(getattr(self, field), name))
        if self.amount < 0:
            raise BadInput(f"AMT is {self.amount:g}; a dose cannot be negative.")
        for field, name in (("fraction", "F"), ("lag", "ALAG"), ("duration", "DUR"), ("rate", "RATE")):
            put(self, field, _checked(getattr(self, field), name, zero=field in ("fraction", "lag")))
        if self.interval is not None:
            put(self, "interval", _checked(self.interval, "II", zero=False))
        if self.rate is not None and self.duration is not None:
            raise BadInput("RATE and DUR are both given. Give one: the other follows from the amount.")
        check_repeats(self)
        self._check_steady_state()

    def _check_steady_state(self) -> None:
        if not self.steady_state:
            return
        if self.amount > 0 and self.interval is None:
            raise BadInput(f"SS is {self.steady_state}, but II is missing. Give the time between doses.")
        if self.amount == 0:
            if self.rate is None:
                raise BadInput("SS is given with AMT 0 and no RATE: nothing enters. Give AMT and II, or RATE.")
            if self.additional or self.interval is not None:
                raise BadInput("AMT 0 with SS is an infusion that ends at TIME: leave II and ADDL out.")

    @property
    def endless(self) -> bool:
        """Whether this is an infusion that has run for ever and ends at its time."""
        return self.steady_state > 0 and self.amount == 0

    @property
    def times(self) -> tuple[float, ...]:
        """Time of every repeat. [h]"""
        return times_of(self.time, self.interval, self.additional)


@dataclass(frozen=True, slots=True)
class Reset:
    """The state returns to that before treatment; infusions, lagged and additional doses of earlier records end.

    Parameters
    ----------
    time
        When. [h]

    Examples
    --------
    >>> from raad.protocols import Regimen
    >>> Regimen((StateDose("central", 100.0, interval=12.0, additional=9), Reset(48.0))).times[-1]
    108.0
    """

    time: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "time", number(self.time, "TIME"))

    @property
    def additional(self) -> int:
        """A reset does not repeat."""
        return 0


def _checked(value: object, name: str, zero: bool) -> float | str | None:
    """Return a number in its range, or a name; a name is looked up when the model is known."""
    if value is None or (isinstance(value, str) and _NAME.match(value.strip())):
        return value.strip() if isinstance(value, str) else None
    size = number(value, name)
    if size < 0 or (size == 0 and not zero):
        raise BadInput(f"{name} is {size:g}; it must be {'0 or more' if zero else 'greater than 0, or left out'}.")
    return size


def number_or_name(text: object, unit: str, what: str) -> float | str:
    """Read "30 min" in the asked unit, or keep the name of a parameter or output as it stands.

    Examples
    --------
    >>> number_or_name("30 min", "h", "ALAG"), number_or_name("lag_oral", "h", "ALAG")
    (0.5, 'lag_oral')
    """
    if isinstance(text, str) and _NAME.match(text.strip()):
        return text.strip()
    return quantity(text, unit, what)


def number_and_unit(text: object, what: str) -> tuple[float, str]:
    """Split "100 umol" into number and unit.

    Raises
    ------
    BadInput, BadUnit
        If there is no number, or no unit.

    Examples
    --------
    >>> number_and_unit("100 umol", "AMT")
    (100.0, 'umol')
    """
    found = _PARTS.match(str(text))
    if not found:
        raise BadInput(f"{what} is {text!r}, which is not a number with a unit. Write for example '100 umol'.")
    if not found[2]:
        raise BadUnit(f"{what} is {text!r} without a unit. Write the unit of the state, such as '{found[1]} umol'.")
    return number(found[1], what), found[2]
