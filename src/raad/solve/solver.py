"""How a run is solved: the engine or the referee, how exactly, on which device, with how many threads."""

from __future__ import annotations

import os
from dataclasses import dataclass

from raad.engine.journey import Accuracy
from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import number

# From the accuracy table of the engine (docs): errors stay near these.
FEW, RTOL_FEW, RTOL_MANY = 100, 1e-6, 1e-4
ATOL = 1e-14  # [unit of the state] for states that have been empty so far
CVODE_TOLERANCES = (1e-8, 1e-10)
_TIGHTEST, _LOOSEST = 1e-13, 1e-2


@dataclass(frozen=True)
class Solver:
    """Settings of a run; threads and chunks do not change a bit of the answer.

    Parameters
    ----------
    name
        "engine" (batched Rodas5P) or "cvode" (the referee, one person after the other).
    rtol
        Relative tolerance; when None, 1e-6 for fewer than 100 people and 1e-4 for more (cvode: 1e-8).
    atol
        Absolute tolerance. [unit of each state]
    budget
        Most steps for one person.
    device
        "cpu" or "gpu".
    threads
        All cores when None.
    chunk
        Most people followed in one go; bounds the memory. As many as fit well when None.

    Examples
    --------
    >>> Solver(rtol=1e-8).accuracy(people=1).rtol
    1e-08
    """

    name: str = "engine"
    rtol: float | None = None
    atol: float | None = None
    budget: int = 100_000
    device: str = "cpu"
    threads: int | None = None
    chunk: int | None = None

    def __post_init__(self) -> None:
        for field, known in (("name", ("engine", "cvode")), ("device", ("cpu", "gpu"))):
            if getattr(self, field) not in known:
                raise unknown(f"{field} of a solver", str(getattr(self, field)), known)
        if self.rtol is not None:
            object.__setattr__(self, "rtol", number(self.rtol, "rtol"))
            if not _TIGHTEST <= float(self.rtol or 0) <= _LOOSEST:
                raise BadInput(f"rtol is {self.rtol:g}; it must be between {_TIGHTEST:g} and {_LOOSEST:g}.")
        if self.atol is not None and not number(self.atol, "atol") > 0:
            raise BadInput(f"atol is {self.atol!r}; it must be greater than 0.")
        for field in ("budget", "threads", "chunk"):
            value = getattr(self, field)
            if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
                raise BadInput(f"{field} is {value!r}; a whole number of at least 1 is needed.")
        if self.device == "gpu" and self.name != "engine":
            raise BadInput("The referee runs on the CPU only. Use Solver(device='gpu') with the engine.")

    def accuracy(self, people: int) -> Accuracy:
        """Return tolerances and budget for a cohort of this size."""
        usual = RTOL_FEW if people < FEW else RTOL_MANY
        return Accuracy(self.rtol or usual, atol=self.atol or ATOL, budget=self.budget)

    @property
    def tolerances(self) -> tuple[float, float]:
        """Relative and absolute tolerance of the referee."""
        return self.rtol or CVODE_TOLERANCES[0], self.atol or CVODE_TOLERANCES[1]

    @property
    def crew(self) -> int:
        """Number of threads."""
        if self.device == "gpu":
            return 1  # its threads are its own
        if self.threads is not None:
            return self.threads
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def settings(self, people: int) -> dict[str, object]:
        """Return what the manifest says of the solver: all that could change a number, and nothing else."""
        if self.name == "cvode":
            rtol, atol = self.tolerances
            return {"solver": "CVODE", "rtol": rtol, "atol": atol}
        a = self.accuracy(people)
        return {"solver": "Rodas5P", "rtol": a.rtol, "atol": a.atol, "floor": a.floor, "budget": a.budget}
