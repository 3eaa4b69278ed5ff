"""A case: everything that rules ask of a patient, a regimen, a setting and a session, as facts by name."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from raad.people import Person
from raad.people.health import kinds_of
from raad.protocols import Dose, Regimen
from raad.protocols.calendars import HOURS_IN_WEEK
from raad.quantities.errors import BadInput, NotSupported
from raad.supervision.discharge import NOT_SIMULATED, Course
from raad.supervision.session import UNTOLD as UNTOLD_SESSION
from raad.supervision.session import WATCHED, Session
from raad.supervision.setting import UNTOLD as UNTOLD_SETTING
from raad.supervision.setting import Setting

KETAMINES = ("ketamine", "esketamine", "arketamine")
KINDS = ("cns_depressant", "psychostimulant", "maoi", "pressor", "nasal_product", "antidepressant", "ssri", "snri")
_DEVICE_MG, _DEVICE_GAP_MIN = 28.0, 5.0  # of esketamine nasal spray; the rest is what the simulation takes
_FROM_HEALTH = (
    "aneurysm", "arteriovenous_malformation", "intracerebral_haemorrhage", "hypersensitivity",
    "weeks_since_heart_event", "unstable_heart_or_lungs", "uncontrolled_hypertension", "psychosis",
    "substance_misuse", "urinary_symptoms", "pregnant", "breastfeeding",
)  # fmt: skip
_FROM_SETTING = (
    "indication", "place", "prescriber", "supervised", "rems_certified", "rems_enrolled", "resuscitation",
    "benefit_evaluated", "lowest_frequency", "reduced_for_tolerability", "benefit_outweighs_risk", "misuse_assessed",
    "misuse_watched", "urinary_followed", "missed_sessions", "depression_worse", "previous_frequency_considered",
    "pressure_expert_asked", "emergency_called",
)  # fmt: skip
_FROM_SESSION = (
    "discharge_decided_by", "stable_at_discharge", "sedation_resolved", "dissociation_resolved", "pressure_settled",
    "pressure_remains_high", "hypertensive_crisis", "no_driving_until_next_day", "transport_arranged",
)  # fmt: skip

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One dose of ketamine: when [h], by which product, and its facts."""

    time: float
    drug: str
    route: str
    facts: Facts


@dataclass(frozen=True)
class Case:
    """What rules are judged on.

    Parameters
    ----------
    person, regimen, setting, session
        Who is treated with what, where and how.
    course
        A simulated session, where the model can say something.
    age, liver
        Instead of those of the person: an age below 18 years or ``child_pugh_c``, which the model does not follow.

    Raises
    ------
    NotSupported
        If the person is an animal.
    BadInput
        If pressures before sessions are neither one nor one for each session.
    """

    person: Person
    regimen: Regimen
    setting: Setting = UNTOLD_SETTING
    session: Session = UNTOLD_SESSION
    course: Course = NOT_SIMULATED
    age: float | None = None
    liver: str | None = None

    def __post_init__(self) -> None:
        if self.person.species != "human":
            raise NotSupported(f"Rules of labels are for people; this is a {self.person.species}. Give a human.")
        count, given = len(self._given()), len(self.session.pressures or ())
        if given not in (0, 1, count):
            raise BadInput(f"pressures are {given} and sessions {count}. Give one for all, or one for each.")

    def _given(self) -> list[tuple[float, Dose]]:
        """Doses of ketamine that are not zero, one by one in order of time. [h]"""
        doses = [d for d in self.regimen.products if d.drug in KETAMINES and d.amount > 0]
        return sorted(((time, d) for d in doses for time in d.times), key=lambda one: one[0])

    def facts(self) -> Facts:
        """Return what is the same for all sessions."""
        session, health, person = self.session, self.person.health, self.person
        found: Facts = {name: getattr(health, name) for name in _FROM_HEALTH}
        found |= {name: getattr(self.setting, name) for name in _FROM_SETTING}
        found |= {name: getattr(session, name) for name in _FROM_SESSION}
        found |= {"age": self.age if self.age is not None else person.age, "ancestry": person.ancestry}
        found["liver"] = self.liver or person.liver
        if person.sex == "male":
            found |= {"pregnant": False, "breastfeeding": False}
        taken = kinds_of([*(health.medicines or ()), *(d.drug for d in self.regimen.products if d.amount > 0)])
        found |= {f"takes_{k}": True if k in taken else None if health.medicines is None else False for k in KINDS}
        watched = session.watched
        found |= {f"watches_{one}": None if watched is None else one in watched for one in WATCHED}
        checks: Any = session.pressure_checks
        found["pressure_checked_before"] = None if checks is None else any(one <= 0 for one in checks)
        off = None if checks is None else min((abs(one - 40) for one in checks), default=math.inf)
        food: Any = session.since_food
        stay: Any = session.observation
        found |= {
            "pressure_check_off_40_min": off,
            "observation_min": stay,
            "since_food_h": None if food is None else food / 60,
            "since_drink_min": session.since_drink,
            "since_nasal_product_min": session.since_nasal_product,
            "device_gap_min": _DEVICE_GAP_MIN if session.device_gap is None else session.device_gap,
        }
        simulated = {**self.course.at(stay), "pressure_settled": self.course.settled(checks)}
        found |= {name: value for name, value in simulated.items() if found[name] is None}
        return found | self._weeks()

    def _weeks(self) -> Facts:
        times = [time for time, _ in self._given()]
        if not times:
            return {"first_week": None, "last_week": None}
        return {"first_week": self._week(0.0), "last_week": self._week(times[-1] - times[0])}

    def _week(self, since_first: float) -> int:
        before: Any = self.setting.treated_before or 0
        return math.floor(since_first / HOURS_IN_WEEK + before + 1e-9) + 1

    def sittings(self, nasal_esketamine: bool = False) -> tuple[Sitting, ...]:
        """Return each dose with its facts; only those of nasal esketamine when asked."""
        given, common = self._given(), self.facts()
        weeks = [self._week(time - given[0][0]) for time, _ in given]
        held = Counter(weeks)
        found = []
        for place, (time, one) in enumerate(given):
            mg = one.amount_mg(float(self.person.weight or 0))
            last = given[place - 1][1].amount_mg(float(self.person.weight or 0)) if place else None
            systolic, diastolic = self._pressure(place)
            own: Facts = {
                "week": weeks[place], "dose_mg": mg, "dose_step_mg": 0.0 if last is None else mg - last,
                "day": math.floor((time - given[0][0]) / 24 + 7 * float(self.setting.treated_before or 0) + 1e-9) + 1,
                "days_since_last": (time - given[place - 1][0]) / 24 if place else None,
                "first_of_scenario": place == 0,
                "first_of_treatment": place == 0 and not self.setting.treated_before,
                "sessions_in_week": held[weeks[place]],
                "whole_devices": abs(mg / _DEVICE_MG - round(mg / _DEVICE_MG)) < 1e-9,
                "systolic": systolic, "diastolic": diastolic,
            }  # fmt: skip
            found.append(Sitting(time, one.drug, one.route, common | own))
        return tuple(s for s in found if not nasal_esketamine or (s.drug, s.route) == ("esketamine", "nasal"))

    def _pressure(self, place: int) -> tuple[Any, Any]:
        told = self.session.pressures
        if not told:
            return self.person.health.systolic, self.person.health.diastolic
        return told[place if len(told) > 1 else 0]

    def weeks(self) -> tuple[Facts, ...]:
        """Return the facts of each week from the first to the last with a dose."""
        given, common = self._given(), self.facts()
        held = Counter(self._week(time - given[0][0]) for time, _ in given)
        whole = range(min(held), max(held) + 1) if held else ()
        return tuple(common | {"week": week, "sessions_in_week": held[week]} for week in whole)
