"""A scenario under supervision: its setting and sessions, doses held back, and the case that rules judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.exchange.scenario import Scenario, person_of, scenario_of, text_of, told
from raad.people import Cohort
from raad.quantities.units import quantity
from raad.supervision.case import Case
from raad.supervision.discharge import READOUTS, RISES, Course
from raad.supervision.judge import Verdict, judge

if TYPE_CHECKING:
    from raad.exchange.schema import ScenarioFile

ADULT = 18.0  # years
_STEP, _SHORTEST = 5.0, 240.0  # min


def load_case(name_or_path: str | Path, course: Course | None = None) -> Case:
    """Read a scenario for the rules, also one that the model refuses to follow: under 18 years, Child-Pugh C.

    Parameters
    ----------
    name_or_path
        A shipped scenario, or a YAML file.
    course
        A session of one's own; simulated when left out, as far as the model has readouts for it.

    Raises
    ------
    BadInput, NotSupported
        If something in it cannot be used, or it is about an animal.

    Examples
    --------
    >>> load_case("nasal_induction").regimen.times[:2]
    (0.0, 84.0)
    """
    return case_of(*text_of(name_or_path), course)


def check_rules(name_or_path: str | Path, jurisdiction: str | None = None) -> tuple[Verdict, ...]:
    """Judge a scenario by the rules of labels and protocols. For research and teaching only.

    Parameters
    ----------
    name_or_path
        A shipped scenario, or a YAML file.
    jurisdiction
        us, eu or trial; None for all.

    Returns
    -------
    tuple of Verdict
        For each rule: whether it applies, whether it is passed, broken or cannot be judged, why, what is missing.

    Raises
    ------
    BadInput, UnknownName
        If the scenario cannot be read, or there is no such jurisdiction.

    Examples
    --------
    >>> import raad
    >>> first_dose = raad.check_rules("nasal_induction", "us")[4]
    >>> first_dose.rule.action, first_dose.result, first_dose.missing
    ('dose==56 mg', 'cannot be judged', ('setting: indication',))
    """
    return judge(load_case(name_or_path), jurisdiction)


def case_of(text: str, where: str = "scenario", course: Course | None = None) -> Case:
    """Read a case from the text of a scenario; `where` names it in errors.

    Examples
    --------
    >>> young = "patient: {age: 16 years}\\noutputs: {until: 1 day}"
    >>> case_of(young).age
    16.0
    """
    from raad.exchange.schema import check
    from raad.exchange.yaml_text import parse

    said = check(parse(text, where), where)
    beyond = told(where, "patient", lambda: _beyond_the_model(said))
    followed = said.patient.model_copy(update=dict.fromkeys(beyond))
    person = told(where, "patient", lambda: person_of(followed, said.species))
    scenario = scenario_of(said, person, where)
    if course is None:
        course = Course() if beyond or said.species != "human" else simulated_session(scenario)
    parts = (scenario.person, scenario.regimen, scenario.setting, scenario.session, course)
    return told(where, "patient", lambda: Case(*parts, **beyond))


def _beyond_the_model(said: ScenarioFile) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if said.species == "human" and said.patient.age is not None:
        age = quantity(said.patient.age, "year", "age")
        found = {"age": age} if 0 <= age < ADULT else {}
    liver = (said.patient.liver or "").strip().lower().replace("-", "_").replace(" ", "_")
    return found | ({"liver": liver} if liver == "child_pugh_c" else {})


def simulated_session(scenario: Scenario) -> Course:
    """Simulate the first session with the largest dose, as far as the model has readouts that discharge asks for.

    Returns
    -------
    Course
        Empty when the model has none of them, no ketamine is given, or the person could not be followed.
    """
    from raad.model.assemblies import treatment
    from raad.model.other_drugs import taken
    from raad.quantities.glossary import readout_names
    from raad.solve.simulate import simulate

    person, session = scenario.person, scenario.session
    known = [name for name in (*READOUTS, *RISES) if name in readout_names()]
    sittings = Case(person, scenario.regimen, scenario.setting, session).sittings() if known else ()
    if not sittings:
        return Course()
    stay: Any = session.observation
    length = max(_SHORTEST, *(session.pressure_checks or ()), stay or 0.0)
    minutes = np.append(np.arange(0.0, length, _STEP), length)
    model = treatment(person.species, drugs=taken(one.drug for one in scenario.regimen.products))
    cohort, largest = Cohort.of(person), max(sittings, key=lambda one: one.facts["dose_mg"])  # the first of these
    times = largest.time + minutes / 60
    trajectory = simulate(model.under(*scenario.hypothesis), scenario.regimen, cohort, times, readouts=known)
    if trajectory.failures:
        return Course()
    before = (largest.facts["systolic"], largest.facts["diastolic"])
    return Course(minutes, {name: trajectory.values(name)[0] for name in known}, before)
