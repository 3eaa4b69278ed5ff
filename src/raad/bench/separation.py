"""Which feasible experiment tells two hypotheses apart best: drug, agent, time and readout, against the noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from raad.bench.arms import Arm, drugs_needed
from raad.bench.experiment import HEALTHY, Together
from raad.bench.feasible import plans
from raad.bench.rivals import under
from raad.bench.rows import Noise, Perturbation, serves
from raad.bench.running import Runner
from raad.bench.vocabulary import Vocabulary, load_vocabulary
from raad.model.assemblies import treatment
from raad.quantities.errors import BadInput, RaadError

_MORE = 1.1  # an agent that takes everything, or nothing, under both accounts adds no more than rounding
TIMES = (0.5, 2.0, 24.0, 72.0, 168.0)  # [h] after the dose: surge, fast effect, a day, three days, a week


@dataclass(frozen=True, slots=True)
class Contrast:
    """One experiment that could be done, and what two hypotheses say of it.

    Parameters
    ----------
    drug, agent, species, readout, hour
        What is given with what, to whom, what is read and when [h]. Without an agent it is the drug alone.
    first, second
        What the agent takes of the drug's effect under each hypothesis, in the unit of the readout; without an
        agent the effect itself.
    distance
        Difference of the two in standard deviations between subjects.
    """

    drug: str
    agent: str
    species: str
    readout: str
    hour: float
    first: float
    second: float
    distance: float


def separate(
    first: str,
    second: str,
    *,
    top: int = 20,
    every: bool = False,
    vocabulary: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Contrast, ...]:
    """Rank feasible experiments by how far two hypotheses differ in what they predict, relative to noise.

    Parameters
    ----------
    first, second
        Hypotheses, such as "H1" and "H4".
    top
        How many to return.
    every
        Every readout and time; else of each drug, agent and species only the best of them, and an agent only where
        it tells a tenth more than the drug alone does.
    vocabulary
        A folder with vocabulary tables of one's own.
    progress
        Called with (combinations done, combinations in all).

    Returns
    -------
    tuple of Contrast
        The largest distance first.

    Examples
    --------
    >>> import raad
    >>> raad.separate("default", "default", top=3)
    ()
    """
    for name in (first, second):
        under(treatment(), name)
    if top < 1:
        raise BadInput(f"top is {top}; ask for at least one experiment.")
    if first == second:
        return ()
    words, runner = load_vocabulary(vocabulary), Runner()
    tried = list(plans(words))
    found: list[Contrast] = []
    for done, (species, drug, agent) in enumerate(tried, 1):
        if agent is not None and agent.name == drug.name:
            continue
        found += _contrasts(words, runner, (first, second), species, drug, agent)
        if progress:
            progress(done, len(tried))
    found.sort(key=lambda c: (-c.distance, c.species, c.drug, c.agent, c.readout, c.hour))
    if not every:
        alone = {(c.species, c.drug, c.readout, c.hour): c.distance for c in found if not c.agent}
        found = [c for c in found if not c.agent or _tells_more(c, alone)]
        best: dict[tuple[str, str, str], Contrast] = {}
        for one in found:
            best.setdefault((one.species, one.drug, one.agent), one)
        found = list(best.values())
    return tuple(found[:top])


def _tells_more(one: Contrast, alone: dict[tuple[str, str, str, float], float]) -> bool:
    """Say whether an agent adds to what the drug alone would tell by the same readout at the same time."""
    return one.distance > _MORE * alone.get((one.species, one.drug, one.readout, one.hour), 0.0)


def _contrasts(
    words: Vocabulary, runner: Runner, names: tuple[str, str], species: str, drug: Perturbation,
    agent: Perturbation | None,
) -> Iterator[Contrast]:  # fmt: skip
    given, more = Together((drug,)), Together((agent,) if agent else ())
    drugs = drugs_needed(species, [*given.lines, *more.lines])
    asked = [n for n in words.noise if serves(n.species, species)]
    try:
        said = [_effects(runner, species, name, drugs, given, more, asked) for name in names]
    except RaadError:
        return  # a combination that cannot be followed is no experiment for this model
    label = agent.label if agent else ""
    for noise, one, other in zip(asked, *said, strict=True):
        if one is None or other is None:
            continue
        for hour, a, b in zip(TIMES, one, other, strict=True):
            distance = abs(a - b) / _spread(noise, a, b)
            yield Contrast(drug.label, label, species, noise.output, hour, a, b, distance)


def _spread(noise: Noise, first: float, second: float) -> float:
    """Standard deviation at the higher of two predicted levels: that of a ratio to rest grows with the level."""
    return noise.sd * (1 + max(abs(first), abs(second)) if noise.unit.startswith("ratio to rest") else 1.0)


def _effects(
    runner: Runner, species: str, name: str, drugs: tuple[str, ...], given: Together, more: Together,
    asked: list[Noise],
) -> list[list[float] | None]:  # fmt: skip
    """Return for each output what the agent takes of the drug's effect, at each time; None where it is no output."""
    pairs = [(given, Together())] + ([(more + given, more)] if more else [])
    runs = [[runner.follow(Arm(species, name, drugs, HEALTHY, c)) for c in pair] for pair in pairs]
    found: list[list[float] | None] = []
    for noise in asked:
        if noise.output not in runs[0][0].recorded:
            found.append(None)
            continue
        at = [[np.interp(TIMES, r.times, r.values(noise.output)[0]) for r in pair] for pair in runs]
        effects = [treated - control for treated, control in at]
        found.append((effects[0] - effects[1] if more else effects[0]).tolist())
    return found
