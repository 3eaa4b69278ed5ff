"""Many people as columns: a cohort of a million is a few arrays, and a person is made when one looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from raad.people.person import ANCESTRIES, SEXES, Person, ranges
from raad.quantities.errors import BadInput, unknown

MOST_PEOPLE = 100_000_000
_NUMBERS, _WORDS = ("age", "weight", "madrs", "stress"), {"sex": SEXES, "ancestry": ANCESTRIES}


class PeopleTable(Sequence[Person]):
    """People of one species in columns; reads like a tuple of people.

    Parameters
    ----------
    count
        Number of people.
    columns
        Arguments of :class:`Person`: one value for all, or an array with one for each. (n_people,)
    species
        human, rat or mouse.

    Raises
    ------
    UnknownName, BadInput
        If a name is no covariate, a length does not fit, or a value is out of range; the text says whose.
    """

    def __init__(self, count: int, columns: Mapping[str, Any], species: str = "human") -> None:
        if not isinstance(count, (int, np.integer)) or isinstance(count, bool) or count < 1:
            raise BadInput(f"A cohort needs a whole number of people, at least one; {count!r} was given.")
        if count > MOST_PEOPLE:
            raise BadInput(
                f"{count:g} people are more than can be held at once: at most {MOST_PEOPLE:g}. Follow them in parts."
            )
        if species not in ranges():
            raise unknown("species", species, ranges())
        self.people, self.species = int(count), species
        self.shared: dict[str, Any] = {}
        self.columns: dict[str, np.ndarray] = {}
        for name, given in columns.items():
            if name not in (*_NUMBERS, *_WORDS):
                raise unknown("covariate", name, (*_NUMBERS, *_WORDS))
            if np.ndim(given) == 0:
                self.shared[name] = given
            else:
                self.columns[name] = self._checked(name, given)
        if {"madrs", "stress"} <= {*self.shared, *self.columns}:
            raise BadInput("madrs and stress are both given. Give one: each says how ill the people are.")
        self.first = self[0]  # what is the same for all is checked once

    def _checked(self, name: str, given: Any) -> np.ndarray:
        column = np.asarray(given)
        if column.shape != (self.people,):
            raise BadInput(f"{name} has the shape {column.shape}; there are {self.people} people. Give one value each.")
        if name in _WORDS:
            wrong = np.flatnonzero(~np.isin(column, _WORDS[name]))
            if len(wrong):
                raise unknown(f"{name} of person {wrong[0]}", str(column[wrong[0]]), _WORDS[name])
            return column
        try:
            column = column.astype(float)
        except (TypeError, ValueError):
            raise BadInput(f"{name} holds {column[0]!r}; numbers are needed.") from None
        believed = ranges()[self.species][name]
        wrong = np.flatnonzero(~((column >= believed.lowest) & (column <= believed.highest)))
        if len(wrong):
            raise BadInput(
                f"{name} of person {wrong[0]} is {column[wrong[0]]:g} {believed.unit}; for a {self.species} it must "
                f"be between {believed.lowest:g} and {believed.highest:g} {believed.unit}."
            )
        return column

    def __len__(self) -> int:
        return self.people

    @overload
    def __getitem__(self, position: int) -> Person: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Person, ...]: ...
    def __getitem__(self, position: int | slice) -> Person | tuple[Person, ...]:
        if isinstance(position, slice):
            return tuple(self[i] for i in range(*position.indices(self.people)))
        if not -self.people <= position < self.people:
            raise IndexError(position)
        own = {name: column[position].item() for name, column in self.columns.items()}
        return Person(species=self.species, **{**self.shared, **own})

    def __iter__(self) -> Iterator[Person]:
        return (self[i] for i in range(self.people))

    def column(self, name: str) -> np.ndarray:
        """Return a covariate of everybody: age, weight, asian, japanese, female, madrs or stress; NaN for none."""
        if name in _NUMBERS and name in self.columns:
            return self.columns[name]
        if name in ("asian", "japanese") and "ancestry" in self.columns:
            wanted = ANCESTRIES[1:] if name == "asian" else ANCESTRIES[2:]
            return np.isin(self.columns["ancestry"], wanted).astype(float)
        if name == "female" and "sex" in self.columns:
            return (self.columns["sex"] == "female").astype(float)
        value = {**self.first.covariates(), "madrs": self.first.madrs, "stress": self.first.stress}[name]
        return np.broadcast_to(np.nan if value is None else float(value), self.people)
