"""Words as papers write them: phrases of the vocabulary are found in free text, the longest first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
_NEAR = 0.7  # likeness of a word, from 0 to 1, from which it is worth a hint

_LETTERS = str.maketrans({
    "\N{GREEK SMALL LETTER ALPHA}": "alpha", "\N{GREEK SMALL LETTER BETA}": "beta",
    "\N{GREEK SMALL LETTER GAMMA}": "gamma", "\N{GREEK SMALL LETTER DELTA}": "delta",
    "\N{GREEK SMALL LETTER KAPPA}": "kappa", "\N{GREEK SMALL LETTER MU}": "u", "\N{MICRO SIGN}": "u",
    "\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-",
    "\N{SUPERSCRIPT PLUS SIGN}": "+", "\N{SUPERSCRIPT MINUS}": "-", "\N{NO-BREAK SPACE}": " ",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{SUBSCRIPT TWO}": "2",
})  # fmt: skip
# "(R)-ketamine" and "(2R,6R)-HNK" are names: their brackets hold no aside.
_STEREO = re.compile(r"\(((?:\d?[rs])(?:,\s*\d?[rs])*|[+-])\)[\s-]*(?=[a-z])")


def plain(text: str) -> str:
    """Return text in lower case, with Greek letters and dashes that a keyboard has.

    Examples
    --------
    >>> plain("(2R,6R)-HNK and  β-blocker")
    '2r,6r-hnk and beta-blocker'
    """
    text = " ".join(text.translate(_LETTERS).lower().split())
    return _STEREO.sub(lambda found: found[1].replace(" ", "") + "-", text)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase in a text: from where to where, and what it stands for."""

    start: int
    end: int
    phrase: str
    meaning: T


@cache
def _squeezed(phrase: str) -> str:
    return re.sub(r"[\s-]+", "", plain(phrase))


@lru_cache(maxsize=4096)
def pattern(phrase: str) -> re.Pattern[str]:
    """Return how a phrase is looked for: whole words; a hyphen, a space or nothing between them; a plural s."""
    pieces = [re.escape(p) for p in re.split(r"[\s-]+", plain(phrase)) if p]
    first = r"(?<![a-z0-9])" if pieces and pieces[0][0].isalnum() else ""
    body = r"[\s-]*".join(pieces)
    last = r"s?(?![a-z0-9])" if body[-1:].isalnum() else ""
    return re.compile(first + body + last)


def spot(text: str, phrases: Iterable[tuple[str, T]]) -> list[Found[T]]:
    """Find phrases in plain text, the longest first; none overlaps another. In the order of the text.

    Examples
    --------
    >>> known = [("ketamine", 1), ("r-ketamine", 2), ("knock-out", 3)]
    >>> [f.meaning for f in spot("knockouts given r-ketamine", known)]
    [3, 2]
    """
    found: list[Found[T]] = []
    tight = _squeezed(text)  # a phrase that is not in here is nowhere; most are dropped so, without a pattern
    possible = [pair for pair in phrases if _squeezed(pair[0]) in tight]
    for phrase, meaning in sorted(possible, key=lambda pair: (-len(pair[0]), pair[0])):
        for hit in pattern(phrase).finditer(text):
            if all(hit.end() <= f.start or hit.start() >= f.end for f in found):
                found.append(Found(hit.start(), hit.end(), phrase, meaning))
    return sorted(found, key=lambda f: f.start)


def longest(text: str, phrases: Iterable[tuple[str, T]]) -> Found[T] | None:
    """Return the longest phrase that occurs in plain text, or None."""
    found = spot(text, phrases)
    return max(found, key=lambda f: (len(f.phrase), -f.start)) if found else None


def brackets(text: str) -> list[tuple[int, int]]:
    """Return where brackets open and close.

    Examples
    --------
    >>> brackets("a (b) c")
    [(2, 5)]
    """
    return [found.span() for found in re.finditer(r"\([^()]*\)", text)]


def outside(found: Sequence[Found[T]], text: str) -> list[Found[T]]:
    """Leave out what stands in brackets, where something stands outside: brackets explain what was said."""
    inside = brackets(text)
    free = [f for f in found if not any(a <= f.start and f.end <= b for a, b in inside)]
    return free or list(found)


def near(text: str, known: Iterable[str]) -> str:
    """Return a hint at the phrases that are nearest to a text or to a word of it."""
    names = sorted(set(known))
    said = plain(text)
    words = re.findall(r"[a-z0-9][a-z0-9/+-]{2,}", said)
    scored: dict[str, float] = {}
    for name in names:
        whole = difflib.SequenceMatcher(None, said, name).ratio()
        shares = [difflib.SequenceMatcher(None, w, part).ratio() for w in words for part in {name, *name.split()}
                  if len(part) > 2]  # fmt: skip
        scored[name] = max([whole, *shares])
    best = sorted(names, key=lambda n: (-scored[n], n))[:3]
    close = [n for n in best if scored[n] >= _NEAR]
    return f" Did you mean {' or '.join(repr(n) for n in close)}?" if close else ""
