"""What a text says is done: agents at places, treatments with doses, alternatives and combinations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from raad.bench.amounts import ROUTES, amounts
from raad.bench.experiment import NotUnderstood, Together, lost
from raad.bench.groups import grouped
from raad.bench.phrases import Found, longest, outside, plain, spot
from raad.bench.rows import Perturbation, Treatment, serves
from raad.bench.table import Row
from raad.bench.treating import treatment_of
from raad.bench.vocabulary import Vocabulary

NOTHING = ("", "none", "nothing", "vehicle", "saline", "control", "-", "no treatment", "untreated")
Meaning = str | Treatment
# Words around a treatment that make no other intervention of it.
_OF_A_DOSE = re.compile(r"\d[\w./%-]*|single|repeated|acute|chronic|dose|high|pre-?treatment|injections?|infusions?")


def interventions(row: Row, words: Vocabulary, notes: list[str]) -> tuple[Together, ...]:
    """Return the alternatives of what is done.

    Raises
    ------
    NotUnderstood
        If no agent is known, or none has anything to act on.
    """
    if row.perturbation:
        return _named(row, words)
    text = plain(row.intervention)
    found: list[Found[Meaning]] = list(outside(spot(text, words.agents), text))
    if not found:
        served = [(p, t) for p, t in words.treatments if t.serves(row.species) and t.kind != "nothing"]
        found = list(outside(spot(text, served), text))
        if found and _more_than_a_dose(text, found, words):
            found = []
    if not found:
        known = [p for p, _ in (*words.agents, *words.treatments)]
        raise lost(row, "intervention", row.intervention, known, "agents.csv")
    return _alternatives(row, words, text, found, words.agents, notes)


def bases(row: Row, words: Vocabulary, notes: list[str]) -> tuple[Together, ...]:
    """Return the alternatives of what the intervention comes on top of; nothing is one of them.

    Raises
    ------
    NotUnderstood
        If neither a treatment, nor an agent, nor a condition is known.
    """
    text = plain(row.on_top_of)
    if text in NOTHING:
        return (Together(),)
    served: list[tuple[str, Meaning]] = [(p, t) for p, t in words.treatments if t.serves(row.species)]
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
    raise lost(row, "on_top_of", row.on_top_of, known, "treatments.csv or conditions.csv")


def _named(row: Row, words: Vocabulary) -> tuple[Together, ...]:
    """Perturbations that a user names: `a`, `a@place`, `a + b`, `a / b`."""
    found = []
    for one in re.split(r"\s*/\s*", row.perturbation):
        parts = [p.strip().partition("@") for p in one.split("+")]
        for name, _, _ in parts:
            if name not in words.names:
                raise lost(row, "perturbation", name, words.names, "perturbations.csv")
        found.append(Together(tuple(_at(row, words, name, place, []) for name, _, place in parts)))
    return tuple(found)


def _at(row: Row, words: Vocabulary, name: str, place: str, notes: list[str]) -> Perturbation:
    """Return a perturbation at a place; where it is not declared there, as it is declared for the whole brain."""
    known = words.places_of(name)
    if place and place not in known and place not in {p for _, p in words.perturbations}:
        raise NotUnderstood(f"The model has no {place!r}: {name.replace('_', ' ')} in that place cannot be said.")
    for here in dict.fromkeys((place, "", *(known if len(known) == 1 else ()))):
        if here in known:
            if here != place and place:
                notes.append(f"{name} is declared for {here or 'the whole brain'}, not for {place}")
            mine = words.perturbations[name, here]
            lines = tuple(line for line in mine.lines if serves(line.species, row.species))
            if not lines:
                raise NotUnderstood(f"{name!r} has no lines for a {row.species} in perturbations.csv.")
            return replace(mine, lines=lines)
    raise NotUnderstood(
        f"{name!r} is declared for {', '.join(known)}. Say in the text where it acts, or add a line for the whole "
        "brain to perturbations.csv."
    )


def _aside(words: Vocabulary) -> list[tuple[str, int]]:
    """Words that say where, by which way or to whom, and not what."""
    return [(p, 0) for p in (*(p for p, _ in words.places), *(p for p, _ in words.conditions), *ROUTES)]


def _more_than_a_dose(text: str, found: Sequence[Found[Meaning]], words: Vocabulary) -> bool:
    """Return whether words are left that a mere treatment has no use for: then it is another intervention."""
    left = list(re.sub(r"\([^()]*\)", lambda hit: " " * len(hit[0]), text))
    for first, end in [(f.start, f.end) for f in (*found, *spot(text, _aside(words)))]:
        left[first:end] = " " * (end - first)
    return bool(re.search(r"[a-z]{4}", _OF_A_DOSE.sub(" ", "".join(left))))


def _alternatives(
    row: Row, words: Vocabulary, text: str, found: Sequence[Found[Meaning]],
    phrases: Sequence[tuple[str, Meaning]], notes: list[str],
) -> tuple[Together, ...]:  # fmt: skip
    """Group phrases into alternatives, and turn each into what is given; one that cannot be is named in the notes."""
    groups, unread = grouped(text, found, phrases)
    notes += [f"not read: {u!r}" for u in unread if not spot(u, _aside(words))]
    result: dict[tuple[Perturbation, ...], None] = {}
    missed: list[NotUnderstood] = []
    for group in groups:
        alone = len(groups) == 1 and len(group) == 1
        try:
            sets: list[tuple[Perturbation, ...]] = [()]
            for one in group:
                sets = [(*s, o) for s in sets for o in _options(row, words, text, one, alone, notes)]
            result.update(dict.fromkeys(sets))
        except NotUnderstood as err:
            missed.append(err)
    if not result:
        raise missed[0]
    notes += [str(err) for err in missed]
    return tuple(Together(parts) for parts in result)


def _options(
    row: Row, words: Vocabulary, text: str, one: Found[Meaning], alone: bool, notes: list[str]
) -> tuple[Perturbation, ...]:
    if isinstance(one.meaning, Treatment) and one.meaning.kind == "drug":
        return treatment_of(row, one.meaning, text, one, alone, notes)
    name = one.meaning.drug if isinstance(one.meaning, Treatment) else one.meaning
    place = longest(text, words.places)
    return (_dosed(_at(row, words, name, place.meaning if place else "", notes), text),)


def _dosed(mine: Perturbation, text: str) -> Perturbation:
    """Give the dose of the text where the perturbation is one dose in the same unit."""
    told, doses = amounts(text), [line for line in mine.lines if line.kind == "dose"]
    if len(told) != 1 or len(doses) != 1 or amounts(str(doses[0].value)) == told:
        return mine
    if str(doses[0].value).split()[-1] != told[0].unit:
        return mine
    lines = tuple(replace(line, value=str(told[0])) if line.kind == "dose" else line for line in mine.lines)
    return replace(mine, name=f"{mine.name} {told[0]}", lines=lines)
