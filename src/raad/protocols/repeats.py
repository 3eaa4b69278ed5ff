"""Repeats of a dose: how many follow the first, how far apart, and whether a steady state stands before it."""

from __future__ import annotations

from typing import Any

from raad.quantities.errors import BadInput
from raad.quantities.units import number

# A guard against a mistyped repeat that would fill the memory; ten years of hourly doses pass.
MOST_REPEATS = 100_000
STEADY = (0, 1, 2)


def check_repeats(dose: Any) -> None:
    """Make `additional` and `steady_state` of a dose whole numbers, or say what is wrong with them.

    Raises
    ------
    BadInput
        If a number is not whole or out of range, or the interval is missing.
    """
    repeats = number(dose.additional, "ADDL")
    if repeats != int(repeats) or not 0 <= repeats <= MOST_REPEATS:
        raise BadInput(f"ADDL is {dose.additional}; it must be a whole number from 0 to {MOST_REPEATS}.")
    steady = number(dose.steady_state, "SS")
    if steady not in STEADY:
        raise BadInput(
            f"SS is {dose.steady_state}; it must be 0 (no steady state), 1 (the state is replaced by the steady state) "
            "or 2 (the steady state is added to what is there)."
        )
    object.__setattr__(dose, "additional", int(repeats))
    object.__setattr__(dose, "steady_state", int(steady))
    if repeats and dose.interval is None:
        raise BadInput(f"ADDL is {dose.additional}, but II is missing. Give the time between doses.")


def times_of(time: float, interval: float | None, additional: int) -> tuple[float, ...]:
    """Return the start of every repeat. [h]"""
    # Multiplied, not summed up, so that the hundredth repeat is as exact as the first.
    return tuple(time + k * (interval or 0.0) for k in range(additional + 1))
