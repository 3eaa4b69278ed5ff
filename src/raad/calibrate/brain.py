"""The calibration 'brain': weight, regional folds and corrections of tracts, to measured functional connectivity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from raad.brain import Connectome, NetworkParameters, connectivity, connectome
from raad.calibrate.fit import Fit, Problem, Target, Unknown, estimate
from raad.quantities.errors import SolveFailed

# Name -> where its connectivity is from, and how far its pattern can be off at most: an assumption of this fit.
CONNECTOMES = {"dk82": ("lariviere2021", 0.1), "schaefer100": ("cubnm2025", 0.3)}
OWN = ("G", "fold_recurrent", "fold_interneuron")  # for each connectome; all else is common to both
COMMON = ("exponent_hubs", "local", "homotopic")


@lru_cache(maxsize=1)
def unknowns() -> tuple[Unknown, ...]:
    """Return what is estimated, with priors: equal regions, and corrections of about the size that the field uses."""
    own = [
        u
        for name in CONNECTOMES
        for u in (
            Unknown(f"G_{name}", 0.85, 0.3, 0.3, 1.5),
            Unknown(f"fold_recurrent_{name}", 1.0, 0.15, 0.6, 1.6),
            Unknown(f"fold_interneuron_{name}", 1.0, 0.15, 0.6, 1.6),
        )
    ]
    return (
        *own,
        Unknown("exponent_hubs", 0.25, 0.7, 0.02, 0.6),
        Unknown("local", 0.7, 0.5, 0.05, 3.0),
        Unknown("homotopic", 0.4, 0.5, 0.02, 2.0),
    )


@lru_cache(maxsize=1)
def targets() -> tuple[Target, ...]:
    """Return what the network must explain: pattern and mean of connectivity, and prefrontal minus other GBC."""
    found = []
    for name, (study, off) in CONNECTOMES.items():
        c = connectome(name)
        measured = _of_cortex(c, c.fc_pearson)
        said = readings(c, measured)
        why = "correlation over pairs of cortical regions; 1 cannot be reached, so the weight is loose"
        found += [
            Target(f"fit of connectivity, {name}", study, 1.0, off, why=why),
            Target(f"mean connectivity, {name}", study, said["mean"], 0.1, why="noise of heads and scanners is in it"),
            Target(f"prefrontal minus other GBC, {name}", study, said["difference"], 0.02, why="plain GBC, Fisher z"),
        ]
    return tuple(found)


def readings(c: Connectome, fc: np.ndarray) -> dict[str, float]:
    """Return fit to the measured pattern, mean, and prefrontal minus other plain GBC of cortical connectivity."""
    pairs = np.triu_indices(len(fc), 1)
    z = np.arctanh(np.clip(fc - np.eye(len(fc)), -0.999999, 0.999999)).sum(axis=1) / (len(fc) - 1)
    prefrontal = c.prefrontal[c.cortical]
    measured = _of_cortex(c, c.fc_pearson)
    return {
        "fit": float(np.corrcoef(fc[pairs], measured[pairs])[0, 1]),
        "mean": float(fc[pairs].mean()),
        "difference": float(z[prefrontal].mean() - z[~prefrontal].mean()),
    }


def predict(values: Mapping[str, float]) -> dict[str, float]:
    """Return what the network says for values of the unknowns; NaN where it has no stable state."""
    said = {}
    for name in CONNECTOMES:
        c = connectome(name)
        own = {k: values[f"{k}_{name}"] for k in OWN}
        # Gains of regions come after, so that they explain only what is left.
        p = replace(NetworkParameters.of(name), exponent_gain=0.0, **own, **{k: values[k] for k in COMMON})
        try:
            found = readings(c, _of_cortex(c, connectivity(c, None, p).fc))
        except SolveFailed:
            found = dict.fromkeys(("fit", "mean", "difference"), np.nan)
        said[f"fit of connectivity, {name}"] = found["fit"]
        said[f"mean connectivity, {name}"] = found["mean"]
        said[f"prefrontal minus other GBC, {name}"] = found["difference"]
    return said


def problem() -> Problem:
    """Return unknowns, targets and prediction."""
    return Problem(unknowns(), targets(), predict)


def calibrate(progress: Callable[[int, float], None] | None = None) -> Fit:
    """Fit the network to both connectomes together. Takes seconds."""
    return estimate(problem(), progress)


def _of_cortex(c: Connectome, fc: np.ndarray | None) -> np.ndarray:
    assert fc is not None
    return fc[np.ix_(c.cortical, c.cortical)]
