"""A dose: a drug by a route, an amount, a time, and perhaps how long it runs and how often it repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass

from raad.protocols.products import candidates
from raad.quantities.errors import BadInput
from raad.quantities.units import number, quantity

# A guard against a mistyped repeat that would fill the memory; ten years of hourly doses pass.
MOST_REPEATS = 100_000
_PER_KG = re.compile(r"/\s*\(?\s*k?g\b")


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose record, repeated `additional` times at each `interval`.

    Most readers write it with :func:`dose`, which reads units.

    Parameters
    ----------
    drug, route
        A product, such as "esketamine" and "nasal".
    amount
        Amount of each repeat. [mg], or [mg/kg] when `per_kg`. Zero is allowed and equals no dose.
    time
        Start of the first repeat; negative before the clock starts. [h]
    per_kg
        Whether the amount is per kg of body weight.
    duration, rate
        Length [h] or speed [mg/h] of an infusion; at most one of them. Neither: given at once.
    rate_per_kg
        Whether the rate is in mg/kg/h.
    interval, additional
        Time between repeats [h], and their number after the first.

    Raises
    ------
    BadInput, UnknownName, NotSupported
        If a value is out of its range, two values contradict each other, or no evidence carries the route.

    Examples
    --------
    >>> Dose("ketamine", "iv", 0.5, per_kg=True, duration=2 / 3).amount_mg(weight_kg=80)
    40.0
    """

    drug: str
    route: str
    amount: float
    time: float = 0.0
    per_kg: bool = False
    duration: float | None = None
    rate: float | None = None
    rate_per_kg: bool = False
    interval: float | None = None
    additional: int = 0

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "drug", str(self.drug).strip().lower())
        put(self, "route", str(self.route).strip().lower())
        found = candidates(self.drug, self.route)
        put(self, "amount", number(self.amount, "AMT"))
        put(self, "time", number(self.time, "TIME"))
        if self.amount < 0:
            raise BadInput(f"AMT is {self.amount:g}; a dose cannot be negative.")
        if self.rate is not None and self.duration is not None:
            raise BadInput("RATE and DUR are both given. Give one: the other follows from the amount.")
        for field, name in (("duration", "DUR"), ("rate", "RATE"), ("interval", "II")):
            value = getattr(self, field)
            if value is None:
                continue
            put(self, field, number(value, name))
            if getattr(self, field) <= 0:
                raise BadInput(f"{name} is {value:g}; it must be greater than 0, or left out.")
            if field != "interval" and not any(p.takes_duration for p in found):
                raise BadInput(
                    f"{name} is given, but the route {self.route!r} of {self.drug} takes no duration: "
                    f"how fast the drug enters is known from the evidence. Leave {name} out."
                )
        self._check_repeats()
        if len(found) == 1 and not self.per_kg:
            found[0].check(self.amount)  # the species is certain, so the error need not wait for it

    def _check_repeats(self) -> None:
        repeats = number(self.additional, "ADDL")
        if repeats != int(repeats) or not 0 <= repeats <= MOST_REPEATS:
            raise BadInput(f"ADDL is {self.additional}; it must be a whole number from 0 to {MOST_REPEATS}.")
        object.__setattr__(self, "additional", int(repeats))
        if repeats and self.interval is None:
            raise BadInput(f"ADDL is {self.additional}, but II is missing. Give the time between doses.")

    @property
    def times(self) -> tuple[float, ...]:
        """Start of every repeat. [h]"""
        # Multiplied, not summed up, so that the hundredth repeat is as exact as the first.
        return tuple(self.time + k * (self.interval or 0.0) for k in range(self.additional + 1))

    def amount_mg(self, weight_kg: float) -> float:
        """Amount for a person of this weight. [mg]"""
        return self.amount * weight_kg if self.per_kg else self.amount

    def duration_h(self, weight_kg: float) -> float | None:
        """Length of the infusion for a person of this weight [h], or None when given at once."""
        if self.rate is None:
            return self.duration
        return self.amount_mg(weight_kg) / (self.rate * weight_kg if self.rate_per_kg else self.rate)


def _amount(text: object, per_time: str, what: str) -> tuple[float, bool]:
    """Read an amount or a rate; say whether it is per kg of body weight."""
    # mg/kg has no dimension, so only its writing tells it from a bare number.
    per_kg = isinstance(text, str) and bool(_PER_KG.search(text))
    return quantity(text, ("mg/kg" if per_kg else "mg") + per_time, what), per_kg


def dose(
    drug: str,
    route: str,
    *,
    AMT: str,
    TIME: str = "0 h",
    DUR: str | None = None,
    RATE: str | None = None,
    II: str | None = None,
    ADDL: int | str = 0,
) -> Dose:
    """Write a dose with its units, in the words of NONMEM's event records.

    Parameters
    ----------
    drug, route
        A product, such as "esketamine" and "nasal".
    AMT
        Amount, such as "84 mg" or "0.5 mg/kg".
    TIME
        Start, such as "0 h" or "-2 h".
    DUR, RATE
        Length or speed of an infusion, such as "40 min", "30 mg/h" or "0.3 mg/kg/h"; at most one.
    II, ADDL
        Time between repeats, such as "84 h", and how many follow the first.

    Raises
    ------
    BadInput, BadUnit, UnknownName, NotSupported
        If a text carries no such unit, or the dose is none that :class:`Dose` allows.

    Examples
    --------
    >>> dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7).times[-1]
    588.0
    >>> round(dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min").duration_h(weight_kg=70), 3)
    0.667
    """
    amount, per_kg = _amount(AMT, "", "AMT")
    rate, rate_per_kg = (None, False) if RATE is None else _amount(RATE, "/h", "RATE")
    return Dose(
        drug,
        route,
        amount,
        time=quantity(TIME, "h", "TIME"),
        per_kg=per_kg,
        duration=None if DUR is None else quantity(DUR, "h", "DUR"),
        rate=rate,
        rate_per_kg=rate_per_kg,
        interval=None if II is None else quantity(II, "h", "II"),
        additional=ADDL,  # type: ignore[arg-type]  # text is read by Dose
    )
