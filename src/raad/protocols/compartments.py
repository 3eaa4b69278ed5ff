"""What an event table's CMT means: the state behind a number, and F, ALAG, D and R of each."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from raad.protocols.state_dose import number_or_name
from raad.quantities.errors import BadInput, UnknownName, unknown
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
    UnknownName
        If names are given, and F, ALAG, D or R speak of a state that is none of them.
    BadInput, BadUnit
        If a number is none or out of its range, or a text has no such unit.

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
    known: tuple[str, ...] = field(default=(), init=False, repr=False, compare=False)  # states of the model, if told

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", _numbered(self.names))
        for word in _WORDS:
            given = getattr(self, word)
            if not isinstance(given, Mapping):
                raise BadInput(f"{word} is {given!r}, but of which state? Write {word}={{'central': {given!r}}}.")
            object.__setattr__(self, word, {str(name): _read(value, word) for name, value in given.items()})
        if self.names:
            self._check_keys(dict(self._numbers).values())

    @classmethod
    def of(cls, given: Compartments | Mapping[int, str] | Sequence[str] | None) -> Compartments:
        """Return compartments from a mapping or a list of names."""
        return given if isinstance(given, Compartments) else cls({} if given is None else given)

    def within(self, states: Collection[str]) -> Compartments:
        """Return the same compartments, which from now on know the states of the model.

        Raises
        ------
        UnknownName
            If a name, or a key of F, ALAG, D or R, is no state of the model.
        """
        for cell, name in self._numbers:
            if name not in states:
                raise unknown("state of the model", name, states, f"The compartments give this name to CMT {cell}.")
        self._check_keys(states)
        found = replace(self)
        object.__setattr__(found, "known", tuple(states))
        return found

    @property
    def _numbers(self) -> list[tuple[int, str]]:
        return sorted(self.names.items()) if isinstance(self.names, Mapping) else []

    def _check_keys(self, states: Iterable[str]) -> None:
        states = tuple(states)
        for word in _WORDS:
            for name in getattr(self, word):
                if name not in states:
                    raise unknown(f"compartment for {word}", name, states, "Write the name of a state.")

    @property
    def references(self) -> Iterator[tuple[str, str, str]]:
        """What refers to a name: (F, ALAG, D or R; state; name)."""
        return ((w, s, v) for w in _WORDS for s, v in getattr(self, w).items() if isinstance(v, str))

    @property
    def referred(self) -> frozenset[str]:
        """Names that F, ALAG, D and R refer to."""
        return frozenset(name for _, _, name in self.references)

    def state(self, cell: str) -> str:
        """Return the state that a cell of the column CMT means.

        Raises
        ------
        UnknownName, BadInput
            If a number is not whole or has no name, or a name is no state of a model that is known.
        """
        number = _as_number(cell)
        if number is None:
            if self.known and cell not in self.known:
                raise unknown("state of the model", cell, self.known, "CMT names the state that is dosed.")
            return cell
        if number == 0:
            raise BadInput(
                "CMT is 0, NONMEM's default compartment; here no compartment is the default. "
                "Write the number or the name of the state that is dosed, such as 1."
            )
        if number != int(number):
            raise BadInput(f"CMT is {cell}; it must be a whole number, such as {max(int(number), 1)}, or a name.")
        numbers = dict(self._numbers)
        if number in numbers:
            return numbers[int(number)]
        if not numbers:
            raise BadInput(f"CMT is {cell}, but no names are known. Give compartments=[...] in their order.")
        listing = ", ".join(f"{n} ({s})" for n, s in self._numbers)
        if len(numbers) > 12:
            listing = f"{len(numbers)} numbers from {min(numbers)} to {max(numbers)}"
        raise UnknownName(
            f"CMT is {cell}, but no compartment has this number. There are: {listing}. "
            "Write one of these numbers, or the name of a state."
        )

    def fraction(self, state: str) -> Behind:
        """Return F of a state; 1 where none is given."""
        return self.F.get(state, 1.0)

    def lag(self, state: str) -> Behind:
        """Return ALAG of a state [h] or a name; 0 where none is given."""
        return self.ALAG.get(state, 0.0)


def _numbered(names: object) -> dict[int, str]:
    """Return the states by number, from a mapping or from a list in the order of numbers."""
    example = "Write for example ['depot', 'central'] or {1: 'depot', 2: 'central'}."
    if isinstance(names, (str, bytes)) or not isinstance(names, (Mapping, Sequence)):
        raise BadInput(f"The compartments are {names!r}, which is neither a list nor a mapping of names. {example}")
    found: dict[int, str] = {}
    for at, name in names.items() if isinstance(names, Mapping) else enumerate(names, 1):
        size = _as_number(str(at))
        if size is None or size != int(size) or size < 1:
            raise BadInput(f"The compartments have the number {at!r}; a whole number from 1 is needed. {example}")
        if not isinstance(name, str) or not name.strip():
            raise BadInput(f"The compartment {at} is {name!r}, which is no name of a state. {example}")
        found[int(size)] = name.strip()
    return found


def _as_number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None


def _read(value: object, word: str) -> Behind:
    if isinstance(value, str) and value.strip().isidentifier():
        return value.strip()
    if isinstance(value, str) and word in ("ALAG", "D"):
        size = number_or_name(value, "h", word)
    else:
        try:
            size = number(value, word)
        except BadInput as err:
            kinds = "a parameter, input or output of the model, or of a column of the table"
            raise BadInput(f"{err} Write a number, or the name of {kinds}.") from None
    if isinstance(size, float) and (size < 0 or (size == 0 and word in ("D", "R"))):
        raise BadInput(f"{word} is {size:g}; it must be {'greater than 0' if word in ('D', 'R') else '0 or more'}.")
    return size
