"""A small compiler: functions of the step loop, written in Python, become instructions for lanes.

It knows what `words.py` lists and no more. A value is either known now (a Python number or tuple; loops over
`static(...)` and tables of coefficients disappear) or known when the code runs (a :class:`Value`). Variables
keep the kind of their first assignment.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from raad.engine.elementary import Elementary
from raad.engine.lanes import BOOL, DOUBLE, INT, POINTER, Lanes, intrinsic

_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_ARITHMETIC = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
ARRAYS = ("Lanes", "Reals", "Ints")


@dataclass(frozen=True)
class Value:
    """What is known when the code runs: its kind (a word of `words.py`, or the name of a record) and instruction."""

    kind: str
    ir: Any


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
        kinds = [ast.unparse(a.annotation) for a in tree.args.args if a.annotation]
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


class Body:
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

    def write(self, statements: Sequence[ast.stmt]) -> None:
        """Write all statements and the end."""
        start = self.b.block
        self.statements(statements)
        if not self.b.block.is_terminated:
            self.b.ret_void() if isinstance(self.function.ftype.return_type, ir.VoidType) else self.b.unreachable()
        ir.IRBuilder(self.entry).branch(start)

    def statements(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            if self.b.block.is_terminated:
                return
            getattr(self, f"on_{type(statement).__name__.lower()}")(statement)

    # Statements

    def on_expr(self, s: ast.Expr) -> None:
        if not isinstance(s.value, ast.Constant):  # a text alone is documentation
            self.value(s.value)

    def on_pass(self, s: ast.Pass) -> None:
        """Do nothing."""

    def on_return(self, s: ast.Return) -> None:
        if s.value is None:
            self.b.ret_void()
        else:
            wanted = next(k for k, t in self.language.types.items() if t == self.function.ftype.return_type)
            self.b.ret(self.as_kind(self.value(s.value), wanted).ir)

    def on_assign(self, s: ast.Assign) -> None:
        (target,) = s.targets
        self.assign(target, self.value(s.value))

    def on_augassign(self, s: ast.AugAssign) -> None:
        read = ast.parse(ast.unparse(s.target), mode="eval").body
        self.assign(s.target, self.arithmetic(s.op, self.value(read), self.value(s.value)))

    def assign(self, target: ast.expr, value: Any) -> None:
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
        if name not in self.variables:
            kind = value.kind if isinstance(value, Value) else "Int" if isinstance(value, int) else "Real"
            slot = ir.IRBuilder(self.entry).alloca(self.language.types[kind], name=name)
            self.variables[name] = Value(kind, slot)
        known = self.variables[name]
        self.b.store(self.as_kind(value, known.kind).ir, known.ir)

    def on_if(self, s: ast.If) -> None:
        test = self.value(s.test)
        if not isinstance(test, Value):
            self.statements(s.body if test else s.orelse)
            return
        yes, no, after = (self.function.append_basic_block() for _ in range(3))
        self.b.cbranch(self.as_kind(test, "Bool").ir, yes, no)
        for block, body in ((yes, s.body), (no, s.orelse)):
            self.b.position_at_end(block)
            self.statements(body)
            if not self.b.block.is_terminated:
                self.b.branch(after)
        self.b.position_at_end(after)

    def on_while(self, s: ast.While) -> None:
        head, body, after = (self.function.append_basic_block() for _ in range(3))
        self.b.branch(head)
        self.b.position_at_end(head)
        self.b.cbranch(self.as_kind(self.value(s.test), "Bool").ir, body, after)
        self.loop(body, s.body, head, after)

    def loop(self, body: Any, statements: Sequence[ast.stmt], again: Any, after: Any) -> None:
        self.loops.append((again, after))
        self.b.position_at_end(body)
        self.statements(statements)
        if not self.b.block.is_terminated:
            self.b.branch(again)
        self.loops.pop()
        self.b.position_at_end(after)

    def on_break(self, s: ast.Break) -> None:
        self.b.branch(self.loops[-1][1])

    def on_continue(self, s: ast.Continue) -> None:
        self.b.branch(self.loops[-1][0])

    def on_for(self, s: ast.For) -> None:
        if not (isinstance(s.iter, ast.Call) and isinstance(s.iter.func, ast.Name) and isinstance(s.target, ast.Name)):
            raise TypeError(f"cannot repeat over {ast.unparse(s.iter)}")
        name = s.target.id
        if s.iter.func.id == "static":
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

    # Expressions

    def value(self, e: ast.expr) -> Any:
        return getattr(self, f"of_{type(e).__name__.lower()}")(e)

    def of_constant(self, e: ast.Constant) -> Any:
        return e.value

    def of_tuple(self, e: ast.Tuple) -> Any:
        return tuple(self.value(part) for part in e.elts)

    def of_name(self, e: ast.Name) -> Any:
        if e.id in self.variables:
            known = self.variables[e.id]
            return Value(known.kind, self.b.load(known.ir, typ=self.language.types[known.kind]))
        if e.id in self.fixed:
            return self.fixed[e.id]
        return self.lanes.width if e.id == "WIDTH" else self.names[e.id]

    def of_attribute(self, e: ast.Attribute) -> Any:
        base = self.value(e.value)
        if not isinstance(base, Value):
            return getattr(base, e.attr)
        pointer, kind = self.field(e)
        return Value(kind, self.b.load(pointer, typ=self.language.types[kind]))

    def field(self, e: ast.Attribute) -> tuple[Any, str]:
        base = self.value(e.value)
        fields = self.language.records[base.kind]
        place = [name for name, _ in fields].index(e.attr)
        return self.b.gep(base.ir, [ir.Constant(INT, place)], source_etype=INT, inbounds=True), fields[place][1]

    def of_subscript(self, e: ast.Subscript) -> Any:
        array, index = self.value(e.value), self.value(e.slice)
        if not isinstance(array, Value):
            return array[index]
        if array.kind == "Lanes":
            return Value("Vec", self.lanes.load(self.b, array.ir, self.as_kind(index, "Int").ir))
        kind = "Real" if array.kind == "Reals" else "Int"
        return Value(kind, self.b.load(self.element(array, index), typ=self.language.types[kind]))

    def element(self, array: Value, index: Any) -> Any:
        place = self.as_kind(index, "Int").ir
        return self.b.gep(array.ir, [place], source_etype=DOUBLE if array.kind == "Reals" else INT, inbounds=True)

    def of_binop(self, e: ast.BinOp) -> Any:
        return self.arithmetic(e.op, self.value(e.left), self.value(e.right))

    def arithmetic(self, op: ast.operator, left: Any, right: Any) -> Any:
        if not isinstance(left, Value) and not isinstance(right, Value):
            python = ast.Expression(ast.BinOp(ast.Constant(left), op, ast.Constant(right)))
            return eval(compile(ast.fix_missing_locations(python), "static", "eval"))
        if isinstance(op, (ast.BitAnd, ast.BitOr)):
            write = self.b.and_ if isinstance(op, ast.BitAnd) else self.b.or_
            return Value(left.kind, write(left.ir, right.ir))
        left, right = self.alike(left, right)
        if left.kind == "Int" and isinstance(op, ast.FloorDiv):
            return Value("Int", self.b.sdiv(left.ir, right.ir))
        name = _ARITHMETIC[type(op)]
        write = getattr(self.b, name if left.kind == "Int" else f"f{name}")
        return Value(left.kind, write(left.ir, right.ir))

    def of_unaryop(self, e: ast.UnaryOp) -> Any:
        operand = self.value(e.operand)
        if not isinstance(operand, Value):
            return -operand if isinstance(e.op, ast.USub) else not operand
        if isinstance(e.op, ast.USub):
            return Value(operand.kind, (self.b.neg if operand.kind == "Int" else self.b.fneg)(operand.ir))
        return Value(operand.kind, self.b.not_(operand.ir))  # not a truth, ~ a mask

    def of_compare(self, e: ast.Compare) -> Any:
        left, right = self.value(e.left), self.value(e.comparators[0])
        sign = _COMPARE[type(e.ops[0])]
        if not isinstance(left, Value) and not isinstance(right, Value):
            return bool(eval(f"left {sign} right", {"left": left, "right": right}))
        left, right = self.alike(left, right)
        if left.kind == "Int":
            return Value("Bool", self.b.icmp_signed(sign, left.ir, right.ir))
        write = self.b.fcmp_unordered if sign == "!=" else self.b.fcmp_ordered
        return Value("Mask" if left.kind == "Vec" else "Bool", write(sign, left.ir, right.ir))

    def of_boolop(self, e: ast.BoolOp) -> Any:
        """Write `and` and `or`; both sides are worked out, so neither may depend on the other."""
        values = [self.as_kind(self.value(v), "Bool").ir for v in e.values]
        write = self.b.and_ if isinstance(e.op, ast.And) else self.b.or_
        total = values[0]
        for value in values[1:]:
            total = write(total, value)
        return Value("Bool", total)

    def of_ifexp(self, e: ast.IfExp) -> Any:
        test, yes, no = self.value(e.test), self.value(e.body), self.value(e.orelse)
        if not isinstance(test, Value):
            return yes if test else no
        yes, no = self.alike(yes, no)
        return Value(yes.kind, self.b.select(test.ir, yes.ir, no.ir))

    def of_call(self, e: ast.Call) -> Any:
        name = e.func.id if isinstance(e.func, ast.Name) else ast.unparse(e.func)
        arguments = [self.value(a) for a in e.args]
        stride = [self.function.args[-1]] if self.lanes.strided else []
        if name in self.language.outside:
            self.b.call(self.language.outside[name], [a.ir for a in arguments] + stride)
            return None
        if name in self.language.compiled:
            made, kinds, result = self.language.compiled[name]
            sent = [self.as_kind(a, k).ir for a, k in zip(arguments, kinds, strict=True)]
            return Value(result, self.b.call(made, sent + stride))
        if name in ("range", "len") and not any(isinstance(a, Value) for a in arguments):
            return {"range": range, "len": len}[name](*arguments)
        return getattr(self, f"call_{name}")(*arguments)

    # Words

    def call_vec(self, x: Any) -> Value:
        return self.as_kind(x, "Vec")

    def call_fma(self, x: Any, y: Any, z: Any) -> Value:
        x, y, z = (self.as_kind(v, "Vec").ir for v in (x, y, z))
        return Value("Vec", intrinsic(self.b, "fma", x, y, z))

    def call_fabs(self, x: Any) -> Value:
        return Value(x.kind, intrinsic(self.b, "fabs", x.ir))

    def call_exp(self, x: Any) -> Value:
        return Value("Vec", Elementary(self.b, self.lanes).exp(x.ir))

    def call_log(self, x: Any) -> Value:
        return Value("Vec", Elementary(self.b, self.lanes).log(x.ir))

    def call_where(self, mask: Value, yes: Any, no: Any) -> Value:
        yes, no = self.as_kind(yes, "Vec"), self.as_kind(no, "Vec")
        return Value("Vec", self.b.select(mask.ir, yes.ir, no.ir))

    def call_larger(self, x: Any, y: Any) -> Value:
        x, y = self.alike(x, y)
        return Value(x.kind, self.b.select(self.b.fcmp_ordered(">", x.ir, y.ir), x.ir, y.ir))

    def call_smaller(self, x: Any, y: Any) -> Value:
        x, y = self.alike(x, y)
        return Value(x.kind, self.b.select(self.b.fcmp_ordered("<", x.ir, y.ir), x.ir, y.ir))

    def call_some(self, mask: Value) -> Value:
        if self.lanes.width == 1:
            return Value("Bool", mask.ir)
        packed = self.b.bitcast(mask.ir, ir.IntType(self.lanes.width))
        return Value("Bool", self.b.icmp_unsigned("!=", packed, ir.Constant(packed.type, 0)))

    def call_advance(self, array: Value, entries: Any) -> Value:
        return Value("Lanes", self.lanes.address(self.b, array.ir, self.as_kind(entries, "Int").ir))

    def call_real(self, x: Any) -> Value:
        return self.as_kind(x, "Real") if not isinstance(x, Value) else Value("Real", self.b.sitofp(x.ir, DOUBLE))

    def call_get(self, array: Value, index: Any, lane: Any) -> Value:
        return Value("Real", self.b.load(self.cell(array, index, lane), typ=DOUBLE))

    def call_put(self, array: Value, index: Any, lane: Any, value: Any) -> None:
        self.b.store(self.as_kind(value, "Real").ir, self.cell(array, index, lane))

    def cell(self, array: Value, index: Any, lane: Any) -> Any:
        row = self.lanes.address(self.b, array.ir, self.as_kind(index, "Int").ir)
        return self.b.gep(row, [self.as_kind(lane, "Int").ir], source_etype=DOUBLE, inbounds=True)

    # Kinds

    def as_kind(self, value: Any, kind: str) -> Value:
        """Give a value this kind: constants become what is wanted, one number spreads over lanes."""
        if not isinstance(value, Value):
            if kind == "Int":
                return Value(kind, ir.Constant(INT, int(value)))
            if kind == "Bool":
                return Value(kind, ir.Constant(BOOL, int(value)))
            return Value(kind, self.lanes.number(value) if kind == "Vec" else ir.Constant(DOUBLE, float(value)))
        if value.kind == kind or (kind in ("Mask", "Bool") and self.language.types[kind] == value.ir.type):
            return Value(kind, value.ir)
        if (value.kind, kind) == ("Real", "Vec"):
            return Value(kind, self.lanes.spread(self.b, value.ir))
        if (value.kind, kind) == ("Int", "Bool"):
            return Value(kind, self.b.icmp_signed("!=", value.ir, ir.Constant(INT, 0)))
        raise TypeError(f"{self.function.name}: a {value.kind} stands where a {kind} is wanted")

    def alike(self, left: Any, right: Any) -> tuple[Value, Value]:
        """Give two values one kind."""
        kinds = [v.kind for v in (left, right) if isinstance(v, Value)]
        kind = "Vec" if "Vec" in kinds else kinds[0]
        if kind == "Int" and any(isinstance(v, float) for v in (left, right)):
            raise TypeError(f"{self.function.name}: write real(...) where an integer meets a number")
        return self.as_kind(left, kind), self.as_kind(right, kind)
