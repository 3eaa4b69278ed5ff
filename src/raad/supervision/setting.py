"""Setting: where and under whom treatment happens, as far as it was told."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from raad.people.answers import amount, one_word, yes_no

WORDS = {
    "indication": ("trd", "mdsi"),
    "place": ("clinic", "hospital", "home"),
    "prescriber": ("psychiatrist", "physician", "other"),
}
_LONGEST = 5200.0  # weeks


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and under whom treatment happens; None is not told.

    Parameters
    ----------
    indication
        trd: treatment-resistant depression; mdsi: major depression with suicidal ideation.
    place, prescriber
        clinic (outpatients), hospital or home; psychiatrist, physician or other.
    treated_before
        Length of treatment before the first dose of the regimen; a number is weeks. [week]
    supervised, rems_certified, rems_enrolled, resuscitation, benefit_evaluated, lowest_frequency
        Yes, no or unknown, like all that follow; their meaning stands in the schema of scenarios.

    Examples
    --------
    >>> Setting(indication="TRD", supervised="yes").indication
    'trd'
    """

    indication: str | None = None
    place: str | None = None
    prescriber: str | None = None
    supervised: bool | str | None = None
    rems_certified: bool | str | None = None
    rems_enrolled: bool | str | None = None
    resuscitation: bool | str | None = None
    treated_before: float | str | None = None
    benefit_evaluated: bool | str | None = None
    lowest_frequency: bool | str | None = None
    reduced_for_tolerability: bool | str | None = None
    benefit_outweighs_risk: bool | str | None = None
    misuse_assessed: bool | str | None = None
    misuse_watched: bool | str | None = None
    urinary_followed: bool | str | None = None
    missed_sessions: bool | str | None = None
    depression_worse: bool | str | None = None
    previous_frequency_considered: bool | str | None = None
    pressure_expert_asked: bool | str | None = None
    emergency_called: bool | str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            name, given = field.name, getattr(self, field.name)
            if name in WORDS:
                read: Any = one_word(given, name, WORDS[name])
            elif name == "treated_before":
                read = amount(given, "week", name, 0.0, _LONGEST)
            else:
                read = yes_no(given, name)
            object.__setattr__(self, name, read)


UNTOLD = Setting()
