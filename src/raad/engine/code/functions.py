"""The functions of one system as straight code: rates, Jacobian, factorisation, solution, outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import symengine
from llvmlite import ir

from raad.engine.code.elimination import Elimination, eliminate
from raad.engine.code.expressions import Expressions, Hoist
from raad.engine.code.lanes import INT, POINTER, Lanes
from raad.engine.code.signatures import SIGNATURES
from raad.engine.system import System

VOID = ir.VoidType()


class Functions:
    """Writes the functions of a system into a module.

    Parameters
    ----------
    system
        The equations.
    lanes
        Width of the machine.
    """

    def __init__(self, system: System, lanes: Lanes) -> None:
        self.system, self.lanes = system, lanes
        self.entries: list[tuple[int, int]] = list(system.jacobian)
        self.elimination: Elimination = eliminate(len(system.states), self.entries)
        self.hoist = Hoist(system.slow)
        self.module = ir.Module("system")
        outputs = list(system.outputs.values())
        slopes = list(system.jacobian.values())
        self._write("rates", lambda b, a: self._evaluate(b, a, [(a[3], list(system.rates))]))
        self._write(
            "rates_and_jacobian",
            lambda b, a: self._evaluate(b, a, [(a[3], list(system.rates)), (a[4], slopes)]),
        )
        self._write("outputs", lambda b, a: self._evaluate(b, a, [(a[3], outputs)]))
        self._write("factor", self._factor)
        self._write("solve", self._solve)
        self._write("residual", self._residual)
        self._write("prepare", self._prepare)

    @property
    def sizes(self) -> dict[str, int]:
        """Lengths of the arrays that the functions read and fill."""
        return {
            "n": len(self.system.states), "n_slow": len(self.system.slow), "n_hoisted": len(self.hoist.place),
            "n_jacobian": len(self.entries), "n_factor": len(self.elimination.place),
            "n_outputs": len(self.system.outputs),
        }  # fmt: skip

    def _write(self, name: str, body: Callable[[ir.IRBuilder, Sequence[Any]], None]) -> None:
        arguments = [POINTER] * SIGNATURES[name] + ([INT] if self.lanes.strided else [])
        function = ir.Function(self.module, ir.FunctionType(VOID, arguments), name)
        for argument in function.args[: SIGNATURES[name]]:
            argument.add_attribute("noalias")
        builder = ir.IRBuilder(function.append_basic_block())
        body(builder, function.args)
        builder.ret_void()

    def _leaves(self, pointer: Any) -> Mapping[str, tuple[Any, int]]:
        return {n: (pointer, k) for k, n in enumerate(self.system.states)}

    def _evaluate(self, b: ir.IRBuilder, a: Sequence[Any], targets: list[tuple[Any, list[Any]]]) -> None:
        replacements, reduced = symengine.cse([e for _, expressions in targets for e in expressions] or [0])
        write = Expressions(b, self.lanes, self._leaves(a[0]), (a[1], a[2]), self.hoist, dict(replacements))
        left = iter(reduced)
        for pointer, expressions in targets:
            for k in range(len(expressions)):
                self.lanes.store(b, write.value(symengine.sympify(next(left))), pointer, k)

    def _prepare(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        """Work out what was hoisted; written last, when everything has been asked for."""
        replacements, reduced = symengine.cse(list(self.hoist.place) or [0])
        write = Expressions(b, self.lanes, {}, (a[0], None), self.hoist, dict(replacements), hoisting=False)
        for k, expression in enumerate(reduced[: len(self.hoist.place)]):
            self.lanes.store(b, write.value(symengine.sympify(expression)), a[1], k)

    def _factor(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        jacobian, shift, factors = a[:3]
        lanes, plan = self.lanes, self.elimination
        g = lanes.load(b, shift, 0)
        entry: dict[tuple[int, int], Any] = {(i, i): g for i in range(len(plan))}
        for k, (i, j) in enumerate(self.entries):
            slope = lanes.load(b, jacobian, k)
            entry[i, j] = b.fsub(g, slope) if i == j else b.fneg(slope)
        for pivot, below, right in zip(plan.order, plan.below, plan.right, strict=True):
            inverse = b.fdiv(lanes.number(1.0), entry[pivot, pivot])
            lanes.store(b, inverse, factors, plan.place[pivot, pivot])
            for j in right:
                lanes.store(b, entry[pivot, j], factors, plan.place[pivot, j])
            for i in below:
                multiple = b.fmul(entry[i, pivot], inverse)
                lanes.store(b, multiple, factors, plan.place[i, pivot])
                for j in right:
                    minus = b.fneg(multiple)
                    old = entry.get((i, j))
                    entry[i, j] = (
                        b.fmul(minus, entry[pivot, j]) if old is None
                        else lanes.intrinsic(b, "fma", minus, entry[pivot, j], old)
                    )  # fmt: skip

    def _solve(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        factors, vector = a[:2]
        lanes, plan = self.lanes, self.elimination
        x = [lanes.load(b, vector, k) for k in range(len(plan))]

        def subtract(i: int, entry: tuple[int, int], j: int) -> None:
            value = b.fneg(lanes.load(b, factors, plan.place[entry]))
            x[i] = lanes.intrinsic(b, "fma", value, x[j], x[i])

        for pivot, below in zip(plan.order, plan.below, strict=True):
            for i in below:
                subtract(i, (i, pivot), pivot)
        for pivot, right in zip(reversed(plan.order), reversed(plan.right), strict=True):
            for j in right:
                subtract(pivot, (pivot, j), j)
            x[pivot] = b.fmul(x[pivot], lanes.load(b, factors, plan.place[pivot, pivot]))
            lanes.store(b, x[pivot], vector, pivot)

    def _residual(self, b: ir.IRBuilder, a: Sequence[Any]) -> None:
        jacobian, shift, x, right, out = a[:5]
        lanes = self.lanes
        g = lanes.load(b, shift, 0)
        size = range(len(self.system.states))
        left = [lanes.load(b, x, k) for k in size]
        wanted = [lanes.load(b, right, k) for k in size]
        total = [b.fmul(g, value) for value in left]
        scale = [lanes.intrinsic(b, "fabs", value) for value in total]
        for k, (i, j) in enumerate(self.entries):
            term = b.fmul(lanes.load(b, jacobian, k), left[j])
            total[i] = b.fsub(total[i], term)
            scale[i] = b.fadd(scale[i], lanes.intrinsic(b, "fabs", term))
        worst = lanes.number(0.0)
        for k in size:
            off = lanes.intrinsic(b, "fabs", b.fsub(wanted[k], total[k]))
            relative = b.fdiv(off, b.fadd(scale[k], lanes.number(1e-300)))
            # unordered: what is not a number is the worst of all
            worst = b.select(b.fcmp_unordered(">", relative, worst), relative, worst)
        lanes.store(b, worst, out, 0)


def write_watch(system: System, lanes: Lanes, names: Sequence[str]) -> str:
    """Write the function that fills the watched values: states and outputs, by name."""
    module = ir.Module("watched")
    arguments = [POINTER] * 4 + ([INT] if lanes.strided else [])
    function = ir.Function(module, ir.FunctionType(VOID, arguments), "watched")
    b = ir.IRBuilder(function.append_basic_block())
    y, p, _, out = function.args[:4]
    wanted = [system.outputs[n] if n in system.outputs else symengine.Symbol(n) for n in names]
    replacements, reduced = symengine.cse(wanted or [symengine.Integer(0)])
    leaves = {n: (y, k) for k, n in enumerate(system.states)}
    write = Expressions(b, lanes, leaves, (p, None), Hoist(system.slow), dict(replacements), hoisting=False)
    for k, expression in enumerate(reduced[: len(names)]):
        lanes.store(b, write.value(symengine.sympify(expression)), out, k)
    b.ret_void()
    return str(module)
