"""A cohort: people of one species who are followed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from raad.people.person import Person
from raad.people.table import PeopleTable
from raad.quantities.errors import BadInput, unknown


@dataclass(frozen=True, slots=True)
class Cohort:
    """People in a fixed order.

    Parameters
    ----------
    people
        At least one, all of one species. (n_people,)

    Raises
    ------
    BadInput
        If nobody is given, or species are mixed.

    Examples
    --------
    >>> cohort = Cohort.of(Person(age=30), Person(age=60))
    >>> len(cohort), cohort.species, [person.age for person in cohort]
    (2, 'human', [30.0, 60.0])
    """

    people: Sequence[Person]

    def __post_init__(self) -> None:
        if isinstance(self.people, PeopleTable):
            return  # checked as columns
        object.__setattr__(self, "people", tuple(self.people))
        for person in self.people:
            if not isinstance(person, Person):
                raise BadInput(f"A cohort holds people; {person!r} is none. Write Person(age=45).")
        species = sorted({person.species for person in self.people})
        if not species:
            raise BadInput("A cohort needs at least one person. Write for example Cohort.typical().")
        if len(species) > 1:
            names = " and ".join(species)
            raise BadInput(f"A cohort has one species, but these are {names}. Make a cohort of each.")

    @classmethod
    def of(cls, *people: Person) -> Cohort:
        """Return a cohort of these people."""
        return cls(people)

    @classmethod
    def typical(cls, **kwargs: Any) -> Cohort:
        """Return one typical person, with the arguments of a person to differ from it.

        Examples
        --------
        >>> Cohort.typical(species="mouse").people[0].weight
        0.025
        """
        known = [field.name for field in fields(Person)]
        for name in kwargs:
            if name not in known:
                raise unknown("covariate", name, known)
        return cls((Person(**kwargs),))

    @classmethod
    def table(cls, count: int, *, species: str = "human", **columns: Any) -> Cohort:
        """Return many people by columns; a million take a few arrays.

        Parameters
        ----------
        count
            Number of people.
        species
            human, rat or mouse.
        **columns
            age [year], weight [kg], madrs [points] or stress [ratio], sex, ancestry, liver, cyp2b6, comedication
            (a text), renal_factor [ratio]: one value for all, or an array with one for each. (n_people,)

        Examples
        --------
        >>> cohort = Cohort.table(3, weight=[60.0, 75.0, 90.0], madrs=32)
        >>> len(cohort), cohort[1].weight, cohort[2].madrs
        (3, 75.0, 32.0)
        """
        return cls(PeopleTable(count, columns, species))

    def column(self, name: str) -> np.ndarray:
        """Return a covariate of everybody: one of `Person.covariates`, madrs or stress. (n_people,)

        NaN where a person has none, such as the stress of somebody who is given by a MADRS.
        """
        if isinstance(self.people, PeopleTable):
            return self.people.column(name)
        rows = ({**p.covariates(), "madrs": p.madrs, "stress": p.stress}[name] for p in self.people)
        return np.array([np.nan if value is None else value for value in rows])

    def label(self, position: int) -> str:
        """Return what a person is called in tables: an own label, or the place in the cohort."""
        own = "" if isinstance(self.people, PeopleTable) else self.people[position].label
        return own or str(position)

    @property
    def species(self) -> str:
        """Species of everybody in the cohort."""
        return self.people[0].species

    def __len__(self) -> int:
        return len(self.people)

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people)

    def __getitem__(self, position: int) -> Person:
        return self.people[position]
