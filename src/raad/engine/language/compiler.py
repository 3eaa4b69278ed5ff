"""A small compiler: functions of the step loop, written in Python, become instructions for lanes.

It knows what `words.py` lists and no more. A value is either known now (a Python number or tuple; loops over
`static(...)` and tables of coefficients disappear) or known when the code runs (a :class:`Value`). Variables
keep the kind of their first assignment. Statements are here, expressions in `language_phrases.py`, words and
kinds in `language_kinds.py`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llvmlite import ir

from raad.engine.code.lanes import BOOL, DOUBLE, INT, POINTER, Lanes
from raad.engine.language.kinds import Value
from raad.engine.language.phrases import Phrases

ARRAYS = ("Lanes", "Reals", "Ints")


class Language:
    """Compiles functions into one module.

    Parameters
    ----------
    lanes
        Width of the machine.
    records
        Classes whose annotations list the fields of a record in memory, eight bytes each.
    outside
        Names of functions that are linked later, with the number of their pointers.
    """

    def __init__(self, lanes: Lanes, records: Sequence[type], outside: Mapping[str, int]) -> None:
        self.lanes = lanes
        self.module = ir.Module("loop")
        self.records = {r.__name__: list(r.__annotations__.items()) for r in records}
        self.types: dict[str, Any] = {
            "Int": INT, "Real": DOUBLE, "Vec": lanes.real, "Mask": lanes.mask, "Bool": BOOL,
            **dict.fromkeys([*ARRAYS, *self.records], POINTER),
        }  # fmt: skip
        more = [INT] if lanes.strided else []
        self.outside = {
            name: ir.Function(self.module, ir.FunctionType(ir.VoidType(), [POINTER] * count + more), name)
            for name, count in outside.items()
        }
        self.compiled: dict[str, tuple[ir.Function, list[str], str]] = {}

    def add(self, function: Callable[..., Any], inside: bool = True) -> None:
        """Compile a function; those that it calls must have been added before."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        if not isinstance(tree, ast.FunctionDef):
            raise TypeError(f"{function} is no plain function")
        kinds = [ast.unparse(a.annotation) if a.annotation else "" for a in tree.args.args]
        if "" in kinds:
            raise TypeError(f"{tree.name}: every argument needs a kind")
        result = ast.unparse(tree.returns) if tree.returns else "None"
        types = [self.types[k] for k in kinds] + ([INT] if self.lanes.strided else [])
        returns = ir.VoidType() if result == "None" else self.types[result]
        made = ir.Function(self.module, ir.FunctionType(returns, types), tree.name)
        if inside:
            made.linkage = "internal"
        self.compiled[tree.name] = (made, kinds, result)
        arguments = {a.arg: Value(k, v) for a, k, v in zip(tree.args.args, kinds, made.args, strict=False)}
        stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        body = Body(self, made, function.__globals__, arguments)
        for name in stored & set(arguments):
            body.variable(name, body.fixed.pop(name))
        body.write(tree.body)


def made_type(function: Any) -> Any:
    """Return the type of what a function gives back."""
    return function.ftype.return_type


class Body(Phrases):
    """Writes the statements of one function."""

    def __init__(
        self, language: Language, function: ir.Function, names: Mapping[str, Any], arguments: dict[str, Value]
    ) -> None:
        self.language, self.lanes, self.function, self.names = language, language.lanes, function, names
        self.entry = function.append_basic_block("entry")
        self.b = ir.IRBuilder(function.append_basic_block("start"))
        self.fixed: dict[str, Any] = dict(arguments)
        self.variables: dict[str, Value] = {}
        self.loops: list[tuple[Any, Any]] = []
        self.returns: Any = made_type(function)

    @property
    def ended(self) -> bool:
        """Whether the block that is being written has its last instruction."""
        block: Any = self.b.block
        return bool(block.is_terminated)

    def write(self, statements: Sequence[ast.stmt]) -> None:
        """Write all statements and the end."""
        start = self.b.block
        self.statements(statements)
        if not self.ended:
            self.b.ret_void() if isinstance(self.returns, ir.VoidType) else self.b.unreachable()
        ir.IRBuilder(self.entry).branch(start)

    def statements(self, statements: Sequence[ast.stmt]) -> None:
        """Write statements until one of them ends the block."""
        for statement in statements:
            if self.ended:
                return
            write = getattr(self, f"_on_{type(statement).__name__.lower()}", None)
            if write is None:
                raise TypeError(f"{self.function.name}: the language has no {type(statement).__name__}")
            write(statement)

    def _on_expr(self, s: ast.Expr) -> None:
        if not isinstance(s.value, ast.Constant):  # a text alone is documentation
            self.value(s.value)

    def _on_pass(self, s: ast.Pass) -> None:
        """Do nothing."""

    def _on_return(self, s: ast.Return) -> None:
        if s.value is None:
            self.b.ret_void()
        else:
            wanted = self.language.compiled[self.function.name][2]  # with one lane, Vec and Real are one type
            self.b.ret(self.as_kind(self.value(s.value), wanted).ir)

    def _on_assign(self, s: ast.Assign) -> None:
        (target,) = s.targets
        self.assign(target, self.value(s.value))

    def _on_augassign(self, s: ast.AugAssign) -> None:
        read = ast.parse(ast.unparse(s.target), mode="eval").body
        self.assign(s.target, self.arithmetic(s.op, self.value(read), self.value(s.value)))

    def assign(self, target: ast.expr, value: Any) -> None:
        """Store a value under a name, in an array, or in a field of a record."""
        if isinstance(target, ast.Subscript):
            array, index = self.value(target.value), self.value(target.slice)
            kind = {"Lanes": "Vec", "Reals": "Real", "Ints": "Int"}[array.kind]
            stored = self.as_kind(value, kind).ir
            if kind == "Vec":
                self.lanes.store(self.b, stored, array.ir, self.as_kind(index, "Int").ir)
            else:
                self.b.store(stored, self.element(array, index))
        elif isinstance(target, ast.Attribute):
            pointer, kind = self.field(target)
            self.b.store(self.as_kind(value, kind).ir, pointer)
        elif isinstance(target, ast.Name):
            self.variable(target.id, value)
        elif isinstance(target, ast.Tuple):
            for part, one in zip(target.elts, value, strict=True):
                self.assign(part, one)
        else:
            raise TypeError(f"cannot assign to {ast.unparse(target)}")

    def variable(self, name: str, value: Any) -> None:
        """Store a value under a name; the first one decides the kind."""
        if name not in self.variables:
            kind = value.kind if isinstance(value, Value) else "Int" if isinstance(value, int) else "Real"
            slot = ir.IRBuilder(self.entry).alloca(self.language.types[kind], name=name)
            self.variables[name] = Value(kind, slot)
        known = self.variables[name]
        self.b.store(self.as_kind(value, known.kind).ir, known.ir)

    def _on_if(self, s: ast.If) -> None:
        test = self.value(s.test)
        if not isinstance(test, Value):
            self.statements(s.body if test else s.orelse)
            return
        yes, no, after = (self.function.append_basic_block() for _ in range(3))
        self.b.cbranch(self.as_kind(test, "Bool").ir, yes, no)
        for block, body in ((yes, s.body), (no, s.orelse)):
            self.b.position_at_end(block)
            self.statements(body)
            if not self.ended:
                self.b.branch(after)
        self.b.position_at_end(after)

    def _on_while(self, s: ast.While) -> None:
        head, body, after = (self.function.append_basic_block() for _ in range(3))
        self.b.branch(head)
        self.b.position_at_end(head)
        self.b.cbranch(self.as_kind(self.value(s.test), "Bool").ir, body, after)
        self.loop(body, s.body, head, after)

    def loop(self, body: Any, statements: Sequence[ast.stmt], again: Any, after: Any) -> None:
        """Write the body of a loop, with where to go on and where to end."""
        self.loops.append((again, after))
        self.b.position_at_end(body)
        self.statements(statements)
        if not self.ended:
            self.b.branch(again)
        self.loops.pop()
        self.b.position_at_end(after)

    def _on_break(self, s: ast.Break) -> None:
        self.b.branch(self.loops[-1][1])

    def _on_continue(self, s: ast.Continue) -> None:
        self.b.branch(self.loops[-1][0])

    def _on_for(self, s: ast.For) -> None:
        if not (isinstance(s.iter, ast.Call) and isinstance(s.iter.func, ast.Name) and isinstance(s.target, ast.Name)):
            raise TypeError(f"cannot repeat over {ast.unparse(s.iter)}")
        name = s.target.id
        if s.iter.func.id == "static":
            if name in self.variables:
                raise TypeError(f"{self.function.name}: {name} counts when the code runs already")
            for number in self.value(s.iter.args[0]):
                self.fixed[name] = number
                self.statements(s.body)
            return
        bounds = [self.value(a) for a in s.iter.args]
        first, last = bounds if len(bounds) > 1 else (0, bounds[0])
        last = self.as_kind(last, "Int")
        self.variable(name, first)
        head, body, step, after = (self.function.append_basic_block() for _ in range(4))
        self.b.branch(head)
        self.b.position_at_end(head)
        slot = self.variables[name].ir
        self.b.cbranch(self.b.icmp_signed("<", self.b.load(slot, typ=INT), last.ir), body, after)
        self.loop(body, s.body, step, after)
        self.b.position_at_end(step)
        self.b.store(self.b.add(self.b.load(slot, typ=INT), ir.Constant(INT, 1)), slot)
        self.b.branch(head)
        self.b.position_at_end(after)
