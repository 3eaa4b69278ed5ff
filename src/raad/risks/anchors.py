"""Anchors: what was seen is the product of a drive and a gain, so draws that move the drive move the gain against it.

A half-effect concentration and its ceiling are each known badly and their product well: the size of the effect after a
session. Drawn apart they would make up sessions that nobody has seen.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Regimen, dose
from raad.solve.reductions import Reduction
from raad.solve.simulate import simulate

_HOURS = 4.0
_PROXY = {"pressure_drive": ("sbp_rise", "ceiling_sbp")}  # no readout of its own: a rise over its ceiling


@lru_cache(maxsize=1)
def anchored() -> dict[str, tuple[str, str]]:
    """Return by symbol the drive that it is anchored to, and whether it goes against it (inverse) or with it (alike).

    Examples
    --------
    >>> anchored()["gain_cadss"]
    ('dissociation_felt', 'inverse')
    """
    text = files("raad.risks").joinpath("anchors.csv").read_text(encoding="utf-8")
    return {row["symbol"]: (row["readout"], row["direction"]) for row in csv.DictReader(text.splitlines())}


def anchor(
    model: Model, changed: Mapping[str, float], typical: Mapping[str, float], random: np.random.Generator
) -> dict[str, float]:
    """Return the drawn values with gains that keep the effect after a spray of 84 mg within its own uncertainty.

    Parameters
    ----------
    model
        With the values of the register.
    changed
        Drawn values of other rows.
    typical
        Rows of this room; `cv_anchor` is the uncertainty that is left to an effect.
    random
        Source of that uncertainty.
    """
    before, after = _peaks(model), _peaks(model.with_values({k: v for k, v in changed.items() if k in model.params}))
    sigma, found = np.sqrt(np.log1p(typical["cv_anchor"] ** 2)), dict(changed)
    for symbol, (drive, direction) in anchored().items():
        value = typical[symbol] if symbol in typical else model.values[symbol]
        ratio = after[drive] / before[drive]
        shift = float(np.exp(sigma * random.standard_normal()))
        found[symbol] = value * shift * (1 / ratio if direction == "inverse" else ratio)
    return found


def _peaks(model: Model) -> dict[str, float]:
    drives = dict.fromkeys(drive for drive, _ in anchored().values())
    asked = {d: Reduction.maximum(_PROXY.get(d, (d,))[0], since=0.0, until=_HOURS) for d in drives}
    spray = Regimen((dose("esketamine", "nasal", AMT="84 mg"),))
    run = simulate(model, spray, Person(age=45), reductions=list(asked.values()))
    found = {drive: float(run.reduced[one.label][0]) for drive, one in asked.items()}
    for drive, (_, ceiling) in _PROXY.items():
        found[drive] /= model.values[ceiling]
    return found
