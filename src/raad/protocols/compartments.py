"""What an event table's CMT means: the state behind a number, and F, ALAG, D and R of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from raad.protocols.state_dose import number_or_name
from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import number

Behind = float | str
_WORDS = ("F", "ALAG", "D", "R")


@dataclass(frozen=True)
class Compartments:
    """The compartments of an event table, in the words of NONMEM's control streams.

    Parameters
    ----------
    names
        States of the model: {1: "depot", 2: "central"}, or in the order of their numbers ["depot", "central"].
        Where the table holds names, nothing is needed.
    F, ALAG, D, R
        By name of the state: share that enters, lag, and duration (RATE -2) and rate (RATE -1) that are modelled.
        Each is a number as the table would have it (h; for R the unit of the state per h), for ALAG and D also a
        text such as "30 min", or the name of a parameter or output of the model or of a column of the table.

    Raises
    ------
    BadInput, BadUnit
        If a number is none, or a text has no such unit.

    Examples
    --------
    >>> given = Compartments(["depot", "central"], F={"depot": 0.8}, ALAG={"depot": "30 min"})
    >>> given.state("1"), given.lag("depot"), given.fraction("central")
    ('depot', 0.5, 1.0)
    """

    names: Mapping[int, str] | Sequence[str] = field(default_factory=dict)
    F: Mapping[str, Behind] = field(default_factory=dict)
    ALAG: Mapping[str, Behind] = field(default_factory=dict)
    D: Mapping[str, Behind] = field(default_factory=dict)
    R: Mapping[str, Behind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = self.names if isinstance(self.names, Mapping) else dict(enumerate(self.names, 1))
        object.__setattr__(self, "names", {int(number): str(name) for number, name in names.items()})
        for word in _WORDS:
            given = {name: _read(value, word) for name, value in getattr(self, word).items()}
            object.__setattr__(self, word, given)

    @classmethod
    def of(cls, given: Compartments | Mapping[int, str] | Sequence[str] | None) -> Compartments:
        """Return compartments from a mapping or a list of names."""
        return given if isinstance(given, Compartments) else cls(given or {})

    @property
    def referred(self) -> frozenset[str]:
        """Names that F, ALAG, D and R refer to."""
        return frozenset(v for w in _WORDS for v in getattr(self, w).values() if isinstance(v, str))

    def state(self, cell: str) -> str:
        """Return the state that a cell of the column CMT means.

        Raises
        ------
        UnknownName, BadInput
            If a number has no name.
        """
        try:
            number = int(float(cell))
        except ValueError:
            return cell
        if number in self.names:  # type: ignore[operator]
            return self.names[number]  # type: ignore[index]
        if not self.names:
            raise BadInput(f"CMT is {cell}, but no names are known. Give compartments=[...] in their order.")
        raise unknown("compartment with the number", cell, [f"{n} ({s})" for n, s in self.names.items()])  # type: ignore[union-attr]

    def fraction(self, state: str) -> Behind:
        """Return F of a state; 1 where none is given."""
        return self.F.get(state, 1.0)

    def lag(self, state: str) -> Behind:
        """Return ALAG of a state [h] or a name; 0 where none is given."""
        return self.ALAG.get(state, 0.0)


def _read(value: object, word: str) -> Behind:
    if isinstance(value, str) and word in ("ALAG", "D"):
        return number_or_name(value, "h", word)
    if isinstance(value, str) and value.strip().isidentifier():
        return value.strip()
    return number(value, word)
