"""From the text of a row to an experiment, by the vocabulary alone: nothing here knows a row by its name."""

from __future__ import annotations

import re
from dataclasses import replace

from raad.bench.acts import bases, interventions
from raad.bench.amounts import hours
from raad.bench.experiment import HEALTHY, Experiment, lost
from raad.bench.phrases import longest, plain, spot
from raad.bench.rows import Condition, Readout, serves
from raad.bench.table import Row
from raad.bench.vocabulary import Vocabulary

DEFAULT_HOURS = (24.0,)  # where neither time nor readout says when: the day after, as most rows
BRAIN_PLACES = {"hippocampal": "hippocampal", "ventral_hippocampus": "hippocampal"}


def understand(row: Row, words: Vocabulary) -> Experiment:
    """Read a row.

    Raises
    ------
    NotUnderstood
        Saying which words, what is near, and where to add them.

    Examples
    --------
    >>> from raad.bench.vocabulary import load_vocabulary
    >>> row = Row("a", "NBQX", "ketamine 10 mg/kg", "FST", "block", "30 min; 24 h", "mouse")
    >>> found = understand(row, load_vocabulary())
    >>> found.hours, found.bases[0].label, found.readouts[0].outputs
    ((0.5, 24.0), 'ketamine 10 mg/kg ip', ('severity',))
    """
    notes: list[str] = []
    done, base = interventions(row, words, notes), bases(row, words, notes)
    readouts = _readouts(row, words, notes)
    return Experiment(row, done, base, _conditions(row, words), readouts, _hours(row, words), tuple(notes))


def _conditions(row: Row, words: Vocabulary) -> tuple[Condition, ...]:
    """Conditions of what the experiment is on top of; else of the readout, which may name the model of depression."""
    for text in (row.on_top_of, row.readout, row.intervention):
        said = plain(text)
        agents = spot(said, words.agents) if text == row.intervention else []
        found = [f for f in spot(said, words.conditions) if all(f.end <= a.start or f.start >= a.end for a in agents)]
        if found:
            first: dict[tuple[float, float], Condition] = {}
            for f in found:
                first.setdefault((f.meaning.stress, f.meaning.inflammation), f.meaning)
            return tuple(first.values())
    return (HEALTHY,)


def _readouts(row: Row, words: Vocabulary, notes: list[str]) -> tuple[Readout, ...]:
    text = plain(row.readout)
    served = [(p, r) for p, r in words.readouts if serves(r.species, row.species)]
    spotted = spot(text, served)
    found = list(dict.fromkeys(_placed(f.meaning, text, words) for f in spotted))
    if not found:
        raise lost(row, "readout", row.readout, [p for p, _ in served], "readouts.csv")
    for piece in re.finditer(r"[^,;/]+", text):
        unread = all(f.end <= piece.start() or f.start >= piece.end() for f in spotted)
        if unread and re.search(r"[a-z]{2}", piece[0]) and not spot(piece[0], words.times):
            notes.append(f"not read: {piece[0].strip()!r}")
    return tuple(found)


def _placed(readout: Readout, text: str, words: Vocabulary) -> Readout:
    place = longest(text, words.places)
    brain = BRAIN_PLACES.get(place.meaning if place else "", "prefrontal")
    return replace(readout, phrase="", outputs=tuple(o.replace("{place}", brain) for o in readout.outputs))


def _hours(row: Row, words: Vocabulary) -> tuple[float, ...]:
    """Times of the row: its own column; else what its readout says; else a day."""
    return hours(row.time, words.times) or hours(row.readout, words.times) or DEFAULT_HOURS
