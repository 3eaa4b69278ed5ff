"""What a row is: a study, an observation, a parameter, an intervention, a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from raad.evidence.words import EVIDENCE_WORDS, HOURS_IN
from raad.quantities.errors import BadUnit


def converted(numbers: tuple[float, ...], source: str, target: str, what: str) -> tuple[float, ...]:
    """Turn numbers of a row into another unit; evidence words such as 'SMD' only match themselves."""
    if source == target:
        return numbers
    if source in EVIDENCE_WORDS or target in EVIDENCE_WORDS:
        raise BadUnit(f"{what} is in {source!r}, which cannot be turned into {target!r}.")
    from raad.quantities.units import factor

    try:
        return tuple(n * factor(source, target) for n in numbers)
    except BadUnit as err:
        raise BadUnit(f"{what} is in {source!r}; it was asked for in {target!r}. {err}") from None


@dataclass(frozen=True)
class Study:
    """A source. `cells` of each kind of row holds the text as it stands in the file."""

    domain: str
    study_id: str
    citation: str
    doi: str  # without the mark "(recalled)"
    doi_recalled: bool
    year: int | None
    species: str
    design: str
    n: str
    population: str
    arms: str
    read_level: str
    address: str
    line: int = field(repr=False, compare=False)
    cells: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """Domain and id, because one id can stand in two domains with different content."""
        return f"{self.domain}/{self.study_id}"


class Measured:
    """What observations and parameters can do with their value; the fields are theirs."""

    domain: str
    study_id: str
    value: float | None
    text: str
    unit: str
    spread: tuple[float, ...]

    @property
    def study(self) -> str:
        """Domain and id of the study, as `cite` takes it."""
        return f"{self.domain}/{self.study_id}"

    def value_in(self, unit: str) -> float:
        """Return the value in another unit.

        Raises
        ------
        BadUnit
            If the value is text or the units are of different kinds.
        """
        if self.value is None:
            raise BadUnit(f"{self.text!r} of {self.study} is text, not a number in {unit!r}.")
        return converted((self.value,), self.unit, unit, f"The value {self.text!r} of {self.study}")[0]

    def spread_in(self, unit: str) -> tuple[float, ...]:
        """Return the numbers of the spread in another unit."""
        return converted(self.spread, self.unit, unit, f"The spread of {self.text!r} of {self.study}")


@dataclass(frozen=True)
class Observation(Measured):
    """A measured or reported value, with the time it was measured at."""

    domain: str
    study_id: str
    arm: str
    quantity: str
    time: float | None
    time_unit: str
    value: float | None  # None where the value is text
    text: str  # the value as printed
    unit: str
    spread_type: str
    spread: tuple[float, ...]  # none, one (sd, se) or two numbers (low, high), in `unit`
    n: str
    species: str
    verification: str
    source_location: str
    note: str
    line: int = field(repr=False, compare=False)
    cells: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def hours(self) -> float | None:
        """Time in hours, None where the source states none. [h]"""
        return None if self.time is None else self.time * HOURS_IN[self.time_unit]

    @property
    def people(self) -> int | None:
        """Number of people or samples, None where it is missing or printed as text."""
        return int(self.n) if self.n.isdigit() else None


@dataclass(frozen=True)
class Parameter(Measured):
    """A parameter of a published model, or a row of raad's own register."""

    domain: str
    name: str
    symbol: str
    value: float | None  # None where the value is a formula
    text: str  # the value as printed
    unit: str
    spread_type: str
    spread: tuple[float, ...]  # none, one (sd, se) or two numbers (low, high), in `unit`
    conditions: str
    species: str
    study_id: str
    verification: str
    note: str
    line: int = field(repr=False, compare=False)
    cells: Mapping[str, str] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Intervention:
    """A knock-out, antagonist or add-on, with the direction that was seen."""

    domain: str
    id: str
    intervention: str
    on_top_of: str
    readout: str
    expected_direction: str
    effect_size: str
    time: str
    species: str
    study_id: str
    verification: str
    note: str
    line: int = field(repr=False, compare=False)
    cells: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def study(self) -> str:
        """Domain and id of the study, as `cite` takes it."""
        return f"{self.domain}/{self.study_id}"


@dataclass(frozen=True)
class Rule:
    """A rule of a label or protocol for supervised dosing."""

    rule_id: str
    jurisdiction: str
    condition: str
    action: str
    source: str
    verification: str
    line: int = field(repr=False, compare=False)
    cells: Mapping[str, str] = field(repr=False, compare=False)
