"""Rival hypotheses as data: each is a list of parameters that differ from the default, with a reason for each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import isclose

from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import number

DEFAULT = "default"
HOW = ("set", "times", "off")


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter that a hypothesis sets or multiplies, and why. [unit of the parameter]"""

    parameter: str
    how: str  # set, times, or off: set, unless another hypothesis that holds too needs it
    value: float
    why: str

    def of(self, before: float) -> float:
        """Return the new value of the parameter. [unit of the parameter]"""
        return before * self.value if self.how == "times" else self.value


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A rival account of how ketamine acts.

    Parameters
    ----------
    code, title
        H1, interneuron_disinhibition.
    also
        A shorter title, such as hnk.
    claim
        What it says, in a sentence.
    supported_by, contradicted_by
        Studies for and against it.
    changes
        How it differs from the default.
    """

    code: str
    title: str
    also: str
    claim: str
    supported_by: str
    contradicted_by: str
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """Code and title: H1_interneuron_disinhibition."""
        return f"{self.code}_{self.title}"

    @property
    def words(self) -> tuple[str, ...]:
        """What it answers to: code, titles, and each title after the code."""
        titles = (self.title, *((self.also,) if self.also else ()))
        return (self.code, *titles, *(f"{self.code}_{title}" for title in titles))


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
        if row["how"] not in HOW:
            raise unknown("word in the column how of hypotheses.csv", row["how"], HOW)
        said = Change(row["parameter"], row["how"], number(row["value"], row["parameter"]), row["why"])
        changes.setdefault(row["hypothesis"], []).append(said)
    return {
        r["hypothesis"]: Hypothesis(
            r["hypothesis"], r["title"], r["also"], r["claim"], r["for"], r["against"], tuple(changes[r["hypothesis"]])
        )
        for r in _table("hypotheses_names.csv")
    }


def hypothesis_names() -> tuple[str, ...]:
    """Return the codes of the rivals."""
    return tuple(hypotheses())


def found(name: str) -> Hypothesis:
    """Return a hypothesis by its code, its title or both; capitals do not matter.

    Raises
    ------
    UnknownName
        With the nearest name.

    Examples
    --------
    >>> found("H4").name == found("h4_hnk").name == found("hydroxynorketamine").name == "H4_hydroxynorketamine"
    True
    """
    for one in hypotheses().values():
        if str(name).strip().lower() in (word.lower() for word in one.words):
            return one
    names = [word for one in hypotheses().values() for word in one.words]
    todo = f"Known: {DEFAULT}, {', '.join(one.name for one in hypotheses().values())}. See `raad hypotheses`."
    raise unknown("hypothesis", name, (DEFAULT, *names), todo)


def chosen(names: Iterable[str]) -> tuple[Hypothesis, ...]:
    """Return hypotheses by their names, each once, in the order of the table; the default is none of them.

    Examples
    --------
    >>> [one.code for one in chosen(["H7", "default", "h4", "H7"])]
    ['H4', 'H7']
    """
    wanted = {found(name).code for name in names if str(name).strip().lower() != DEFAULT}
    return tuple(one for one in hypotheses().values() if one.code in wanted)


def together(accounts: Iterable[Hypothesis], before: Mapping[str, float]) -> dict[str, Change]:
    """Return what some hypotheses change when all of them hold; a change is that of the first who asks for it.

    What one switches off stays on where another sets it, and where another that switches things off leaves it on:
    interneurons and metabolite together are both starts, not neither.

    Raises
    ------
    BadInput
        If two of them set a parameter to different values.
    """
    accounts = tuple(accounts)
    asked: dict[str, tuple[Change, Hypothesis]] = {}
    for one in accounts:
        for change in (c for c in one.changes if c.parameter in before and c.how != "off"):
            rest = before[change.parameter]
            first, by = asked.setdefault(change.parameter, (change, one))
            if not isclose(first.of(rest), change.of(rest), rel_tol=1e-9):
                raise BadInput(
                    f"{by.name} and {one.name} cannot both hold: they set {change.parameter!r} to "
                    f"{first.of(rest):g} and to {change.of(rest):g}. Choose one of them."
                )
    offs = [{c.parameter: c for c in one.changes if c.how == "off"} for one in accounts]
    offs = [off for off in offs if off]
    common = {name: c for name, c in offs[0].items() if all(name in off for off in offs)} if offs else {}
    changes = {**common, **{name: change for name, (change, _) in asked.items()}}
    return {name: changes[name] for name in before if name in changes}


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
    return {name: change.of(before[name]) for name, change in together(chosen(names), before).items()}
