"""The blocks of a scenario about supervision: calendars of doses, setting, session, and doses held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from raad.people import Person
from raad.protocols import Dose, Regimen, dose
from raad.protocols.calendars import course, weeks_before
from raad.quantities.errors import BadInput
from raad.supervision.case import Case
from raad.supervision.holds import hold
from raad.supervision.session import Session
from raad.supervision.setting import Setting

if TYPE_CHECKING:
    from raad.exchange.schema import ScenarioFile


def scheduled(said: ScenarioFile) -> list[Dose]:
    """Return the doses of the calendar that a scenario names; none when it names none."""
    if said.schedule is None:
        return []
    asked: Any = said.schedule
    first = dose(asked.drug, asked.route, AMT=asked.dose, DUR=asked.duration, TIME=asked.start or "0 h")
    amount = None
    if asked.first_dose is not None:
        other = dose(asked.drug, asked.route, AMT=asked.first_dose)
        if other.per_kg != first.per_kg:
            raise BadInput("dose and first_dose differ in kind. Give both in mg, or both in mg/kg.")
        amount = other.amount
    return list(course(_calendar(asked), first, asked.weeks, amount).products)


def setting_of(said: ScenarioFile) -> Setting:
    """Read the setting; a calendar of maintenance brings the weeks before it."""
    given = {name: value for name, value in said.setting if value is not None}
    if "treated_before" not in given and said.schedule is not None:
        given["treated_before"] = weeks_before(_calendar(said.schedule))
    return Setting(**given)


def _calendar(schedule: Any) -> str:
    return schedule.calendar.strip().lower()


def held_back(
    person: Person, regimen: Regimen, setting: Setting, said: ScenarioFile
) -> tuple[Regimen, Session, tuple[float, ...]]:
    """Read the session, and leave out doses that trial protocols hold, where it asks for it; say when they were."""
    session = Session(**dict(said.session))
    if person.species != "human" or not (session.hold_doses or session.pressures):
        return regimen, session, ()
    case = Case(person, regimen, setting, session)
    if not session.hold_doses:
        return regimen, session, ()
    kept, held = hold(case)
    return kept.regimen, kept.session, held
