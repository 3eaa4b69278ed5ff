"""Readouts of the network of regions: prefrontal connectivity of an arm, relative to that of a healthy person."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from raad.bench.rows import Statistic
from raad.brain import connectivity, connectome, states_along
from raad.solve.trajectory import Trajectory

# Output -> variant of GBC. Those after global signal regression rest near 0, so that a ratio says nothing of them.
OUTPUTS = {"prefrontal_gbc_plain_rel": "plain"}
SPECIES = "human"  # the connectomes are those of people
_LOOKS = 7  # at a window; connectivity follows the drug, which is smooth in it


def network_course(run: Trajectory, output: str, statistic: Statistic, hour: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the times that a statistic needs [h], and prefrontal connectivity then; 1 is a healthy person at rest.

    Raises
    ------
    SolveFailed
        If the network is hypersynchronous at a time that is asked for.

    Examples
    --------
    >>> import raad
    >>> rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Person.healthy(), [0.0, 24.0])
    >>> times, values = network_course(rest, "prefrontal_gbc_plain_rel", Statistic.of("at"), 24.0)
    >>> times.tolist(), values.round(3).tolist()
    ([24.0], [1.0])
    """
    times = np.array([hour]) if statistic.kind == "at" else np.linspace(statistic.first, statistic.last, _LOOKS)
    regions, variant = connectome("dk82"), OUTPUTS[output]
    found = [connectivity(regions, state).prefrontal[variant] for state in states_along(run, regions, times)]
    return times, np.array(found) / _healthy(variant)


@lru_cache(maxsize=4)
def _healthy(variant: str) -> float:
    return connectivity(connectome("dk82")).prefrontal[variant]
