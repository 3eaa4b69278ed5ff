"""A dose record of a regimen, taken apart: what enters which state, for one person or for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.protocols.dose import Dose
from raad.protocols.products import Product, product
from raad.protocols.state_dose import Reset, StateDose
from raad.quantities.errors import unknown
from raad.quantities.units import factor

UMOL_PER_MG = factor("mg", "g") * factor("mol", "umol")  # times the inverse of a molar mass


@dataclass(frozen=True, slots=True)
class Piece:
    """A share of a dose that enters one state.

    `amount`, and `duration` and `rate` where they are no names, are numbers, or arrays over people. (n_people,)
    """

    target: str
    delay: float  # [h] after the time of the record
    amount: Any  # [unit]
    unit: str | None  # None: that of the state
    fraction: float | str | None  # None: all of it
    lag: float | str  # [h]
    duration: Any  # [h], a name, or None
    rate: Any  # [unit/h], a name, or None


@dataclass(frozen=True, slots=True)
class Record:
    """A dose or a reset with its repeats; `place` is where it stands in the regimen."""

    place: int
    times: tuple[float, ...]  # [h]
    interval: float | None  # [h]
    steady_state: int
    pieces: tuple[Piece, ...]
    reset: bool = False
    endless: bool = False  # an infusion that has run for ever and ends at its time


def taken_apart(
    given: Dose | StateDose | Reset, place: int, weight_kg: Any, species: str, molecular_weights: Mapping[str, float]
) -> Record | None:
    """Say what a dose puts where; a dose of nothing gives None.

    Parameters
    ----------
    given, place
        A part of a regimen, and where it stands there.
    weight_kg
        Body weight of one person, or of each of many. (n_people,) [kg]
    species, molecular_weights
        As for :meth:`raad.Regimen.administrations`.

    Raises
    ------
    NotSupported, BadInput
        If the evidence does not carry the dose.
    """
    if isinstance(given, Reset):
        return Record(place, (given.time,), None, 0, (), reset=True)
    if isinstance(given, StateDose):
        if given.amount == 0 and not given.endless:
            return None
        piece = Piece(
            given.state, 0.0, given.amount, given.unit, given.fraction, given.lag, given.duration, given.rate
        )  # fmt: skip
        return Record(place, given.times, given.interval, given.steady_state, (piece,), endless=given.endless)
    pieces = tuple(_pieces(given, weight_kg, species, molecular_weights))
    return Record(place, given.times, given.interval, given.steady_state, pieces) if given.amount else None


def _pieces(given: Dose, weight_kg: Any, species: str, molecular_weights: Mapping[str, float]) -> Iterator[Piece]:
    what = product(given.drug, given.route, species)
    amount_mg, length = given.amount_mg(weight_kg), given.duration_h(weight_kg)
    check(what, amount_mg, weight_kg)
    if what.molecular_weight not in molecular_weights:
        raise unknown("molecular weight", what.molecular_weight, molecular_weights)
    umol_per_mg = UMOL_PER_MG / molecular_weights[what.molecular_weight]
    for delay, part, mg in what.pieces(amount_mg):
        lasts = length if part.kind == "as_given" else part.duration
        yield Piece(part.target, delay, mg * umol_per_mg, "umol", part.fraction, part.lag or 0.0, lasts, None)


def check(what: Product, amount_mg: Any, weight_kg: Any) -> None:
    """Refuse an amount that the evidence does not carry, for one person or for many."""
    if np.ndim(weight_kg) == 0:
        what.check(amount_mg, weight_kg)
        return
    # The limit of a dose in mg is nearest for the lightest where it is per kg, and the same for all where it is not.
    for at in (int(np.argmin(weight_kg)), int(np.argmax(weight_kg))):
        what.check(float(np.broadcast_to(amount_mg, weight_kg.shape)[at]), float(weight_kg[at]))


def same_for_all(given: Dose | StateDose | Reset, species: str) -> bool:
    """Say whether the pieces of a dose can be found for many people at once: their number depends on no weight."""
    return (
        not isinstance(given, Dose) or not given.per_kg or product(given.drug, given.route, species).dose_step is None
    )
