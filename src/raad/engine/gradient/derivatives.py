"""Derivatives of a system as straight code: first and second ones, by states and by parameters, and their transposes.

Compiled only when gradients are asked for. All are exact (SymEngine); what does not vary with the state is hoisted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import symengine
from llvmlite import ir

from raad.engine.code.elimination import Elimination, eliminate
from raad.engine.code.expressions import Expressions, Hoist
from raad.engine.code.lanes import DOUBLE, INT, POINTER, Lanes
from raad.engine.gradient.words import DERIVATIVE_SIGNATURES
from raad.engine.system import System

VOID = ir.VoidType()
STAGES = 8
_TINY = 1e-300


class Smooth(Expressions):
    """Writes derivatives, with the limits that the engine's own powers imply.

    A base at or below zero counts as zero, and its power is constantly zero there: so are all derivatives of it,
    also those that hold a negative power or a logarithm of the base.
    """

    def _plain(self, e: Any) -> Any:
        shared = {s: self._expanded(s) for s in e.free_symbols if s in self.replaced}
        return e.xreplace(shared) if shared else e

    def _expanded(self, symbol: Any) -> Any:
        key = ("plain", symbol)
        if key not in self.known:
            self.known[key] = self._plain(self.replaced[symbol])
        return self.known[key]

    def _write(self, e: Any) -> Any:
        if type(e).__name__.lower() == "log" and e not in self.replaced and (self.varying(e) or not self.hoisting):
            return self._log_of_base(e.args[0])
        return super()._write(e)

    def _power(self, base: Any, exponent: Any) -> Any:
        value = super()._power(base, exponent)
        if exponent.is_Integer or base == symengine.E or (exponent.is_Number and float(exponent) > 0):
            return value
        nothing = self.b.fcmp_ordered("<", self.value(base), self.lanes.number(_TINY))
        return self.b.select(nothing, self.lanes.number(0.0), value)


class Derivatives:
    """Writes the functions of `derivatives_words.py` for a system into a module.

    Parameters
    ----------
    system
        The equations.
    lanes
        Width of the machine; the lanes of a CPU, for a tape is no matter of a GPU thread.
    """

    def __init__(self, system: System, lanes: Lanes) -> None:
        self.system, self.lanes = system, lanes
        self.places = {n: k for k, n in enumerate(system.states)}
        self.slow = {n: k for k, n in enumerate(system.slow)}
        self.entries = list(system.jacobian)
        self.elimination: Elimination = eliminate(len(system.states), self.entries)
        self.hoist = Hoist(system.slow)
        self.module = ir.Module("derivatives")
        by_slow, (by_state, mixed) = self.by_slow, self.second
        outputs = [*self.outputs[0].values(), *self.outputs[1].values()]
        self._fill("slopes", [*system.jacobian.values(), *by_slow.values()])
        self._fill("curvature", [*by_state.values(), *mixed.values()])
        self._fill("output_slopes", outputs)
        self._write("solve_transposed_packed", self._solve_transposed)
        self._write("pull_slopes_packed", self._pull_slopes)
        self._write("pull_curvature_packed", self._pull_curvature)
        self._write("prepare_derivatives", self._prepare)
        nothing = ir.Function(self.module, ir.FunctionType(VOID, [POINTER] * 4), "watched")  # a tape watches nothing
        ir.IRBuilder(nothing.append_basic_block()).ret_void()

    @cached_property
    def by_slow(self) -> dict[tuple[int, int], Any]:
        """Derivatives of rate i by parameter k, where they are not zero."""
        return dict(_derivatives(enumerate(self.system.rates), self.slow))

    @cached_property
    def second(self) -> tuple[dict[tuple[int, int], Any], dict[tuple[int, int], Any]]:
        """Derivatives of Jacobian entry e by state c, and by parameter k."""
        values = list(self.system.jacobian.values())
        return dict(_derivatives(enumerate(values), self.places)), dict(_derivatives(enumerate(values), self.slow))

    @cached_property
    def outputs(self) -> tuple[dict[tuple[int, int], Any], dict[tuple[int, int], Any]]:
        """Derivatives of output o by state c, and by parameter k."""
        values = list(self.system.outputs.values())
        return dict(_derivatives(enumerate(values), self.places)), dict(_derivatives(enumerate(values), self.slow))

    @property
    def known(self) -> dict[str, Any]:
        """What Python must know of the code: lengths of arrays, and where the entries of sparse matrices stand."""
        return {
            "n_hoisted": len(self.hoist.place), "n_factor": len(self.elimination.place),
            "n_slopes": len(self.entries) + len(self.by_slow), "n_curvature": sum(len(part) for part in self.second),
            "entries": self.entries, "by_slow": list(self.by_slow),
            "outputs_by_state": list(self.outputs[0]), "outputs_by_slow": list(self.outputs[1]),
        }  # fmt: skip

    def _write(self, name: str, body: Callable[[ir.IRBuilder, Sequence[Any]], None]) -> None:
        function = ir.Function(self.module, ir.FunctionType(VOID, [POINTER] * DERIVATIVE_SIGNATURES[name]), name)
        for argument in function.args:
            argument.add_attribute("noalias")
        builder = ir.IRBuilder(function.append_basic_block())
        body(builder, function.args)
        builder.ret_void()

    def _fill(self, name: str, expressions: list[Any]) -> None:
        def body(b: ir.IRBuilder, a: Sequence[Any]) -> None:
            replacements, reduced = symengine.cse(expressions or [symengine.Integer(0)])
            leaves = {n: (a[0], k) for n, k in self.places.items()}
            write = Smooth(b, self.lanes, leaves, (a[1], a[2]), self.hoist, dict(replacements))
            for k, expression in enumerate(reduced[: len(expressions)]):
                self.lanes.store(b, write.value(symengine.sympify(expression)), a[3], k)

        self._write(name, body)

    def _prepare(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        """Work out what was hoisted; written last, when everything has been asked for."""
        replacements, reduced = symengine.cse(list(self.hoist.place) or [symengine.Integer(0)])
        write = Smooth(b, self.lanes, {}, (a[0], None), self.hoist, dict(replacements), hoisting=False)
        for k, expression in enumerate(reduced[: len(self.hoist.place)]):
            self.lanes.store(b, write.value(symengine.sympify(expression)), a[1], k)

    def _one(self, b: ir.IRBuilder, packed: Any, place: int) -> Any:
        """Load one number of a packed step into every lane."""
        address = b.gep(packed, [ir.Constant(INT, place)], source_etype=DOUBLE, inbounds=True)
        return self.lanes.spread(b, b.load(address, typ=DOUBLE))

    def _fma(self, b: ir.IRBuilder, x: Any, y: Any, z: Any) -> Any:
        return b.fmul(x, y) if z is None else self.lanes.intrinsic(b, "fma", x, y, z)

    def _solve_transposed(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        """W = L U, so W^T x = b is U^T z = b, first pivot first, then L^T x = z, last pivot first."""
        plan = self.elimination
        x = [self.lanes.load(b, a[1], k) for k in range(len(plan))]
        for pivot, right in zip(plan.order, plan.right, strict=True):
            x[pivot] = b.fmul(x[pivot], self._one(b, a[0], plan.place[pivot, pivot]))
            minus = b.fneg(x[pivot])
            for j in right:
                x[j] = self._fma(b, self._one(b, a[0], plan.place[pivot, j]), minus, x[j])
        for pivot, below in zip(reversed(plan.order), reversed(plan.below), strict=True):
            for i in below:
                x[pivot] = self._fma(b, self._one(b, a[0], plan.place[i, pivot]), b.fneg(x[i]), x[pivot])
            self.lanes.store(b, x[pivot], a[1], pivot)

    def _pull_slopes(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        packed, v, y_bar, p_bar = a
        self._gather(b, packed, v, y_bar, list(enumerate(self.entries)), add=False)
        shifted = [(k + len(self.entries), entry) for k, entry in enumerate(self.by_slow)]
        self._gather(b, packed, v, p_bar, shifted, add=True)

    def _gather(
        self, b: ir.IRBuilder, packed: Any, v: Any, out: Any, entries: list[tuple[int, tuple[int, int]]], add: bool
    ) -> None:
        """Write out_c (+)= sum over entries (i, c) of their number times v_i, one c after the other."""
        columns: dict[int, list[tuple[int, int]]] = {} if add else {c: [] for c in range(len(self.places))}
        for place, (i, c) in entries:
            columns.setdefault(c, []).append((place, i))
        for c, terms in sorted(columns.items()):
            total = self.lanes.load(b, out, c) if add else None
            for place, i in terms:
                total = self._fma(b, self._one(b, packed, place), self.lanes.load(b, v, i), total)
            self.lanes.store(b, self.lanes.number(0.0) if total is None else total, out, c)

    def _pull_curvature(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        packed, u, v, y_bar, p_bar = a
        n = len(self.places)
        by_state, mixed = self.second
        held: dict[int, Any] = {}

        def weight(entry: int) -> Any:
            """Write sum over stages of v_s[i] u_s[j], for entry (i, j) of the Jacobian."""
            if entry not in held:
                i, j = self.entries[entry]
                total = None
                for s in range(STAGES):
                    total = self._fma(b, self._one(b, u, s * n + j), self.lanes.load(b, v, s * n + i), total)
                held[entry] = total
            return held[entry]

        numbered = [*enumerate(by_state), *((k + len(by_state), key) for k, key in enumerate(mixed))]
        totals: dict[tuple[bool, int], Any] = {}
        for place, (entry, target) in sorted(numbered, key=lambda one: one[1][0]):
            key = (place >= len(by_state), target)
            if key not in totals:
                totals[key] = self.lanes.load(b, p_bar if key[0] else y_bar, target)
            totals[key] = self._fma(b, self._one(b, packed, place), weight(entry), totals[key])
        for (slow, target), total in totals.items():
            self.lanes.store(b, total, p_bar if slow else y_bar, target)


def _derivatives(
    expressions: Iterable[tuple[int, Any]], names: dict[str, int]
) -> Iterable[tuple[tuple[int, int], Any]]:
    """Differentiate expressions by those of the names that they hold; yield ((expression, name), derivative)."""
    for i, expression in expressions:
        held = sorted((s for s in expression.free_symbols if s.name in names), key=lambda s: names[s.name])
        for symbol in held:
            derivative = expression.diff(symbol)
            if derivative != 0:
                yield (i, names[symbol.name]), derivative
