"""Health: contraindications, cautions and medicines of a person. The equations do not use them; the rules do."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from raad.people.answers import amount, words, yes_no
from raad.quantities.errors import BadInput

CONDITIONS = (
    "aneurysm", "arteriovenous_malformation", "intracerebral_haemorrhage", "hypersensitivity",
    "unstable_heart_or_lungs", "uncontrolled_hypertension", "psychosis", "substance_misuse", "urinary_symptoms",
    "pregnant", "breastfeeding",
)  # fmt: skip
SYSTOLIC, DIASTOLIC = (50.0, 300.0), (20.0, 200.0)  # mmHg; beyond them it is no pressure of a person who is awake
NEVER = float("inf")
_LONGEST_LIFE = 6300.0  # weeks; 120 years


@lru_cache(maxsize=1)
def medicines() -> dict[str, str]:
    """Return what kind of medicine each word is.

    Examples
    --------
    >>> medicines()["modafinil"]
    'psychostimulant'
    """
    text = files("raad.people").joinpath("medicines.csv").read_text(encoding="utf-8")
    return {row["name"]: row["kind"] for row in csv.DictReader(text.splitlines())}


def kinds_of(names: Iterable[str]) -> set[str]:
    """Return the medicines and all kinds that they belong to, kinds of kinds included.

    Examples
    --------
    >>> sorted(kinds_of(["escitalopram"]))
    ['antidepressant', 'escitalopram', 'ssri']
    """
    found, table = set(names), medicines()
    while more := {table[name] for name in found if name in table} - found:
        found |= more
    return found


@dataclass(frozen=True, slots=True)
class Health:
    """What a clinic asks before a session; None is not told, and nobody assumes an answer.

    Parameters
    ----------
    aneurysm, arteriovenous_malformation, intracerebral_haemorrhage, hypersensitivity
        Contraindications: disease of aneurysms, malformed vessels, a bleeding in the brain at any time, and
        hypersensitivity to ketamine or esketamine. Yes, no or unknown.
    weeks_since_heart_event
        Time since a cardiovascular event, such as an infarction; "never" for none. [week]
    unstable_heart_or_lungs, uncontrolled_hypertension
        An unstable condition of heart or lungs; pressure that is not controlled.
    psychosis, substance_misuse, urinary_symptoms
        Psychosis now or before, misuse of alcohol or drugs now or before, symptoms of the bladder.
    pregnant, breastfeeding
        Yes, no or unknown.
    systolic, diastolic
        Blood pressure before dosing; a number is mmHg. [mmHg]
    medicines
        Medicines and kinds of medicines of `raad.people.health.medicines`; "none" when there are none.

    Raises
    ------
    BadInput, BadUnit, UnknownName
        If an answer is none, a pressure is impossible or has no unit, or a medicine is not known.

    Examples
    --------
    >>> Health(aneurysm="no", systolic="150 mmHg", diastolic=85, medicines="modafinil").systolic
    150.0
    """

    aneurysm: bool | str | None = None
    arteriovenous_malformation: bool | str | None = None
    intracerebral_haemorrhage: bool | str | None = None
    hypersensitivity: bool | str | None = None
    weeks_since_heart_event: float | str | None = None
    unstable_heart_or_lungs: bool | str | None = None
    uncontrolled_hypertension: bool | str | None = None
    psychosis: bool | str | None = None
    substance_misuse: bool | str | None = None
    urinary_symptoms: bool | str | None = None
    pregnant: bool | str | None = None
    breastfeeding: bool | str | None = None
    systolic: float | str | None = None
    diastolic: float | str | None = None
    medicines: str | tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for name in CONDITIONS:
            object.__setattr__(self, name, yes_no(getattr(self, name), name))
        _put_pressures(self)
        event: Any = self.weeks_since_heart_event
        if isinstance(event, str) and event.strip().lower() in ("never", "no", "none"):
            event = NEVER
        elif event != NEVER:
            event = amount(event, "week", "weeks_since_heart_event", 0.0, _LONGEST_LIFE)
        object.__setattr__(self, "weeks_since_heart_event", event)
        object.__setattr__(self, "medicines", words(self.medicines, "medicine", medicines()))

    @property
    def told(self) -> dict[str, Any]:
        """Everything that was told, by name."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}


def _put_pressures(health: Health) -> None:
    for name, (lowest, highest) in (("systolic", SYSTOLIC), ("diastolic", DIASTOLIC)):
        object.__setattr__(health, name, amount(getattr(health, name), "mmHg", name, lowest, highest))
    check_pressure(health.systolic, health.diastolic)


def check_pressure(systolic: Any, diastolic: Any) -> None:
    """Refuse a diastolic pressure that is not below the systolic. [mmHg]"""
    if systolic is not None and diastolic is not None and diastolic >= systolic:
        raise BadInput(
            f"systolic is {systolic:g} and diastolic {diastolic:g} mmHg; the diastolic is the lower one. Swap them."
        )


UNTOLD = Health()
