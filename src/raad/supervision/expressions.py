"""Conditions of rules: comparisons of facts with numbers and words, with a third answer where a fact was not told."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from raad.quantities.errors import BadTable

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b,
}  # fmt: skip
_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.IfExp, ast.Name,
    ast.Load, ast.Constant, ast.Tuple, *_COMPARE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """True, False, or None with the facts that are missing; also the value of a part."""

    value: Any
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Condition:
    """A condition as it stands in a table, such as ``age >= 65 and dose_mg in (28, 56)``.

    Parameters
    ----------
    text
        Names, numbers, words in quotes, comparisons, ``in``, ``and``, ``or``, ``not``, ``a if c else b``.

    Raises
    ------
    BadTable
        If the text is none of these.

    Examples
    --------
    >>> condition = Condition("age >= 65 and pregnant")
    >>> condition.judge({"age": 70, "pregnant": None})
    Answer(value=None, missing=frozenset({'pregnant'}))
    >>> condition.judge({"age": 40, "pregnant": None}).value
    False
    """

    text: str

    def __post_init__(self) -> None:
        for node in ast.walk(_tree(self.text)):
            if not isinstance(node, _ALLOWED):
                raise BadTable(f"{self.text!r} holds a {type(node).__name__}; write comparisons, and, or, not, in.")

    @property
    def names(self) -> tuple[str, ...]:
        """Facts that it reads, in order."""
        found = [node for node in ast.walk(_tree(self.text)) if isinstance(node, ast.Name)]
        return tuple(dict.fromkeys(node.id for node in sorted(found, key=lambda node: node.col_offset)))

    def judge(self, facts: Mapping[str, Any]) -> Answer:
        """Answer with facts by name; None is a fact that was not told."""
        return _value(_tree(self.text).body, facts)


@lru_cache(maxsize=1024)
def _tree(text: str) -> ast.Expression:
    try:
        return ast.parse(text.strip() or "True", mode="eval")
    except SyntaxError as err:
        raise BadTable(f"{text!r} is no condition: {err.msg}.") from None


def _value(node: ast.expr, facts: Mapping[str, Any]) -> Answer:
    match node:
        case ast.Constant():
            found = Answer(node.value)
        case ast.Name():
            value = facts[node.id]
            found = Answer(value, frozenset({node.id}) if value is None else frozenset())
        case ast.Tuple():
            found = Answer(tuple(_value(one, facts).value for one in node.elts))
        case ast.UnaryOp():
            inner = _value(node.operand, facts)
            turn = operator.not_ if isinstance(node.op, ast.Not) else operator.neg
            found = inner if inner.value is None else Answer(turn(inner.value))
        case ast.BoolOp():
            found = _joined([_value(one, facts) for one in node.values], isinstance(node.op, ast.Or))
        case ast.IfExp():
            test = _value(node.test, facts)
            found = test if test.value is None else _value(node.body if test.value else node.orelse, facts)
        case ast.Compare():
            found = _compared(node, facts)
        case _:
            raise BadTable(f"{ast.unparse(node)!r} is no condition.")
    return found


def _joined(parts: list[Answer], decides: bool) -> Answer:
    """Join by `or` when True decides, by `and` when False does; a fact that is missing matters only if none does."""
    if any(part.value is not None and bool(part.value) is decides for part in parts):
        return Answer(decides)
    missing = frozenset[str]().union(*(part.missing for part in parts))
    return Answer(None, missing) if missing else Answer(not decides)


def _compared(node: ast.Compare, facts: Mapping[str, Any]) -> Answer:
    values = [_value(one, facts) for one in (node.left, *node.comparators)]
    missing = frozenset[str]().union(*(one.missing for one in values))
    if missing:
        return Answer(None, missing)
    pairs = zip(node.ops, values, values[1:], strict=False)
    return Answer(all(_COMPARE[type(op)](a.value, b.value) for op, a, b in pairs))
