"""What a model under rival hypotheses changes: each parameter with its value by default and there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raad.model.hypotheses import chosen, together
from raad.model.wiring import Model


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter that is another under some hypotheses than by default. [unit]"""

    parameter: str
    meaning: str
    default: float
    value: float
    unit: str
    why: str


def differences(model: Model, names: Iterable[str]) -> tuple[Difference, ...]:
    """Return in which parameters a default model differs from itself under some hypotheses. [unit of each]

    Examples
    --------
    >>> import raad
    >>> [(d.parameter, d.value) for d in differences(raad.treatment(), ["H6"])]
    [('opioid_gate', 1.0)]
    """
    listed = []
    for name, change in together(chosen(names), model.values).items():
        default, value = model.values[name], change.of(model.values[name])
        if value != default:
            meaning = model.parameters.row(name, model.species).name
            listed.append(Difference(name, meaning, default, value, model.params[name], change.why))
    return tuple(listed)
