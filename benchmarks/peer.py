"""What every simulator in a comparison can do."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol

import numpy as np

from benchmarks.load import Load


class Missing(Exception):
    """A simulator that cannot run here; the text says why."""


class Peer(Protocol):
    """A simulator.

    Attributes
    ----------
    name
        As it is called in the table.
    batch
        How many people it is timed with; 0 for as many as the load has. A simulator that follows many people
        at a time needs many to show its speed; for one that follows them one by one it makes no difference.
    """

    name: str
    batch: int

    def prepare(self, load: Load, scale: np.ndarray) -> None:
        """Compile a load once; not timed.

        Parameters
        ----------
        load
            Equations, people, doses and output times.
        scale
            How large each state becomes, for absolute tolerances. (n_states,)

        Raises
        ------
        Missing
            If the simulator is not installed.
        """
        ...

    def solve(self, rtol: float) -> tuple[np.ndarray, float]:
        """Follow everybody.

        Returns
        -------
        y, cpu
            All states (n_people, n_times, n_states), no number where it failed; and the processor time of all
            threads together [s].
        """
        ...


def need(module: str, package: str) -> None:
    """Raise Missing if a package is not installed."""
    if find_spec(module) is None:
        raise Missing(f"{package} is not installed: pip install 'raad[bench]'")
