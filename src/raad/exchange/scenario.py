"""A scenario: who is treated with what, and what is recorded; read from YAML, run in one call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.brain.asked import UNASKED, Asked
from raad.people import Cohort, Health, Person
from raad.protocols import Dose, Regimen, dose
from raad.protocols.products import products
from raad.quantities.errors import BadInput, RaadError, unknown
from raad.quantities.units import quantity
from raad.supervision.session import UNTOLD as UNTOLD_SESSION
from raad.supervision.session import Session
from raad.supervision.setting import UNTOLD as UNTOLD_SETTING
from raad.supervision.setting import Setting

if TYPE_CHECKING:
    from raad.exchange.schema import Patient, ScenarioFile, Treatment
    from raad.solve.trajectory import Trajectory

MOST_POINTS = 200_000  # times of one record
MOST_DOSES = 10_000  # the referee solver restarts at each
DEFAULT_STEP = "1 h"
# Checking a regimen needs molecular weights, but no check depends on them.
ANY_WEIGHTS: dict[str, float] = {p.molecular_weight: 1.0 for p in products().values()}
HEALTH = tuple(field.name for field in fields(Health))
# What a scenario calls a word of the event records.
_WORDS = {"AMT": "dose", "TIME": "start", "DUR": "duration", "RATE": "rate", "II": "every", "ADDL": "count"}


@dataclass(frozen=True)
class Scenario:
    """Who is treated with what, and what is recorded.

    Parameters
    ----------
    name, about
        What it is called, and one line on what it shows.
    person, regimen
        Who is treated, with which doses.
    until, every
        End of the simulated time, and time between records. [h]
    readouts
        What to show; empty for all.
    hypothesis
        Accounts of how ketamine works, as `Model.under` takes them; none is the default.
    setting, session
        Where and how sessions are held; the rules of supervision ask them.
    held
        When doses were left out because of high pressure before them. (n_held,) [h]
    brain
        What `raad brain` looks at.
    """

    name: str
    about: str
    person: Person
    regimen: Regimen
    until: float
    every: float
    readouts: tuple[str, ...] = ()
    hypothesis: tuple[str, ...] = ()
    setting: Setting = UNTOLD_SETTING
    session: Session = UNTOLD_SESSION
    held: tuple[float, ...] = ()
    brain: Asked = UNASKED

    @property
    def times(self) -> np.ndarray:
        """When to record: at multiples of `every`, from the first dose or 0 on, and at the end. (n_times,) [h]"""
        first = np.floor(min([0.0, *self.regimen.times[:1]]) / self.every + 1e-9)
        last = np.floor(self.until / self.every + 1e-9)
        grid = np.arange(first, last + 1) * self.every  # multiplied, not summed up: the last is as exact as the first
        return grid if self.until - grid[-1] < 1e-6 * self.every else np.append(grid, self.until)


def shipped() -> dict[str, str]:
    """Return the text of each scenario that comes with raad, by name.

    Examples
    --------
    >>> "nasal_induction" in shipped()
    True
    """
    folder = files("raad.exchange") / "scenarios"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name.removesuffix(".yaml"): f.read_text(encoding="utf-8") for f in found}


def load(name_or_path: str | Path) -> Scenario:
    """Read a scenario by the name of a shipped one, or from a file.

    Raises
    ------
    BadInput, BadUnit, UnknownName, NotSupported
        If there is no such scenario, or something in it cannot be used; the text names file and place.

    Examples
    --------
    >>> load("nasal_induction").regimen.times[:2]
    (0.0, 84.0)
    """
    return parse_scenario(*text_of(name_or_path))


def text_of(name_or_path: str | Path) -> tuple[str, str]:
    """Return the text of a shipped scenario or a file, and what to call it in errors."""
    path, own = Path(name_or_path), shipped()
    if str(name_or_path) in own:
        return own[str(name_or_path)], str(name_or_path)
    if path.suffix.lower() not in (".yaml", ".yml") and not path.exists():
        raise unknown("scenario", str(name_or_path), own, "Name a shipped one, or a YAML file.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is no text in UTF-8. Save it as UTF-8, or choose another file.") from None
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or err
        todo = "`raad scenarios` lists shipped ones."
        raise BadInput(f"{path}: the scenario cannot be opened. {reason}. {todo}") from None
    return text, path.name


def parse_scenario(text: str, where: str = "scenario") -> Scenario:
    """Read a scenario from YAML text; `where` names it in errors.

    Examples
    --------
    >>> scenario = parse_scenario("{name: rest, outputs: {until: 1 day, every: 6 h}}")
    >>> scenario.times.tolist(), scenario.person.madrs
    ([0.0, 6.0, 12.0, 18.0, 24.0], 35.0)
    """
    from raad.exchange.schema import check
    from raad.exchange.yaml_text import parse

    said = check(parse(text, where), where)
    person = told(where, "patient", lambda: person_of(said.patient, said.species))
    return scenario_of(said, person, where)


def scenario_of(said: ScenarioFile, person: Person, where: str) -> Scenario:
    """Make the scenario of a checked file and its person."""
    from raad.exchange.sessions import held_back, scheduled, setting_of

    doses = [
        one
        for block in ("treatments", "other_treatments")
        for position, treatment in enumerate(getattr(said, block) or (), 1)
        for one in told(where, f"{block}, entry {position}", lambda t=treatment: tuple(_doses(t)))
    ]
    doses += told(where, "schedule", lambda: scheduled(said))
    regimen = Regimen(tuple(doses))
    told(where, "treatments", lambda: _check_regimen(regimen, person))
    setting = told(where, "setting", lambda: setting_of(said))
    regimen, session, held = told(where, "session", lambda: held_back(person, regimen, setting, said))
    until, every, readouts = told(where, "outputs", lambda: _outputs(said, regimen))
    accounts = told(where, "hypothesis", lambda: _accounts(said))
    brain = told(where, "brain", lambda: _brain(said))
    parts = (said.name, said.about or "", person, regimen, until, every, readouts, accounts, setting, session, held)
    return Scenario(*parts, brain)


def told(where: str, block: str, act: Any) -> Any:
    """Let an error say in which file and block it arose, in the words of a scenario."""
    try:
        return act()
    except RaadError as err:
        text = re.sub(r"\b(AMT|TIME|DUR|RATE|II|ADDL)\b", lambda m: _WORDS[m[0]], str(err))
        raise type(err)(f"{where}: {block}: {text}") from None


def person_of(said: Patient, species: str) -> Person:
    """Make the person of a checked file."""
    units = {"age": "year", "weight": "kg", "madrs": "", "stress": ""}  # scores and ratios may be bare numbers
    given: dict[str, Any] = {name: value for name, value in said if value is not None}
    given |= {name: quantity(given[name], units[name], name) for name in units if name in given}
    health = {name: given.pop(name) for name in HEALTH if name in given}
    return Person(species=species, health=Health(**health), **given)


def _doses(said: Treatment) -> Iterator[Dose]:
    given: dict[str, Any] = {"AMT": said.dose, "DUR": said.duration, "RATE": said.rate}
    if said.times is not None:
        both = [n for n in ("start", "every", "count") if getattr(said, n) is not None]
        if both:
            raise BadInput(f"times and {both[0]} are both given. Give times, or start with every and count.")
        if not said.times:
            raise BadInput("times is empty. Name at least one, such as [0 h].")
        for time in said.times:
            yield dose(said.drug, said.route, **{**given, "TIME": time})
        return
    if said.start is None:
        raise BadInput("it says no times. Write times: [0 h], or start: 0 h with every and count.")
    if (said.every is None) != (said.count is None):
        missing = "count" if said.count is None else "every"
        raise BadInput(f"{missing} is missing. A repeated dose has both every and count.")
    given |= {"TIME": said.start, "II": said.every, "ADDL": (said.count or 1) - 1}
    yield dose(said.drug, said.route, **given)


def _check_regimen(regimen: Regimen, person: Person) -> None:
    """Refuse now what a run would refuse later: routes without evidence in the species, doses beyond it."""
    count = sum(one.additional + 1 for one in regimen.doses)
    if count > MOST_DOSES:
        raise BadInput(f"these are {count} doses; a scenario has at most {MOST_DOSES}. Give fewer.")
    regimen.administrations(person.weight or 0.0, person.species, ANY_WEIGHTS)


def _accounts(said: ScenarioFile) -> tuple[str, ...]:
    from raad.model.assemblies import treatment

    if not said.hypothesis:
        return ()
    return treatment(said.species).under(*said.hypothesis).hypothesis


def _brain(said: ScenarioFile) -> Asked:
    given = said.brain.model_dump()
    return Asked(**{**given, "times": None if given["times"] is None else tuple(given["times"])})


def _outputs(said: ScenarioFile, regimen: Regimen) -> tuple[float, float, tuple[str, ...]]:
    from raad.quantities.glossary import readout_names

    until = quantity(said.outputs.until, "h", "until")
    every = quantity(said.outputs.every or DEFAULT_STEP, "h", "every")
    if until <= 0 or every <= 0:
        raise BadInput(f"until is {until:g} h and every {every:g} h; both must be greater than 0.")
    if regimen.last_time is not None and regimen.last_time > until:
        raise BadInput(f"until is {until:g} h, but the last dose is at {regimen.last_time:g} h. Give a later until.")
    first = min([0.0, *regimen.times[:1]])
    check_grid(until - first, every)
    readouts = tuple(dict.fromkeys(said.outputs.readouts or ()))
    for name in readouts:
        if name not in readout_names():
            raise unknown("readout", name, readout_names(), "List them with `raad model --readouts`.")
    return until, every, readouts


def check_grid(length: float, every: float) -> None:
    """Refuse a grid of more than the largest number of times. [h]"""
    if length / every > MOST_POINTS:
        raise BadInput(
            f"{length:g} h in steps of {every:g} h are {length / every:.3g} records; {MOST_POINTS} are the most. "
            f"Give a longer step, such as '{max(1.0, np.ceil(60 * length / MOST_POINTS)):g} min'."
        )


def run(scenario: Scenario, rtol: float | None = None) -> Trajectory:
    """Simulate a scenario at its own times; `rtol` is the relative tolerance, the usual one when None.

    Examples
    --------
    >>> trajectory = run(load("iv_ketamine_single"))
    >>> trajectory.values("madrs").shape
    (1, 337)
    """
    from raad.model.assemblies import treatment
    from raad.model.other_drugs import taken
    from raad.solve.simulate import simulate
    from raad.solve.solver import Solver

    drugs = taken(one.drug for one in scenario.regimen.products)
    model = treatment(scenario.person.species, drugs=drugs).under(*scenario.hypothesis)
    return simulate(model, scenario.regimen, Cohort.of(scenario.person), scenario.times, solver=Solver(rtol=rtol))


def run_scenario(name_or_path: str | Path) -> Trajectory:
    """Follow a scenario: the name of a shipped one, or the path of a YAML file.

    Parameters
    ----------
    name_or_path
        List the shipped ones with `raad scenarios`.

    Returns
    -------
    Trajectory
        One person, at the times that the scenario asks for. [h]

    Raises
    ------
    BadInput
        If there is no such scenario or file, or something in it is wrong; the text says what and where.

    Examples
    --------
    >>> import raad
    >>> raad.run_scenario("iv_ketamine_single")["nmda_block_mean"].dims
    ('person', 'time')
    """
    return run(load(name_or_path))
