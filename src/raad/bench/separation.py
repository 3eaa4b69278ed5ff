"""Which feasible experiment tells two hypotheses apart best: drug, agent, time and readout, against the noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from raad.bench.arms import Arm, drugs_needed
from raad.bench.experiment import HEALTHY, NotUnderstood, Together
from raad.bench.phrases import Found
from raad.bench.rivals import under
from raad.bench.rows import Noise, Perturbation, Statistic, serves
from raad.bench.running import Runner
from raad.bench.table import SPECIES, Row
from raad.bench.treating import treatment_of
from raad.bench.vocabulary import Vocabulary, load_vocabulary
from raad.model.assemblies import treatment
from raad.quantities.errors import BadInput, RaadError

TIMES = (0.5, 2.0, 24.0, 72.0, 168.0)  # [h] after the dose: surge, fast effect, a day, three days, a week
_NO = ("no", "none", "false", "0")
_AT = Statistic("at")


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
    plans = list(_plans(words))
    found: list[Contrast] = []
    for done, (species, drug, agent) in enumerate(plans, 1):
        found += _contrasts(words, runner, (first, second), species, drug, agent)
        if progress:
            progress(done, len(plans))
    found.sort(key=lambda c: (-c.distance, c.species, c.drug, c.agent, c.readout, c.hour))
    return tuple(found[:top])


def _plans(words: Vocabulary) -> Iterator[tuple[str, Perturbation, Perturbation | None]]:
    for species in SPECIES:
        agents = [p for p in words.perturbations.values() if feasible(p, species)]
        for drug in _drugs(words, species):
            for agent in (None, *agents):
                yield species, drug, agent


def feasible(perturbation: Perturbation, species: str) -> bool:
    """Return whether a laboratory or a trial could do it: people are given doses only, unless a table says more."""
    told = " ".join(line.feasible for line in perturbation.lines).lower()
    if perturbation.missing or any(not serves(line.species, species) for line in perturbation.lines):
        return False
    if told.strip():
        return told.strip() not in _NO and serves(told.replace("yes", ""), species)
    doses = all(line.kind == "dose" for line in perturbation.lines)
    return doses if species == "human" else True


def _drugs(words: Vocabulary, species: str) -> list[Perturbation]:
    """Treatments at their usual dose, each once; those that a table calls not feasible are left out."""
    found: dict[tuple[str, str], Perturbation] = {}
    for phrase, one in words.treatments:
        if one.kind == "drug" and one.serves(species) and one.feasible.lower() not in _NO:
            row = Row("", "", phrase, "", "", "", species)
            try:
                options = treatment_of(row, one, phrase, Found(0, len(phrase), phrase, one), True, [])
            except (NotUnderstood, RaadError):
                continue
            found.setdefault((one.drug, one.dose), options[0])
    return list({p.name: p for p in found.values()}.values())


def _contrasts(
    words: Vocabulary, runner: Runner, names: tuple[str, str], species: str, drug: Perturbation,
    agent: Perturbation | None,
) -> Iterator[Contrast]:  # fmt: skip
    given, more = Together((drug,)), Together((agent,) if agent else ())
    drugs = drugs_needed(species, [*given.lines, *more.lines])
    for noise in words.noise:
        if not serves(noise.species, species):
            continue
        for hour in TIMES:
            try:
                said = [_effect(runner, species, name, drugs, given, more, noise, hour) for name in names]
            except RaadError:
                continue
            distance = abs(said[0] - said[1]) / noise.sd
            label = agent.label if agent else ""
            yield Contrast(drug.label, label, species, noise.output, hour, said[0], said[1], distance)


def _effect(
    runner: Runner, species: str, name: str, drugs: tuple[str, ...], given: Together, more: Together, noise: Noise,
    hour: float,
) -> float:  # fmt: skip
    def value(changes: Together) -> float:
        return runner.value(Arm(species, name, drugs, HEALTHY, changes), noise.output, _AT, hour, 1.0)

    alone = value(given) - value(Together())
    return alone - (value(more + given) - value(more)) if more else alone
