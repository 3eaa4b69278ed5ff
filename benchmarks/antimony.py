"""Reading the part of Antimony that the proxy is written in: constants, rules, rates and timed events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Text:
    """What a model says: constants and initial values, rates with all rules put in, and changes [(h, name, value)]."""

    constants: dict[str, float] = field(default_factory=dict)
    rates: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[float, str, float]] = field(default_factory=list)


def read(text: str) -> Text:
    """Read a model.

    Examples
    --------
    >>> said = read("k = 2; r := k*x^2; x = 1; x' = -r; off: at (time >= 3): k = 0;")
    >>> said.rates, said.changes
    ({'x': -k*x**2}, [(3.0, 'k', 0.0)])
    """
    import symengine

    said, rules = Text(), {}
    body = re.sub(r"^\s*model .*\n|^\s*end\s*$", "", text, flags=re.MULTILINE)

    def expression(words: str) -> Any:
        return symengine.sympify(words.strip().replace("^", "**")).subs(rules)

    for line in filter(None, (part.strip() for part in body.split(";"))):
        if event := re.fullmatch(r"\w+: at \(time >= (\S+)\): (\w+) = (\S+)", line):
            said.changes.append((float(event[1]), event[2], float(event[3])))
        elif ":=" in line:
            name, words = line.split(":=")
            rules[symengine.Symbol(name.strip())] = expression(words)
        else:
            name, words = (side.strip() for side in line.split("=", 1))
            if name.endswith("'"):
                said.rates[name[:-1]] = expression(words)
            else:
                said.constants[name] = float(words)
    return said
