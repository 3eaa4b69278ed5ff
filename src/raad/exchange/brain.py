"""A scenario looked at with the network: who and what come from the scenario, questions from its key `brain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from raad.brain.answer import BrainAnswer, answer_of
from raad.brain.asked import Asked
from raad.brain.moments import checked_moments, read_moments
from raad.exchange.scenario import Scenario, load, run
from raad.quantities.errors import NotSupported


def follow(
    name_or_path: str | Path, given: Mapping[str, Any] | None = None, progress: Callable[[int, int], None] | None = None
) -> BrainAnswer:
    """Follow connectivity along a scenario.

    Parameters
    ----------
    name_or_path
        A shipped scenario, or a YAML file.
    given
        What to ask instead of what its key `brain` says; None in it changes nothing.
    progress
        Called with (people of the virtual study done, in all).

    Raises
    ------
    BadInput, UnknownName, NotSupported
        Before anything is simulated: if a time, the connectome, a number of people or the species cannot be used.

    Examples
    --------
    >>> follow("iv_ketamine_single", {"times": ("before", "40 min")}).course.titles
    ['before', '40 min']
    """
    scenario = load(name_or_path)
    asked = scenario.brain.but(**(given or {}))
    _check(scenario, asked)
    return answer_of(scenario.name, run(scenario), asked, progress)


def _check(scenario: Scenario, asked: Asked) -> None:
    whole, person = asked.whole(), scenario.person
    if person.species != "human":
        raise NotSupported(
            f"{scenario.name}: the connectomes are those of people; this scenario is about a {person.species}."
        )
    whole.opened()
    if whole.times is not None:
        times = read_moments(whole.times, scenario.regimen)
        checked_moments(times, float(scenario.times[0]), float(scenario.times[-1]))
