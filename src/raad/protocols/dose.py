"""A dose: a drug by a route, an amount, a time, and perhaps how long it runs and how often it repeats."""

from __future__ import annotations

from dataclasses import dataclass

from raad.protocols.products import candidates
from raad.protocols.repeats import check_repeats, times_of
from raad.quantities.errors import BadInput
from raad.quantities.units import number


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose record, repeated `additional` times at each `interval`.

    Most readers write it with :func:`raad.dose`, which reads units.

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
    steady_state
        1: first replace the state by the steady state of this dose, given each `interval` for ever. 2: add that
        steady state to what is there.

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
    steady_state: int = 0

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
        check_repeats(self)
        if self.steady_state and (self.interval is None or self.amount == 0):
            missing = "II is missing" if self.interval is None else "AMT is 0"
            raise BadInput(f"SS is {self.steady_state}, but {missing}. Give an amount and the time between doses.")
        if len(found) == 1 and not self.per_kg:
            found[0].check(self.amount)  # the species is certain, so the error need not wait for it

    @property
    def times(self) -> tuple[float, ...]:
        """Start of every repeat. [h]"""
        return times_of(self.time, self.interval, self.additional)

    def amount_mg(self, weight_kg: float) -> float:
        """Amount for a person of this weight. [mg]"""
        return self.amount * weight_kg if self.per_kg else self.amount

    def duration_h(self, weight_kg: float) -> float | None:
        """Length of the infusion for a person of this weight [h], or None when given at once."""
        if self.rate is None:
            return self.duration
        return self.amount_mg(weight_kg) / (self.rate * weight_kg if self.rate_per_kg else self.rate)
