"""The manifest of a result: what was run, so that anyone can run it again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

DISCLAIMER = "For research and teaching only. Not advice for the treatment of any person."


def manifest(
    model: Any, equations: str, doses: Any, settings: Mapping[str, Any], seed: int | None = None
) -> dict[str, Any]:
    """Collect version, hashes, seed and settings of a run. No clock: the same run has the same manifest.

    Parameters
    ----------
    model
        The wired model.
    equations
        Text of its equations; its hash changes when an equation does.
    doses
        Regimens and people of the run, in any form with a stable text.
    settings
        Solver and tolerances.
    seed
        Seed of random draws; None when nothing was drawn.
    """
    return {
        "raad": version("raad"),
        "model": model.name,
        "species": model.species,
        "hypothesis": list(model.hypothesis) or ["default"],
        "equations_sha256": _hash(equations),
        "parameters_sha256": model.parameters.hash(),
        "run_sha256": _hash(repr(doses)),
        "seed": seed,
        "settings": dict(settings),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("numpy", "symengine", "scikit-sundae")},
        "disclaimer": DISCLAIMER,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
