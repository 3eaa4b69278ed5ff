"""The family of errors: each says what was asked, what is wrong, the nearest right thing, what to do.

RaadError
+-- BadInput            a number, a unit, a file or a request from outside
|   +-- UnknownName     a name that nobody knows here
|   +-- BadUnit         text that is no unit, or a unit of the wrong kind
|   +-- BadTable        a row of a table: file, line, column
|   +-- NotSupported    a right request for which there is no evidence yet
+-- BuildError          mechanisms that do not fit together
|   +-- UnitsDisagree   a term of an equation in the wrong unit
+-- SolveFailed         equations of one person that could not be followed
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RaadError(Exception):
    """Root of the family; a command line prints its text and stops without a traceback."""


class BadInput(RaadError, ValueError):
    """Something that came from outside cannot be used as it is."""


class UnknownName(BadInput, KeyError):
    """A name is not known where it was used."""

    def __str__(self) -> str:  # KeyError would print the repr of its argument
        return str(self.args[0])


class BadUnit(BadInput):
    """Text is not a unit, or the unit is of another kind than the one that is needed."""


class BadTable(BadInput):
    """A table cannot be read; the text names file, line and column."""


class NotSupported(BadInput):
    """A request makes sense, but no evidence in raad carries it yet."""


class BuildError(RaadError):
    """Mechanisms cannot be wired into a model."""


class UnitsDisagree(BuildError):
    """A term of an equation is in another unit than declared; the text names both."""


class SolveFailed(RaadError):
    """The equations of a person could not be solved."""


def nearest(name: object, known: Iterable[str], n: int = 3) -> str:
    """Return a hint such as " Did you mean 'weight'?", or nothing when no name is near.

    Examples
    --------
    >>> nearest("wieght", ["weight", "age"])
    " Did you mean 'weight'?"
    """
    near = difflib.get_close_matches(str(name).lower(), [str(k) for k in known], n=n, cutoff=0.5)
    return f" Did you mean {' or '.join(repr(k) for k in near)}?" if near else ""


def unknown(kind: str, name: object, known: Iterable[str], todo: str = "") -> UnknownName:
    """Build the error for a name that is not among the known ones."""
    names = sorted(str(k) for k in known)
    listing = f" Known: {', '.join(names)}." if len(names) <= 12 else ""
    return UnknownName(f"There is no {kind} named {name!r}.{nearest(name, names)}{listing}{' ' + todo if todo else ''}")
