"""From expression graphs to instructions: shared parts once, constant parts hoisted, divisions gathered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import symengine
from llvmlite import ir

from raad.engine.code.elementary import Elementary
from raad.engine.code.lanes import Lanes
from raad.quantities.errors import NotSupported

_HALF = symengine.Rational(1, 2)
_TINY = 1e-200  # stands for nothing below a root, so that a slope stays a number
_HIGHEST_POWER = 16  # whole powers up to this are products


class Hoist:
    """Parts of expressions that hold no state: worked out when parameters change, not at every step."""

    def __init__(self, slow: Sequence[str]) -> None:
        self.slow = {name: k for k, name in enumerate(slow)}
        self.place: dict[Any, int] = {}

    def at(self, expression: Any) -> int:
        """Return the place of a hoisted expression, given when first asked for."""
        return self.place.setdefault(expression, len(self.place))


class Expressions:
    """Writes expressions into a function that is being built.

    Parameters
    ----------
    builder, lanes
        Where to, and how wide.
    leaves
        Pointer and place of each name that varies: {"madrs": (pointer, 3)}.
    slow
        Pointers to parameters and to hoisted values.
    hoist
        Collects what holds no varying name; None writes everything here.
    replaced
        Shared subexpressions by symbol, from `symengine.cse`.
    """

    def __init__(
        self, builder: ir.IRBuilder, lanes: Lanes, leaves: Mapping[str, tuple[Any, int]],
        slow: tuple[Any, Any], hoist: Hoist, replaced: Mapping[Any, Any], hoisting: bool = True,
    ) -> None:  # fmt: skip
        self.b, self.lanes, self.leaves, self.slow, self.hoist = builder, lanes, leaves, slow, hoist
        self.replaced, self.hoisting = replaced, hoisting
        self.maths = Elementary(builder, lanes)
        self.known: dict[Any, Any] = {}
        self.varies: dict[Any, bool] = {}

    def value(self, e: Any) -> Any:
        """Write an expression, or find it when it has been written."""
        if e not in self.known:
            self.known[e] = self._write(e)
        return self.known[e]

    def varying(self, e: Any) -> bool:
        """Say whether an expression holds a varying name."""
        if e not in self.varies:
            if e in self.replaced:
                self.varies[e] = self.varying(self.replaced[e])
            else:
                self.varies[e] = e.name in self.leaves if e.is_Symbol else any(self.varying(a) for a in e.args)
        return self.varies[e]

    def _write(self, e: Any) -> Any:  # noqa: PLR0911  # one case for each kind of expression
        if e.is_Number or e in (symengine.E, symengine.pi):
            return self.lanes.number(float(e))
        if e.is_Symbol and e not in self.replaced:
            name = e.name
            pointer, place = self.leaves[name] if name in self.leaves else (self.slow[0], self.hoist.slow[name])
            return self.lanes.load(self.b, pointer, place)
        if self.hoisting and not self.varying(e):
            return self.lanes.load(self.b, self.slow[1], self.hoist.at(self._plain(e)))
        if e in self.replaced:
            return self.value(self.replaced[e])
        if e.is_Add:
            return self._sum(e.args)
        if e.is_Mul:
            return self._product(e.args)
        if e.is_Pow:
            return self._power(*e.args)
        name = type(e).__name__.lower()
        if name == "log":
            return self.maths.log(self.value(e.args[0]))
        if name == "abs":
            return self.lanes.intrinsic(self.b, "fabs", self.value(e.args[0]))
        raise NotSupported(f"An equation holds {name}(...), which the engine cannot write. Use raad.quantities.maths.")

    def _plain(self, e: Any) -> Any:
        """Undo the sharing in a part that is hoisted, so that equal parts are hoisted once."""
        while any(s in self.replaced for s in e.free_symbols):
            e = e.xreplace(self.replaced) if hasattr(e, "xreplace") else e.subs(self.replaced)
        return e

    def _sum(self, terms: Sequence[Any]) -> Any:
        b, maths = self.b, self.maths
        constant = [t for t in terms if not self.varying(t)]
        total = None
        if constant:
            total = self.value(symengine.Add(*constant) if self.hoisting else constant[0])
            for t in [] if self.hoisting else constant[1:]:
                total = b.fadd(total, self.value(t))
        # Terms with a factor join by fused multiply-add; plain ones come first, so that a sum has a start.
        pairs = [self._factors(t) for t in terms if self.varying(t)]
        for first, second in sorted(pairs, key=lambda pair: pair[0] is not None):
            if first is None:
                total = second if total is None else b.fadd(total, second)
            else:
                total = b.fmul(first, second) if total is None else maths.fma(first, second, total)
        return total

    def _factors(self, term: Any) -> tuple[Any, Any]:
        """Split a term into two factors, or (None, value)."""
        if term in self.known or not term.is_Mul:
            return None, self.value(term)
        args = list(term.args)
        if args[0] == -1 and len(args) == 2:  # minus one thing
            return None, self.b.fneg(self.value(args[1]))
        constant = [a for a in args if not self.varying(a)]
        varying = [a for a in args if self.varying(a)]
        if constant:
            return self.value(self._joined(constant)), self._product(varying)
        return (self._product(varying[:-1]), self.value(varying[-1])) if len(varying) > 1 else (None, self.value(term))

    def _joined(self, factors: Sequence[Any]) -> Any:
        return symengine.Mul(*factors)

    def _product(self, factors: Sequence[Any]) -> Any:
        b = self.b
        if self.hoisting:
            constant = [f for f in factors if not self.varying(f)]
            if len(constant) > 1:
                factors = [self._joined(constant), *(f for f in factors if self.varying(f))]
        total = None
        sign = False
        for factor in factors:
            if factor == -1:
                sign = not sign
                continue
            value = self.value(factor)
            total = value if total is None else b.fmul(total, value)
        total = self.lanes.number(1.0) if total is None else total
        return b.fneg(total) if sign else total

    def _power(self, base: Any, exponent: Any) -> Any:
        if base == symengine.E:
            return self.maths.exp(self.value(exponent))
        if exponent.is_Integer and abs(int(exponent)) <= _HIGHEST_POWER:
            n = int(exponent)
            return self._inverse(base, -n) if n < 0 else self._times(self.value(base), n)
        if exponent in (_HALF, -_HALF):
            root = self.lanes.intrinsic(
                self.b, "sqrt", self.maths.at_least(self.value(base), 0.0 if exponent > 0 else _TINY)
            )
            return root if exponent > 0 else self.b.fdiv(self.lanes.number(1.0), root)
        return self.maths.power(self.value(exponent), self._log_of_base(base))

    def _log_of_base(self, base: Any) -> Any:
        key = ("log", base)
        if key not in self.known:
            self.known[key] = self.maths.log_of_base(self.value(base))
        return self.known[key]

    def _inverse(self, base: Any, n: int) -> Any:
        """Write 1 / base**n; the reciprocal is shared, for a division costs as much as ten products."""
        key = ("inverse", base)
        if key not in self.known:
            self.known[key] = self.b.fdiv(self.lanes.number(1.0), self.value(base))
        return self._times(self.known[key], n)

    def _times(self, value: Any, n: int) -> Any:
        result = None
        while n:
            if n & 1:
                result = value if result is None else self.b.fmul(result, value)
            n >>= 1
            value = self.b.fmul(value, value) if n else value
        return result if result is not None else self.lanes.number(1.0)
