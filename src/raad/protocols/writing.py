"""Writing a dose with its units: of a product, or straight into a state of the model."""

from __future__ import annotations

import re
from typing import overload

from raad.protocols.dose import Dose
from raad.protocols.state_dose import StateDose, number_and_unit, number_or_name
from raad.quantities.errors import BadInput
from raad.quantities.units import factor, quantity

_PER_KG = re.compile(r"/\s*\(?\s*k?g\b")


def _amount(text: object, per_time: str, what: str) -> tuple[float, bool]:
    """Read an amount or a rate; say whether it is per kg of body weight."""
    # mg/kg has no dimension, so only its writing tells it from a bare number.
    per_kg = isinstance(text, str) and bool(_PER_KG.search(text))
    return quantity(text, ("mg/kg" if per_kg else "mg") + per_time, what), per_kg


@overload
def dose(
    drug: str, route: str, *, AMT: str, TIME: str = ..., DUR: str | None = ..., RATE: str | None = ...,
    II: str | None = ..., ADDL: int | str = ..., SS: int | str = ...,
) -> Dose:  # fmt: skip
    """Write a dose of a product."""


@overload
def dose(
    *, CMT: str, AMT: str, TIME: str = ..., DUR: str | None = ..., RATE: str | None = ..., II: str | None = ...,
    ADDL: int | str = ..., SS: int | str = ..., F: float | str | None = ..., ALAG: str | None = ...,
) -> StateDose:  # fmt: skip
    """Write a dose into a state."""


def dose(
    drug: str | None = None,
    route: str | None = None,
    *,
    AMT: str,
    CMT: str | None = None,
    TIME: str = "0 h",
    DUR: str | None = None,
    RATE: str | None = None,
    II: str | None = None,
    ADDL: int | str = 0,
    SS: int | str = 0,
    F: float | str | None = None,
    ALAG: str | None = None,
) -> Dose | StateDose:
    """Write a dose with its units, in the words of NONMEM's event records.

    A dose is of a product (drug and route: what enters where follows from the evidence) or goes straight into a
    state of the model (CMT).

    Parameters
    ----------
    drug, route
        A product, such as "esketamine" and "nasal".
    AMT
        Amount, such as "84 mg" or "0.5 mg/kg"; with CMT in a unit of the state, such as "100 umol".
    CMT
        A state of the model, instead of drug and route.
    TIME
        Start, such as "0 h" or "-2 h".
    DUR, RATE
        Length or speed of an infusion, such as "40 min", "30 mg/h" or "0.3 mg/kg/h"; at most one. With CMT also
        the name of a parameter or output: a modelled duration or rate.
    II, ADDL
        Time between repeats, such as "84 h", and how many follow the first.
    SS
        1: the person has had this dose each II for ever, and nothing else. 2: this comes to what is there already.
    F, ALAG
        With CMT: share that enters, such as 0.5, and time until it enters, such as "30 min"; or the name of a
        parameter or output of the model.

    Raises
    ------
    BadInput, BadUnit, UnknownName, NotSupported
        If a text carries no such unit, or the dose is none that :class:`raad.Dose` or :class:`raad.StateDose` allows.

    Notes
    -----
    What happens when doses, resets and observations meet is on the page on events.

    Examples
    --------
    >>> dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7).times[-1]
    588.0
    >>> round(dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min").duration_h(weight_kg=70), 3)
    0.667
    >>> dose(CMT="esketamine_central", AMT="100 umol", RATE="50 umol/h", F=0.5, ALAG="30 min").lag
    0.5
    """
    common = {
        "time": quantity(TIME, "h", "TIME"),
        "interval": None if II is None else quantity(II, "h", "II"),
        "additional": ADDL,
        "steady_state": SS,
    }
    if CMT is not None:
        if drug is not None or route is not None:
            raise BadInput(f"CMT is {CMT!r}, and a product is given too. Name a state, or drug and route.")
        return _into_state(CMT, AMT, DUR, RATE, F, ALAG, common)
    for name, value in (("F", F), ("ALAG", ALAG)):
        if value is not None:
            raise BadInput(f"{name} is given, but {name} of a product follows from the evidence. Leave it out.")
    if drug is None or route is None:
        raise BadInput("Where the dose goes is missing. Name drug and route, or CMT, a state of the model.")
    amount, per_kg = _amount(AMT, "", "AMT")
    rate, rate_per_kg = (None, False) if RATE is None else _amount(RATE, "/h", "RATE")
    return Dose(
        drug,
        route,
        amount,
        per_kg=per_kg,
        duration=None if DUR is None else quantity(DUR, "h", "DUR"),
        rate=rate,
        rate_per_kg=rate_per_kg,
        **common,  # type: ignore[arg-type]  # text is read by Dose
    )


def _into_state(
    state: str, amount: str, duration: str | None, rate: str | None, fraction: float | str | None, lag: str | None,
    common: dict[str, object],
) -> StateDose:  # fmt: skip
    size, unit = number_and_unit(amount, "AMT")
    factor(unit, unit)  # a unit that nobody knows is said at once
    return StateDose(
        state, size, unit,
        fraction=1.0 if fraction is None else number_or_name(fraction, "", "F"),
        lag=0.0 if lag is None else number_or_name(lag, "h", "ALAG"),
        duration=None if duration is None else number_or_name(duration, "h", "DUR"),
        rate=None if rate is None else number_or_name(rate, f"{unit}/h", "RATE"),
        **common,  # type: ignore[arg-type]  # text is read by StateDose
    )  # fmt: skip
