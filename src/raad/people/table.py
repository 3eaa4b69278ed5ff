"""Many people as columns: a cohort of a million is a few arrays, and a person is made when one looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from raad.people.comedication import ENZYMES, drugs_of
from raad.people.person import WORDS, Person, ranges
from raad.quantities.errors import BadInput, unknown

MOST_PEOPLE = 100_000_000
_NUMBERS = ("age", "weight", "madrs", "stress", "renal_factor")
# Which covariates follow from which word.
_FROM_WORDS = {
    "sex": ("female",),
    "ancestry": ("asian", "japanese"),
    "liver": ("child_pugh_a", "child_pugh_b"),
    "cyp2b6": ("cyp2b6_6_alleles",),
    "comedication": ENZYMES,
}
_KNOWN = (*_NUMBERS, *WORDS, "comedication")


class PeopleTable(Sequence[Person]):
    """People of one species in columns; reads like a tuple of people.

    Parameters
    ----------
    count
        Number of people.
    columns
        Arguments of :class:`Person`: one value for all, or an array with one for each. (n_people,) Co-medication
        is a text such as "rifampicin + ticlopidine", or "" for none.
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
            if name not in _KNOWN:
                raise unknown("covariate", name, _KNOWN)
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
        if name == "comedication":
            return np.array([" + ".join(drugs_of(str(one))) for one in column])
        if name in WORDS:
            wrong = np.flatnonzero(~np.isin(column, WORDS[name]))
            if len(wrong):
                raise unknown(f"{name} of person {wrong[0]}", str(column[wrong[0]]), WORDS[name])
            return column
        try:
            column = column.astype(float)
        except (TypeError, ValueError):
            raise BadInput(f"{name} holds {column[0]!r}; numbers are needed.") from None
        if name == "renal_factor":
            for one in np.unique(column):
                Person(species=self.species, renal_factor=one)
            return column
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
        """Return a covariate of everybody: an input that a person gives, madrs or stress; NaN for none."""
        if name in self.columns and name in _NUMBERS:
            return self.columns[name]
        for given, covariates in _FROM_WORDS.items():
            if name in covariates and given in self.columns:
                told, place = np.unique(self.columns[given], return_inverse=True)
                people = [Person(species=self.species, **{given: one}) for one in told.tolist()]
                return np.array([one.covariates()[name] for one in people])[place]
        value = {**self.first.covariates(), "madrs": self.first.madrs, "stress": self.first.stress}[name]
        return np.broadcast_to(np.nan if value is None else float(value), self.people)
