"""Equations of a mechanism as formulas, read from its function with symbols, steps and all.

The function runs as it stands; each `name = ...` in it is noted and goes on as a symbol of that name, so
that a page shows the same steps as the file. Put back together, the steps must give the plain reading.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sympy
from letters import latex_name
from sympy.printing.latex import LatexPrinter

from raad.mechanisms.base import Mechanism, Step, local, plain
from raad.quantities import maths

# Kept as named functions on the page; their definition stands below the equations.
NAMED = {
    "graded_response": (
        "grade",
        r"\text{grade}(x, a, b, d, m) = \sum_{k=1}^{m} "
        r"\frac{1}{1 + e^{-a \left(x - b - \left(k - \frac{m + 1}{2}\right) d\right)}}",
    ),
    "excess": ("excess", r"\text{excess}(x, y) = \max(x - y,\ 0)"),
}


@dataclass(frozen=True)
class Equations:
    """What a mechanism says, as lines of LaTeX: `left`, `right`."""

    steps: list[tuple[str, str]]
    rates: list[tuple[str, str]]
    flows: list[tuple[str, str]]
    outputs: list[tuple[str, str]]
    definitions: list[str]


class _Naming(ast.NodeTransformer):
    """Turn `x = expression` into `x = _note("x", expression)`."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = ast.Constant(node.targets[0].id)
            node.value = ast.Call(ast.Name("_note", ast.Load()), [name, node.value], [])
        return node


class _Printer(LatexPrinter):
    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        """Write sums as papers do: what is added stands before what is taken away, numbers first."""
        return sorted(
            super()._as_ordered_terms(expr, order), key=lambda t: (t.could_extract_minus_sign(), not t.is_Number)
        )

    def _print_Function(self, expr: Any, exp: Any = None) -> str:
        name = type(expr).__name__
        if name in {short for short, _ in NAMED.values()}:
            inside = r",\ ".join(self._print(a) for a in expr.args)
            return rf"\text{{{name}}}\left({inside}\right)"
        return super()._print_Function(expr, exp)


def _symbols(names: Any) -> dict[str, Any]:
    return {local(n): sympy.Symbol(local(n), real=True) for n in names}


def _read(mechanism: Mechanism) -> tuple[Step, dict[str, Any], set[str]]:
    """Run the function with symbols; return what it says, its steps, and the named functions it calls."""
    function = plain(mechanism.function)
    tree = ast.fix_missing_locations(_Naming().visit(ast.parse(textwrap.dedent(inspect.getsource(function)))))
    steps: dict[str, Any] = {}

    def note(name: str, value: Any) -> Any:
        if not isinstance(value, sympy.Expr) or value.is_Symbol or value.is_Number:
            return value
        steps[name] = value
        return sympy.Symbol(name, real=True)

    used = {n for n in NAMED if n in function.__globals__}
    scope = {**function.__globals__, **{n: sympy.Function(NAMED[n][0]) for n in used}, "_note": note}
    exec(compile(tree, inspect.getsourcefile(function) or "?", "exec"), scope)
    parts = [SimpleNamespace(**_symbols(names)) for names in (mechanism.states, mechanism.inputs, mechanism.params)]
    said = scope[function.__name__](*parts)
    _same(said, steps, function(*parts), mechanism.name)
    return said, steps, used


def _together(value: Any, steps: dict[str, Any]) -> Any:
    for name, step in reversed(steps.items()):
        value = sympy.sympify(value).subs(sympy.Symbol(name, real=True), step)
    for name, (short, _) in NAMED.items():
        value = sympy.sympify(value).replace(sympy.Function(short), getattr(maths, name))
    return value


def _same(said: Step, steps: dict[str, Any], whole: Step, name: str) -> None:
    for shown, plainly in zip(_values(said), _values(whole), strict=True):
        difference = sympy.sympify(_together(shown, steps) - plainly)
        point = {s: sympy.Rational(7 + 2 * i, 11 + i) for i, s in enumerate(sorted(difference.free_symbols, key=str))}
        if abs(complex(difference.subs(point).evalf())) > 1e-9:
            raise AssertionError(f"The page of {name!r} would not show what its function says.")


def _values(said: Step) -> list[Any]:
    return [*said.rates.values(), *(f.rate for f in said.flows), *said.outputs.values()]


def equations(mechanism: Mechanism) -> Equations:
    """Return the equations of a mechanism as LaTeX."""
    said, steps, used = _read(mechanism)
    parameters = {local(n) for n in mechanism.params}
    names = {local(n) for g in (mechanism.states, mechanism.inputs, mechanism.params, mechanism.outputs) for n in g}
    printed = {sympy.Symbol(n, real=True): latex_name(n, n in parameters) for n in names | set(steps)}
    printer = _Printer({"symbol_names": printed, "mul_symbol": "dot", "ln_notation": True})

    def tex(value: Any) -> str:
        return printer.doprint(sympy.sympify(value))

    def name(text: str | None) -> str:
        return latex_name(local(text), False) if text else r"\text{outside}"

    return Equations(
        [(name(n), tex(v)) for n, v in steps.items()],
        [(rf"\frac{{d\,{name(n)}}}{{dt}}", tex(v)) for n, v in said.rates.items()],
        [(rf"{name(f.source)} \rightarrow {name(f.target)}", tex(f.rate)) for f in said.flows],
        [(name(n), tex(v)) for n, v in said.outputs.items() if str(v) != local(n)],
        [NAMED[n][1] for n in sorted(used)],
    )
