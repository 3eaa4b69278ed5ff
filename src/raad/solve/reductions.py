"""What is kept of a curve: its peak, its area, its value at a time. A million people need no curves for these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from raad.engine.journey import Watch
from raad.engine.loop.memory import ABOVE, AREA, LEAST, LEAST_AT, MOST, MOST_AT
from raad.quantities.errors import BadInput, unknown
from raad.quantities.glossary import port_of
from raad.quantities.units import number

# What is asked -> place in what the engine keeps of a watched value; `value_at` is a record instead.
_PLACES = {
    "maximum": MOST, "minimum": LEAST, "time_of_maximum": MOST_AT, "time_of_minimum": LEAST_AT, "auc": AREA,
    "time_above": ABOVE,
}  # fmt: skip


@dataclass(frozen=True)
class Reduction:
    """One number for each person, worked out while the person is followed.

    Made by the class methods; extremes and areas follow the course between the recorded times.

    Parameters
    ----------
    readout
        Readout, state or output of the model.
    what
        maximum, minimum, time_of_maximum, time_of_minimum, auc, time_above or value_at.
    since, until
        The window, open when None. [h]
    threshold
        Of `time_above`. [unit of the readout]

    Examples
    --------
    >>> Reduction.time_above("nmda_block_mean", 0.1, until=24).label
    'nmda_block_mean_time_above_0.1_until_24'
    """

    readout: str
    what: str
    since: float | None = None
    until: float | None = None
    threshold: float = 0.0

    def __post_init__(self) -> None:
        if self.what not in (*_PLACES, "value_at"):
            raise unknown("reduction", self.what, [*_PLACES, "value_at"])
        for name in ("since", "until", "threshold"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, number(getattr(self, name), name))
        if self.what == "value_at" and self.since is None:
            raise BadInput(
                f"The value of {self.readout!r} needs a time. Write Reduction.value_at({self.readout!r}, 24)."
            )
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise BadInput(f"The window of {self.readout!r} ends at {self.until:g} h, not after {self.since:g} h.")

    @classmethod
    def maximum(cls, readout: str, since: float | None = None, until: float | None = None) -> Reduction:
        """Largest value. [unit of the readout]"""
        return cls(readout, "maximum", since, until)

    @classmethod
    def minimum(cls, readout: str, since: float | None = None, until: float | None = None) -> Reduction:
        """Smallest value. [unit of the readout]"""
        return cls(readout, "minimum", since, until)

    @classmethod
    def time_of_maximum(cls, readout: str, since: float | None = None, until: float | None = None) -> Reduction:
        """When the largest value is reached. [h]"""
        return cls(readout, "time_of_maximum", since, until)

    @classmethod
    def time_of_minimum(cls, readout: str, since: float | None = None, until: float | None = None) -> Reduction:
        """When the smallest value is reached. [h]"""
        return cls(readout, "time_of_minimum", since, until)

    @classmethod
    def auc(cls, readout: str, since: float | None = None, until: float | None = None) -> Reduction:
        """Area under the curve. [unit of the readout * h]"""
        return cls(readout, "auc", since, until)

    @classmethod
    def time_above(
        cls, readout: str, threshold: float, since: float | None = None, until: float | None = None
    ) -> Reduction:
        """Time spent above a threshold. [h]"""
        return cls(readout, "time_above", since, until, threshold)

    @classmethod
    def value_at(cls, readout: str, time: float) -> Reduction:
        """Value at one time; before a dose that is given then. [unit of the readout]"""
        return cls(readout, "value_at", time, None)

    @property
    def label(self) -> str:
        """Name in tables; different reductions have different labels."""
        parts = [self.readout, self.what]
        if self.what == "value_at":
            return f"{self.readout}_at_{_short(self.since)}"
        parts += [_short(self.threshold)] if self.what == "time_above" else []
        parts += [] if self.since is None else [f"since_{_short(self.since)}"]
        parts += [] if self.until is None else [f"until_{_short(self.until)}"]
        return "_".join(parts)

    @property
    def at(self) -> float | None:
        """Time of the record that it needs, or None. [h]"""
        return self.since if self.what == "value_at" else None


def _short(value: float | None) -> str:
    """Write a number in few digits, but so that another number is written in another way."""
    text = f"{value:g}"
    return text if float(text) == value else repr(value)


@dataclass(frozen=True)
class Watching:
    """Reductions of one run, and what the engine must watch and record for them."""

    reductions: tuple[Reduction, ...]
    slots: tuple[tuple[str, float, float, float], ...]

    @classmethod
    def of(cls, reductions: Sequence[Reduction], known: Sequence[str], start: float, end: float) -> Watching:
        """Collect what is watched; reductions with one readout, window and threshold share a place."""
        slots: list[tuple[str, float, float, float]] = []
        for one in reductions:
            if port_of(one.readout) not in known:
                raise unknown(
                    "readout of a reduction", one.readout, known, "List readouts with `raad model --readouts`."
                )
            slot = cls.slot(one, start, end)
            if one.at is None and slot[3] <= slot[2]:
                raise BadInput(
                    f"The window of {one.label!r} is empty: the run goes from {start:g} to {end:g} h. "
                    "Give since=... and until=..., or later times."
                )
            if one.at is None and slot not in slots:
                slots.append(slot)
        return cls(tuple(reductions), tuple(slots))

    @staticmethod
    def slot(one: Reduction, start: float, end: float) -> tuple[str, float, float, float]:
        """Return readout, threshold and window."""
        since, until = (start if one.since is None else one.since), (end if one.until is None else one.until)
        return port_of(one.readout), one.threshold, since, until

    @property
    def watch(self) -> Watch:
        """What the engine watches."""
        columns = [np.array([slot[k] for slot in self.slots], dtype=float) for k in (1, 2, 3)]
        return Watch(tuple(slot[0] for slot in self.slots), *columns)

    def values(self, kept: np.ndarray, start: float, end: float) -> dict[str, np.ndarray]:
        """Read the reductions from what the engine kept. (n_people, n_slots, ...)"""
        return {
            one.label: kept[:, self.slots.index(self.slot(one, start, end)), _PLACES[one.what]]
            for one in self.reductions
            if one.at is None
        }
