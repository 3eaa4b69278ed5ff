"""What the pages are about: each mechanism once, with its instances, and who gives and reads what."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from raad.mechanisms.base import Mechanism, local, plain
from raad.model.assemblies import (
    SPECIES,
    mood_and_scales,
    pharmacokinetics,
    receptor_to_synapse,
    risks_in_reserve,
    routes_in_reserve,
    treatment,
)
from raad.model.other_drugs import drug_names, with_drugs
from raad.model.wiring import Model

MODELS: dict[str, Model] = {s: treatment(s, drugs=drug_names(s)).awake() for s in SPECIES}  # all drugs, all routes


@dataclass
class Entry:
    """A mechanism as it stands in its file, and where the models use it."""

    template: Mechanism
    instances: dict[str, Mechanism] = field(default_factory=dict)
    species: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Name of its page."""
        return local(self.template.name)

    @property
    def title(self) -> str:
        """The first words of its sentence, up to the colon."""
        from letters import words

        head, colon, _ = self.summary.partition(":")
        named = head if colon and len(head) < 40 and self.alone else words(self.slug)
        return named[0].upper() + named[1:] if named[1:2].islower() else named

    @property
    def alone(self) -> bool:
        """Whether its file holds no other mechanism."""
        module = sys.modules[plain(self.template.function).__module__]
        return sum(isinstance(v, Mechanism) for v in vars(module).values()) == 1

    @property
    def summary(self) -> str:
        """The biology in a sentence."""
        return self.template.summary

    def names(self, kind: str, template_name: str) -> list[str]:
        """Names in the models behind one name of the template, for kind states, inputs, outputs or params."""
        wanted = list(getattr(self.template, kind)).index(template_name)
        return list(dict.fromkeys(list(getattr(m, kind))[wanted] for m in self.instances.values()))


def _template(mechanism: Mechanism) -> Mechanism:
    function = plain(mechanism.function)
    candidates = [v for v in vars(sys.modules[function.__module__]).values() if isinstance(v, Mechanism)]
    return next(c for c in candidates if plain(c.function) is function)


def catalogue() -> dict[str, Entry]:
    """Return all mechanisms by page name, in the order of the causal list."""
    found: dict[str, Entry] = {}
    for species in SPECIES:
        plain_list = [
            *pharmacokinetics(species),
            *routes_in_reserve(species),
            *receptor_to_synapse(),
            *mood_and_scales(species),
            *risks_in_reserve(species),
        ]
        for m in (*plain_list, *(m for m in with_drugs(plain_list, drug_names(species)) if m not in plain_list)):
            entry = Entry(_template(m))
            entry = found.setdefault(entry.slug, entry)
            entry.instances.setdefault(m.name, m)
            if species not in entry.species:
                entry.species.append(species)
    return found


def wiring(entries: dict[str, Entry]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return who gives each port, and who reads it, as page names."""
    giver: dict[str, str] = {}
    readers: dict[str, list[str]] = {}
    for slug, entry in entries.items():
        for m in entry.instances.values():
            giver |= dict.fromkeys((*m.states, *m.outputs), slug)
            for port in m.inputs:
                readers.setdefault(port, [])
                readers[port] += [slug] if slug not in readers[port] else []
    return giver, readers


def neighbours(entry: Entry, entries: dict[str, Entry]) -> tuple[list[str], list[str]]:
    """Return the pages of those who give to a mechanism and of those who read from it."""
    giver, readers = wiring(entries)
    before = [giver.get(p, "") for m in entry.instances.values() for p in m.inputs]
    after = [r for m in entry.instances.values() for p in (*m.states, *m.outputs) for r in readers.get(p, [])]
    return _others(before, entry.slug), _others(after, entry.slug)


def _others(slugs: list[str], own: str) -> list[str]:
    return [s for s in dict.fromkeys(slugs) if s and s != own]


def row_of(name: str, species: str) -> Any:
    """Return the register's row behind a parameter."""
    return MODELS[species].parameters.row(name, species)
