"""Writing a program as DiffSL, the language of diffsol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.program import Program
from benchmarks.tree import say


class _Words:
    """DiffSL has no power operator; sums and products stand in brackets, so that order never matters."""

    def number(self, value: float) -> str:
        return repr(value) if value >= 0 else f"({value!r})"

    def name(self, symbol: str) -> str:
        return symbol

    def plus(self, parts: list[str]) -> str:
        return f"({' + '.join(parts)})"

    def times(self, parts: list[str]) -> str:
        return f"({' * '.join(parts)})"

    def divide(self, above: str, below: str) -> str:
        return f"({above} / {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"pow({base}, {exponent})"

    def function(self, name: str, argument: str) -> str:
        return f"{name}({argument})"


def diffsl(made: Program) -> str:
    """Write a program whose inputs are constant: whoever calls starts again at each boundary.

    DiffSL has stops and resets of its own; with them a patient took mostly 7 to 19 % longer, and for
    some patients of the proxy the solver gave up at a stop ("step size is too small").

    Returns
    -------
    str
        What it takes at a call, in this order: the constants, the inputs, the starts of all states.
    """
    words = _Words()
    starts = [f"{y}start" for y in made.states]
    blocks = [_block("in_i", (f"{n} = 1.0" for n in (*made.constants, *made.inputs, *starts)))]
    blocks.append(_block("u_i", (f"{y} = {s}" for y, s in zip(made.states, starts, strict=True))))
    blocks += [f"{name} {{ {say(e, words)} }}" for name, e in made.terms]
    blocks.append(_block("F_i", (say(e, words) for e in made.rates)))
    return "\n".join(blocks)


def _block(name: str, lines: Iterable[Any]) -> str:
    return f"{name} {{\n" + "".join(f"  {line},\n" for line in lines) + "}"
