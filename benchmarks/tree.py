"""Walking a SymEngine expression: one place that knows its nodes, for all who write it in another language."""

from __future__ import annotations

from typing import Any, Protocol


class Words(Protocol):
    """How a language says numbers, names, sums, products, fractions, powers and functions."""

    def number(self, value: float) -> Any: ...

    def name(self, symbol: str) -> Any: ...

    def plus(self, parts: list[Any]) -> Any: ...

    def times(self, parts: list[Any]) -> Any: ...

    def divide(self, above: Any, below: Any) -> Any: ...

    def power(self, base: Any, exponent: Any) -> Any: ...

    def function(self, name: str, argument: Any) -> Any:
        """Say exp, log or sqrt of an argument."""
        ...


def say(e: Any, words: Words) -> Any:
    """Say an expression in a language.

    Negative powers become fractions, and small whole powers of a name become products: some languages call the
    library's power function for each of them.

    Parameters
    ----------
    e
        Expression.
    words
        The language.

    Raises
    ------
    TypeError
        If the expression holds a function other than exp, log and sqrt.
    """
    import symengine

    if e.is_Number:
        return words.number(float(e))
    if e.is_Symbol:
        return words.name(str(e))
    if e.is_Add:
        return words.plus([say(a, words) for a in e.args])
    if e.is_Mul or e.is_Pow:
        return _fraction(e, words) if e.is_Mul or _inverse(e) else _power(e, words)
    if isinstance(e, symengine.log):
        return words.function("log", say(e.args[0], words))
    raise TypeError(f"{e} cannot be said: only sums, products, powers, exp, log and sqrt are known.")


def _fraction(e: Any, words: Words) -> Any:
    factors = e.args if e.is_Mul else (e,)
    above = _product([say(a, words) for a in factors if not _inverse(a)], words)
    below = [say(1 / a, words) for a in factors if _inverse(a)]
    return words.divide(above, _product(below, words)) if below else above


def _power(e: Any, words: Words) -> Any:
    import symengine

    base, exponent = e.args
    if base == symengine.E:
        return words.function("exp", say(exponent, words))
    if exponent == symengine.Rational(1, 2):
        return words.function("sqrt", say(base, words))
    if base.is_Symbol and exponent.is_Integer and int(exponent) in (2, 3, 4):
        return words.times([words.name(str(base))] * int(exponent))
    return words.power(say(base, words), say(exponent, words))


def _inverse(e: Any) -> bool:
    """Say whether this is a power with a negative number as exponent; exp(-x) is none."""
    return bool(e.is_Pow and e.args[1].is_Number and float(e.args[1]) < 0 and not e.args[0].is_Number)


def _product(parts: list[Any], words: Words) -> Any:
    if not parts:
        return words.number(1.0)
    return parts[0] if len(parts) == 1 else words.times(parts)
