"""Every name of the vocabulary is a name of the model, every value is in its range: faults by table and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from raad.bench.network import OUTPUTS
from raad.bench.network import SPECIES as OF_NETWORK
from raad.bench.rows import Line, serves
from raad.bench.table import SPECIES, load_rows
from raad.bench.vocabulary import Vocabulary
from raad.model.assemblies import PLACES, treatment
from raad.model.other_drugs import drug_names
from raad.people import Person
from raad.protocols.products import products
from raad.quantities.errors import BadInput, BadTable, nearest
from raad.solve.inputs import check_range


@dataclass(frozen=True)
class Names:
    """All names of a species, whatever drugs its model holds."""

    inputs: frozenset[str]
    parameters: frozenset[str]
    outputs: frozenset[str]
    drugs: frozenset[str]


@lru_cache(maxsize=4)
def names_of(species: str) -> Names:
    """Collect the names of the plain model and of the model with each drug."""
    drugs = drug_names(species)
    models = [treatment(species, drugs=d).awake() for d in ((), *((one,) for one in drugs))]
    return Names(
        frozenset(n for m in models for n in m.exogenous),
        frozenset(n for m in models for n in m.params),
        frozenset(n for m in models for n in (*m.states, *m.outputs)).union(OUTPUTS if species == OF_NETWORK else ()),
        frozenset(drugs),
    )


def check_vocabulary(words: Vocabulary) -> None:
    """Refuse a vocabulary with names that no model has, or values that no input may take.

    Raises
    ------
    BadTable
        With up to twenty faults, each with table, line and the nearest name.

    Examples
    --------
    >>> from raad.bench.vocabulary import load_vocabulary
    >>> check_vocabulary(load_vocabulary())
    """
    faults = [*_of_perturbations(words), *_of_treatments(words), *_of_outputs(words), *_of_contradictions(words)]
    if faults:
        more = f"\n  ... and {len(faults) - 20} more" if len(faults) > 20 else ""
        raise BadTable("The vocabulary does not fit the model:\n  " + "\n  ".join(faults[:20]) + more)


def _all(kind: str, told: str = "") -> set[str]:
    return {n for s in SPECIES if serves(told, s) for n in getattr(names_of(s), kind)}


def _of_perturbations(words: Vocabulary) -> Iterator[str]:
    for one in words.perturbations.values():
        for line in one.lines:
            where = f"perturbations.csv, line {line.number}"
            yield from (f"{where}: {fault}" for fault in _of_line(line))


def _of_line(line: Line) -> Iterator[str]:
    for drug in line.drugs:
        yield from _unknown("drug", drug, _all("drugs"))
    if line.kind == "dose":
        drug, way = str(line.name).split()
        known = {f"{d} {w}" for d, w, _ in products()}
        yield from _unknown("product", f"{drug} {way}", known)
        return
    known = {
        "input": _all("inputs", line.species), "parameter": _all("parameters", line.species),
        "person": {*Person.__dataclass_fields__, *_all("inputs", line.species)},
    }.get(line.kind)  # fmt: skip
    if known is None:
        return
    yield from _unknown(line.kind, line.name, known)
    if line.kind == "input":
        try:
            check_range(line.name, np.array([float(line.value)]))
        except BadInput as err:
            yield str(err)


def _of_treatments(words: Vocabulary) -> Iterator[str]:
    for phrase, one in words.treatments:
        known = {f"{d} {w}" for d, w, s in products() if one.serves(s)}
        if one.kind == "drug":
            yield from (
                f"treatments.csv, {phrase!r}: {f}" for f in _unknown("product", f"{one.drug} {one.route}", known)
            )


def _of_outputs(words: Vocabulary) -> Iterator[str]:
    told = [("readouts.csv", phrase, r.outputs, r.species) for phrase, r in words.readouts]
    told += [("noise.csv", n.output, (n.output,), n.species) for n in words.noise]
    for table, what, outputs, species in told:
        for output in outputs:
            for name in dict.fromkeys(output.replace("{place}", p) for p in PLACES):
                yield from (f"{table}, {what!r}: {f}" for f in _unknown("output", name, _all("outputs", species)))


def _of_contradictions(words: Vocabulary) -> Iterator[str]:
    known = {r.id for r in load_rows()}
    for side in words.contradictions:
        yield from (f"contradictions.csv: {f}" for f in _unknown("experiment", side.id, known))


def _unknown(kind: str, name: str, known: Iterable[str]) -> Iterator[str]:
    if name not in known:
        yield f"there is no {kind} named {name!r}.{nearest(name, known)}"
