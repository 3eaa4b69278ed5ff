"""Rival hypotheses as data: each is a list of parameters that differ from the default, with a reason for each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import number

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter that a hypothesis sets or multiplies, and why. [unit of the parameter]"""

    parameter: str
    how: str  # set, times
    value: float
    why: str

    def of(self, before: float) -> float:
        """Return the new value of the parameter. [unit of the parameter]"""
        return self.value if self.how == "set" else before * self.value


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A rival account of how ketamine acts.

    Parameters
    ----------
    code, title
        H1, interneuron_disinhibition.
    claim
        What it says, in a sentence.
    supported_by, contradicted_by
        Studies for and against it.
    changes
        How it differs from the default.
    """

    code: str
    title: str
    claim: str
    supported_by: str
    contradicted_by: str
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """Code and title: H1_interneuron_disinhibition."""
        return f"{self.code}_{self.title}"


def _table(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(files("raad.model").joinpath(name).read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def hypotheses() -> Mapping[str, Hypothesis]:
    """Return the rivals by code, as the tables give them.

    Examples
    --------
    >>> list(hypotheses())
    ['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'H7', 'H8']
    >>> [c.parameter for c in hypotheses()["H6"].changes]
    ['opioid_gate']
    """
    changes: dict[str, list[Change]] = {}
    for row in _table("hypotheses.csv"):
        if row["how"] not in ("set", "times"):
            raise unknown("word in the column how of hypotheses.csv", row["how"], ("set", "times"))
        said = Change(row["parameter"], row["how"], number(row["value"], row["parameter"]), row["why"])
        changes.setdefault(row["hypothesis"], []).append(said)
    return {
        r["hypothesis"]: Hypothesis(
            r["hypothesis"], r["title"], r["claim"], r["for"], r["against"], tuple(changes[r["hypothesis"]])
        )
        for r in _table("hypotheses_names.csv")
    }


def hypothesis_names() -> tuple[str, ...]:
    """Return the codes of the rivals."""
    return tuple(hypotheses())


def found(name: str) -> Hypothesis:
    """Return a hypothesis by its code, its title or both.

    Raises
    ------
    UnknownName
        With the nearest name.

    Examples
    --------
    >>> found("H4").name == found("hydroxynorketamine").name == "H4_hydroxynorketamine"
    True
    """
    for one in hypotheses().values():
        if str(name) in (one.code, one.title, one.name):
            return one
    names = [word for one in hypotheses().values() for word in (one.code, one.name)]
    raise unknown("hypothesis", name, (DEFAULT, *names), "List them with `raad hypotheses`.")


def values_under(names: Iterable[str], before: Mapping[str, float]) -> dict[str, float]:
    """Return the values of all parameters that some hypotheses change together.

    Parameters
    ----------
    names
        Hypotheses, in any order; the default changes nothing.
    before
        Values of the default. [unit of each parameter]

    Raises
    ------
    BadInput
        If two of them set a parameter to different values.
    """
    chosen = list(dict.fromkeys(found(n) for n in names if n != DEFAULT))
    values: dict[str, float] = {}
    by: dict[str, str] = {}
    for one in chosen:
        for change in (c for c in one.changes if c.parameter in before):
            value = change.of(before[change.parameter])
            if change.parameter in values and values[change.parameter] != value:
                raise BadInput(
                    f"{by[change.parameter]} and {one.name} cannot both hold: they set {change.parameter!r} to "
                    f"{values[change.parameter]:g} and to {value:g}. Choose one of them."
                )
            values[change.parameter], by[change.parameter] = value, one.name
    return values
