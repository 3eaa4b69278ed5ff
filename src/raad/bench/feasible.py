"""Which experiments a laboratory or a trial could do: species, drug, agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from raad.bench.phrases import Found
from raad.bench.rows import Perturbation, serves
from raad.bench.table import SPECIES, Row
from raad.bench.treating import treatment_of
from raad.bench.vocabulary import Vocabulary
from raad.quantities.errors import RaadError

_NO = ("no", "none", "false", "0")


def plans(words: Vocabulary) -> Iterator[tuple[str, Perturbation, Perturbation | None]]:
    """Yield every species, drug and feasible agent; None: the drug alone."""
    told = any(line.feasible for p in words.perturbations.values() for line in p.lines)
    for species in SPECIES:
        agents = [a for p in words.perturbations.values() if (a := feasible(p, species, told))]
        for drug in _drugs(words, species):
            for agent in (None, *agents):
                yield species, drug, agent


def feasible(perturbation: Perturbation, species: str, told: bool = True) -> Perturbation | None:
    """Return what could be done in a species, or None.

    In people only doses can, unless a line names them. Where the table has a column `feasible` (`told`), only what it
    calls so can.
    """
    lines = tuple(line for line in perturbation.lines if serves(line.species, species))
    if not lines or any(line.kind == "none" for line in lines):
        return None
    if any(line.feasible.lower() in (("", *_NO) if told else _NO) for line in lines):
        return None
    if species == "human" and not all(line.kind == "dose" or "human" in line.species for line in lines):
        return None
    return replace(perturbation, lines=lines)


def _drugs(words: Vocabulary, species: str) -> list[Perturbation]:
    """Treatments at their usual dose, each once; where the table has a column `feasible`, those it calls so."""
    told = any(one.feasible for _, one in words.treatments)
    found: dict[str, Perturbation] = {}
    for phrase, one in words.treatments:
        if one.kind != "drug" or not one.serves(species) or one.feasible.lower() in (("", *_NO) if told else _NO):
            continue
        row = Row("", "", phrase, "", "", "", species)
        try:
            given = treatment_of(row, one, phrase, Found(0, len(phrase), phrase, one), True, [])[0]
        except RaadError:
            continue  # the model has no such product in this species
        found.setdefault(given.name, given)
    return list(found.values())
