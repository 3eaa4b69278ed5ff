"""Inputs of a run that no dose and no covariate gives: antagonists, antibodies, stress that comes and goes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import number

Steps = tuple[tuple[float, float], ...]
Inputs = Mapping[str, float | Sequence[tuple[float, float]]]


@lru_cache(maxsize=1)
def _ranges() -> dict[str, dict[str, str]]:
    text = files("raad.solve").joinpath("inputs.csv").read_text(encoding="utf-8")
    return {row["name"]: row for row in csv.DictReader(text.splitlines())}


def checked_inputs(inputs: Inputs | None, known: Iterable[str]) -> dict[str, float | Steps]:
    """Check names, shapes and ranges of inputs.

    Parameters
    ----------
    inputs
        Name -> value, or name -> [(time [h], value), ...].
    known
        Exogenous inputs of the model.

    Returns
    -------
    dict
        Numbers, or tuples of (time, value) in the order of time.

    Raises
    ------
    UnknownName, BadInput
        If a name is not an input of the model, is the person's to give, or a value is out of range.

    Examples
    --------
    >>> checked_inputs({"ampa_antagonist": [(3, 0), (-1, 0.9)]}, ["ampa_antagonist"])
    {'ampa_antagonist': ((-1.0, 0.9), (3.0, 0.0))}
    """
    names = list(known)
    found: dict[str, float | Steps] = {}
    for name, given in (inputs or {}).items():
        if name not in names:
            raise unknown("input", name, names)
        row = _ranges().get(name, {"given_by": "run", "lowest": "", "highest": ""})
        if row["given_by"] == "person":
            argument = row["argument"]
            raise BadInput(
                f"{name!r} belongs to the person. Write Person({argument}=...), so that doses follow it too."
            )
        if isinstance(given, (list, tuple)):
            found[name] = tuple(sorted(_step(name, one, row) for one in given))
        elif name == "stress_exposure":
            raise BadInput(
                "A constant stress belongs to the person: Person(stress=...). Give steps: [(time, value), ...]."
            )
        else:
            found[name] = _within(name, given, row)
    return found


def _step(name: str, one: object, row: Mapping[str, str]) -> tuple[float, float]:
    if not isinstance(one, (list, tuple)) or len(one) != 2:
        raise BadInput(f"{name} holds {one!r}; each step is a pair (time [h], value).")
    return number(one[0], f"time of {name}"), _within(name, one[1], row)


def check_range(name: str, values: np.ndarray) -> None:
    """Refuse values of an input that are out of its range; parameters have none."""
    row = _ranges().get(name)
    if row is not None and values.size:
        _within(name, float(values.min()), row)
        _within(name, float(values.max()), row)


def _within(name: str, given: object, row: Mapping[str, str]) -> float:
    value = number(given, name)
    low, high = (float(row[k]) if row[k] else None for k in ("lowest", "highest"))
    if (low is not None and value < low) or (high is not None and value > high):
        raise BadInput(f"{name} is {value:g}; it must be between {low:g} and {high:g}.")
    return value
