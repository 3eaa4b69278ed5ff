"""How much of a dose enters which state, how fast and when, for one person or for many at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from raad.model.other_drugs import to_hold
from raad.model.wiring import Model
from raad.protocols.record import Piece, Record
from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import factor

Look = Callable[[str, str], Any]  # (name, unit) -> number, or array over people


@dataclass(frozen=True)
class People:
    """What the doses of people may depend on.

    Parameters
    ----------
    weight
        Body weights. (n_people,) [kg]
    slow
        Parameters and inputs, in the order of `[*model.params, *model.exogenous]`. (n_people, n_slow)
    outputs
        Outputs before treatment, in the order of `model.outputs`. (n_people, n_outputs)
    """

    weight: np.ndarray
    slow: np.ndarray
    outputs: np.ndarray

    def __len__(self) -> int:
        return len(self.weight)

    def some(self, who: np.ndarray) -> People:
        """Return some of the people, by place."""
        return People(self.weight[who], self.slow[who], self.outputs[who])


class Names(NamedTuple):
    """Where the names of a model stand, and the molar masses that its parameters know. [g/mol]"""

    states: dict[str, int]
    slow: dict[str, int]
    units: dict[str, str]  # of `slow`
    outputs: dict[str, int]
    weights: dict[str, float]


_KNOWN: dict[int, tuple[Model, Names]] = {}
_KEPT = 16


def names_of(model: Model) -> Names:
    """Return the names of a model; they are found once."""
    known = _KNOWN.get(id(model))
    if known is None:
        if len(_KNOWN) >= _KEPT:
            _KNOWN.clear()
        slow, table = {**model.params, **model.exogenous}, model.parameters
        states, places, outputs = ({n: i for i, n in enumerate(names)} for names in (model.states, slow, model.outputs))
        weights = {n: table.value(n, "g/mol", model.species) for n in table if n.startswith("MW_")}
        known = _KNOWN[id(model)] = (model, Names(states, places, slow, outputs, weights))
    return known[1]  # the model is kept, so that its id stays its own


def look_in(model: Model, people: People) -> Look:
    """Return a function that finds the value behind a name: an output, a parameter or input, a row of the register.

    It gives a number for one person and an array for many; its errors name the nearest known name.
    """
    names = names_of(model)

    def look(name: str, unit: str) -> Any:
        if name in names.outputs:
            values, given = people.outputs[:, names.outputs[name]], model.outputs[name]
        elif name in names.slow:
            values, given = people.slow[:, names.slow[name]], names.units[name]
        elif name in model.parameters:
            return model.parameters.value(name, unit, model.species)
        else:
            known = [*names.outputs, *names.slow, *model.parameters]
            raise unknown("output or parameter", name, known, "A dose refers to it (F, ALAG, DUR or RATE).")
        scale = factor(given, unit)
        return float(values[0]) * scale if len(people) == 1 else values * scale

    return look


@dataclass(frozen=True, slots=True)
class Flow:
    """What a piece of a dose does to one state; each value is a number, or an array over people. (n_people,)"""

    index: int  # place of the state
    offset: Any  # [h] from the time of the record to the entry
    lasts: Any  # [h]; 0: at once
    amount: Any  # [unit of the state]
    rate: Any  # [unit of the state / h]; 0: at once


def flows_of(record: Record, model: Model, look: Look) -> tuple[Flow, ...]:
    """Return the flows of a record.

    Raises
    ------
    UnknownName, BadUnit, BadInput
        If a state or a name is not of this model, a unit is of another kind, or a value is out of range.
    """
    places = names_of(model).states
    return tuple(_flow(piece, record.endless, model, places, look) for piece in record.pieces)


def _flow(piece: Piece, endless: bool, model: Model, places: dict[str, int], look: Look) -> Flow:
    if piece.target not in places:
        todo = to_hold(piece.target, model.species) or "A dose needs a model that holds its place: model.awake()."
        raise unknown("compartment", piece.target, places, todo)
    unit, at = model.states[piece.target], places[piece.target]

    def read(value: Any, what: str, unit: str) -> Any:
        found = look(value, unit) if isinstance(value, str) else value
        if isinstance(found, float) and 0.0 <= found < math.inf:
            return found
        if np.any(np.asarray(found) < 0) or not np.all(np.isfinite(found)):
            name = f" ({value})" if isinstance(value, str) else ""
            raise BadInput(f"{what}{name} of a dose into {piece.target} is {np.min(found):g}; it must be 0 or more.")
        return found

    scale = 1.0 if piece.unit is None else factor(piece.unit, unit)
    rate: Any = 0.0
    if piece.rate is not None:
        rate = read(piece.rate, "RATE", f"{unit or '1'}/h") * (1.0 if isinstance(piece.rate, str) else scale)
        if np.any(np.asarray(rate) <= 0):
            raise BadInput(f"RATE of a dose into {piece.target} is 0; an infusion needs a rate above 0.")
    if endless:  # neither F nor ALAG applies: nothing says how much was given, or when it began
        return Flow(at, 0.0, 0.0, 0.0, rate)
    amount = piece.amount * scale
    if piece.fraction is not None:
        amount = amount * read(piece.fraction, "F", "")
    lasts: Any = 0.0
    if piece.rate is not None:
        lasts = amount / rate
    elif piece.duration is not None:
        lasts = read(piece.duration, "DUR", "h")
        rate = _ratio(amount, lasts)
    return Flow(at, piece.delay + read(piece.lag, "ALAG", "h"), lasts, amount, rate)


def _ratio(amount: Any, lasts: Any) -> Any:
    """Divide; a duration of 0 is a bolus and has no rate."""
    if all(isinstance(x, float) or np.ndim(x) == 0 for x in (amount, lasts)):
        return amount / lasts if lasts > 0 else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(lasts) > 0, amount / np.asarray(lasts), 0.0)
