"""Risks of a scenario: its patient in the middle of a virtual population, its doses, its length."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from raad.exchange.scenario import Scenario, load
from raad.risks import Risks, risks_of
from raad.risks.risks import DRAWS, PEOPLE


def run_risks(
    name_or_path: str | Path, *, people: int = PEOPLE, draws: int = DRAWS, seed: int = 0, reporting: float = 1.0,
    progress: Callable[[int, int], None] | None = None, store: str | Path | None = None,
) -> Risks:  # fmt: skip
    """Return what a scenario costs a virtual population beside what it brings. For research and teaching only.

    Parameters
    ----------
    name_or_path
        A shipped scenario, or a YAML file. Its patient is the middle of the population.
    people, draws
        Virtual people, and draws of uncertain parameters for intervals of incidences.
    seed
        Of all random numbers; the same seed gives the same result.
    reporting
        How readily symptoms are told, relative to trials outside Japan; 1 leaves them as pooled.
    progress
        Called with (runs done, runs in all).
    store
        A folder for finished runs: the same call, made again after an interrupt, takes them from there.

    Returns
    -------
    Risks
        Peak, time of peak, duration and incidence of every endpoint, per session and per course.

    Raises
    ------
    BadInput
        If the scenario cannot be read, gives no ketamine, or is about an animal.

    Examples
    --------
    >>> import raad
    >>> risks = raad.run_risks("nasal_induction", people=40, draws=0)
    >>> risks["headache"].unit, len(risks.sessions)
    ('', 8)
    """
    asked = load(name_or_path)
    return risks_of_scenario(
        asked, people=people, draws=draws, seed=seed, reporting=reporting, progress=progress, store=store
    )


def risks_of_scenario(
    scenario: Scenario, *, people: int = PEOPLE, draws: int = DRAWS, seed: int = 0, reporting: float = 1.0,
    progress: Callable[[int, int], None] | None = None, store: str | Path | None = None,
) -> Risks:  # fmt: skip
    """Return the risks of a scenario that is loaded."""
    from raad.model.assemblies import treatment
    from raad.model.other_drugs import taken

    drugs = taken(one.drug for one in scenario.regimen.products)
    model = treatment(scenario.person.species, drugs=drugs).under(*scenario.hypothesis)
    return risks_of(
        model, scenario.regimen, scenario.person, scenario.until, people=people, draws=draws, seed=seed,
        reporting=reporting, name=scenario.name, progress=progress, store=store,
    )  # fmt: skip
