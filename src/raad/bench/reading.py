"""From the text of a row to an experiment, by the vocabulary alone: nothing here knows a row by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from raad.bench.amounts import ROUTES, amounts, hours
from raad.bench.experiment import HEALTHY, Experiment, NotUnderstood, Together
from raad.bench.groups import grouped
from raad.bench.phrases import Found, longest, near, outside, plain, spot
from raad.bench.rows import Condition, Perturbation, Readout, Treatment, serves
from raad.bench.table import Row
from raad.bench.treating import treatment_of
from raad.bench.vocabulary import Vocabulary

DEFAULT_HOURS = (24.0,)  # where neither time nor readout says when: the day after, as most rows
NOTHING = ("", "none", "nothing", "vehicle", "saline", "control", "-", "no treatment", "untreated")
BRAIN_PLACES = {"hippocampal": "hippocampal", "ventral_hippocampus": "hippocampal"}
_Meaning = str | Treatment


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
    interventions = _named(row, words) if row.perturbation else _acts(row, words, notes)
    bases = _bases(row, words, notes)
    conditions = _conditions(row, words)
    return Experiment(
        row, interventions, bases, conditions, _readouts(row, words, notes), _hours(row, words), tuple(notes)
    )


def _named(row: Row, words: Vocabulary) -> tuple[Together, ...]:
    """Perturbations that a user names: `a`, `a@place`, `a + b`, `a / b`."""
    found = []
    for one in re.split(r"\s*/\s*", row.perturbation):
        parts = [p.strip().partition("@") for p in one.split("+")]
        for name, _, _ in parts:
            if name not in words.names:
                raise _lost(row, "perturbation", name, words.names, "perturbations.csv")
        found.append(Together(tuple(_at(row, words, name, place, []) for name, _, place in parts)))
    return tuple(found)


def _at(row: Row, words: Vocabulary, name: str, place: str, notes: list[str]) -> Perturbation:
    """Return a perturbation at a place; where it is not declared there, as it is declared for the whole brain."""
    known = words.places_of(name)
    if place and place not in known and place not in {p for _, p in words.perturbations}:
        raise NotUnderstood(f"The model has no {place!r}: {name.replace('_', ' ')} in that place cannot be said.")
    for here in dict.fromkeys((place, "", *(known if len(known) == 1 else ()))):
        if here in known:
            if here != place:
                notes.append(f"{name} is declared for {here or 'the whole brain'}, not for {place or 'it'}")
            mine = words.perturbations[name, here]
            lines = tuple(line for line in mine.lines if serves(line.species, row.species))
            if not lines:
                raise NotUnderstood(f"{name!r} has no lines for a {row.species} in perturbations.csv.")
            return replace(mine, lines=lines)
    raise NotUnderstood(
        f"{name!r} is declared for {', '.join(known)}. Say in the text where it acts, or add a line for the whole "
        "brain to perturbations.csv."
    )


def _acts(row: Row, words: Vocabulary, notes: list[str]) -> tuple[Together, ...]:
    text = plain(row.intervention)
    found: list[Found[_Meaning]] = list(outside(spot(text, words.agents), text))
    if not found:
        served = [(p, t) for p, t in words.treatments if t.serves(row.species) and t.kind != "nothing"]
        found = list(outside(spot(text, served), text))
        if found and _more_than_a_dose(text, found, words):
            found = []
    if not found:
        known = [p for p, _ in (*words.agents, *words.treatments)]
        raise _lost(row, "intervention", row.intervention, known, "agents.csv")
    return _alternatives(row, words, text, found, words.agents, notes)


_OF_A_DOSE = re.compile(
    r"\d[\w./%-]*|single|repeated|acute|chronic|dose|low|high|pre-?treatment|injections?|infusions?"
)


def _more_than_a_dose(text: str, found: list[Found[_Meaning]], words: Vocabulary) -> bool:
    """Return whether words are left that a mere treatment has no use for: then it is another intervention."""
    known = [*((p, 0) for p, _ in words.places), *((p, 0) for p, _ in words.conditions), *((r, 0) for r in ROUTES)]
    left = list(re.sub(r"\([^()]*\)", lambda hit: " " * len(hit[0]), text))
    for f in (*found, *spot(text, known)):
        left[f.start : f.end] = " " * (f.end - f.start)
    return bool(re.search(r"[a-z]{4}", _OF_A_DOSE.sub(" ", "".join(left))))


def _alternatives(
    row: Row, words: Vocabulary, text: str, found: list[Found[_Meaning]],
    phrases: Iterable[tuple[str, _Meaning]], notes: list[str],
) -> tuple[Together, ...]:  # fmt: skip
    """Group phrases into alternatives, and turn each into what is given."""
    place = longest(text, words.places)
    groups, unread = grouped(text, found, tuple(phrases))
    aside = [*((p, 0) for p, _ in words.places), *((p, 0) for p, _ in words.conditions), *((r, 0) for r in ROUTES)]
    notes += [f"not read: {u!r}" for u in unread if not spot(u, aside)]
    result: dict[tuple[Perturbation, ...], None] = {}
    for group in groups:
        sets: list[tuple[Perturbation, ...]] = [()]
        for one in group:
            if isinstance(one.meaning, Treatment) and one.meaning.kind == "drug":
                options = treatment_of(row, one.meaning, text, one, len(groups) == 1 and len(group) == 1, notes)
            else:
                name = one.meaning.drug if isinstance(one.meaning, Treatment) else one.meaning
                mine = _at(row, words, name, place.meaning if place else "", notes)
                options = (_dosed(mine, text),)
            sets = [(*s, o) for s in sets for o in options]
        result.update(dict.fromkeys(sets))
    return tuple(Together(parts) for parts in result)


def _dosed(mine: Perturbation, text: str) -> Perturbation:
    """Give the dose of the text where the perturbation is one dose in the same unit."""
    told, doses = amounts(text), [line for line in mine.lines if line.kind == "dose"]
    if len(told) != 1 or len(doses) != 1 or amounts(str(doses[0].value))[:1] == told:
        return mine
    if str(doses[0].value).split()[-1] != told[0].unit:
        return mine
    lines = tuple(replace(line, value=str(told[0])) if line.kind == "dose" else line for line in mine.lines)
    return replace(mine, name=f"{mine.name} {told[0]}", lines=lines)


def _bases(row: Row, words: Vocabulary, notes: list[str]) -> tuple[Together, ...]:
    text = plain(row.on_top_of)
    if text in NOTHING:
        return (Together(),)
    served: list[tuple[str, _Meaning]] = [(p, t) for p, t in words.treatments if t.serves(row.species)]
    told = {p for p, _ in served}
    phrases = [*served, *((p, n) for p, n in words.agents if p not in told)]
    conditions = spot(text, words.conditions)
    free = [f for f in spot(text, phrases) if all(f.end <= c.start or f.start >= c.end for c in conditions)]
    found = [f for f in outside(free, text) if not (isinstance(f.meaning, Treatment) and f.meaning.kind == "nothing")]
    if found:
        return _alternatives(row, words, text, found, phrases, notes)
    if conditions or free:
        return (Together(),)
    known = [p for p, _ in (*words.treatments, *words.conditions, *words.agents)]
    raise _lost(row, "on_top_of", row.on_top_of, known, "treatments.csv or conditions.csv")


def _conditions(row: Row, words: Vocabulary) -> tuple[Condition, ...]:
    """Conditions of what the experiment is on top of; else of the readout, which may name the model of depression."""
    for text in (row.on_top_of, row.readout, row.intervention):
        if found := spot(plain(text), words.conditions):
            return tuple({(f.meaning.stress, f.meaning.inflammation): f.meaning for f in reversed(found)}.values())
    return (HEALTHY,)


def _readouts(row: Row, words: Vocabulary, notes: list[str]) -> tuple[Readout, ...]:
    text = plain(row.readout)
    served = [(p, r) for p, r in words.readouts if serves(r.species, row.species)]
    spotted = spot(text, served)
    found = list(dict.fromkeys(_placed(f.meaning, text, words) for f in spotted))
    if not found:
        raise _lost(row, "readout", row.readout, [p for p, _ in served], "readouts.csv")
    for piece in re.finditer(r"[^,;/]+", text):
        if piece[0].strip() and all(f.end <= piece.start() or f.start >= piece.end() for f in spotted):
            notes.append(f"not read: {piece[0].strip()!r}")
    return tuple(found)


def _placed(readout: Readout, text: str, words: Vocabulary) -> Readout:
    place = longest(text, words.places)
    brain = BRAIN_PLACES.get(place.meaning if place else "", "prefrontal")
    return replace(readout, phrase="", outputs=tuple(o.replace("{place}", brain) for o in readout.outputs))


def _hours(row: Row, words: Vocabulary) -> tuple[float, ...]:
    """Times of the row: its own column; else what its readout says; else a day."""
    return hours(row.time, words.times) or hours(row.readout, words.times) or DEFAULT_HOURS


def _lost(row: Row, column: str, said: str, known: Iterable[str], table: str) -> NotUnderstood:
    return NotUnderstood(
        f"{row.table or 'row'}, line {row.line}, column {column!r}: {said!r} is not understood.{near(said, known)} "
        f"Use words of the vocabulary, or add a line to {table}."
    )
