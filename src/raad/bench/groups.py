"""Which phrases of a text are alternatives, which are given together, and which say the same thing twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from raad.bench.phrases import Found, spot

T = TypeVar("T")

_TOGETHER = re.compile(r"\+|(?<![a-z])(?:and|plus|with|combined)(?![a-z])")
_PER = r"(?<![mu]g)/"  # a slash, but not that of mg/kg
_ELSE = re.compile(rf"{_PER}|[,;]|(?<![a-z])or(?![a-z])")
_OR = re.compile(rf"\s+or\s+|\s*{_PER}\s*")


def grouped(
    text: str, found: Sequence[Found[T]], phrases: Sequence[tuple[str, T]]
) -> tuple[list[list[Found[T]]], list[str]]:
    """Return alternatives, each a list of what is given together, and pieces between "or" that were not read.

    "a or b", "a / b", "a, b" are alternatives; "a and b", "a + b" are given together; of two phrases with neither
    between them the longer one counts. "a or b deletion" is read as "a deletion or b deletion".

    Examples
    --------
    >>> known = [("sert deletion", 1), ("pmat deletion", 2), ("nbqx", 3)]
    >>> text = "sert or pmat deletion and nbqx"
    >>> groups, _ = grouped(text, spot(text, known), known)
    >>> [[f.meaning for f in g] for g in groups]
    [[1], [2, 3]]
    """
    shared, unread = _shared(text, found, phrases)
    ordered = sorted([*found, *shared], key=lambda f: f.start)
    groups: list[list[Found[T]]] = []
    for one in ordered:
        if not groups:
            groups.append([one])
            continue
        last = groups[-1][-1]
        between = re.sub(r"\([^()]*\)?", " ", text[last.end : one.start])
        if _ELSE.search(between) or one in shared or last in shared:
            groups.append([one])
        elif _TOGETHER.search(between):
            if one.meaning not in _meanings(groups[-1]):
                groups[-1].append(one)
        elif len(one.phrase) > len(last.phrase):
            groups[-1][-1] = one
    return [g for i, g in enumerate(groups) if _meanings(g) not in [_meanings(h) for h in groups[:i]]], unread


def _meanings(group: Sequence[Found[T]]) -> list[T]:
    return [f.meaning for f in group]


def _shared(text: str, found: Sequence[Found[T]], phrases: Sequence[tuple[str, T]]) -> tuple[list[Found[T]], list[str]]:
    """Read pieces beside an "or" that lack the words which they share with their neighbour."""
    bare = re.sub(r"\([^()]*\)", lambda hit: " " * len(hit[0]), text)
    cuts = [m.span() for m in _OR.finditer(bare)]
    edges = [0, *(e for cut in cuts for e in cut), len(text)]
    pieces = [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    more: list[Found[T]] = []
    unread: list[str] = []
    for place, (first, last) in enumerate(pieces):
        piece = bare[first:last].strip(" ,;-")
        covered = any(f.start < last and f.end > first for f in found)
        if covered or not re.search(r"[a-z]{2}", piece):
            continue
        after = bare[slice(*pieces[place + 1])].split() if place + 1 < len(pieces) else []
        before = bare[slice(*pieces[place - 1])].split() if place else []
        tries = [f"{piece} {' '.join(after[i:])}" for i in range(1, len(after))]
        tries += [f"{' '.join(before[:i])} {piece}" for i in range(len(before) - 1, 0, -1)]
        hit = next((h for t in tries for h in spot(t, phrases) if _touches(t, piece, h)), None)
        if hit:
            more.append(Found(first, last, hit.phrase, hit.meaning))
        else:
            unread.append(piece)
    return more, unread


def _touches(text: str, piece: str, hit: Found[T]) -> bool:
    start = text.find(piece)
    return hit.start < start + len(piece) and hit.end > start
