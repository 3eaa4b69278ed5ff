"""Expressions of the lane language: arithmetic, comparisons, entries of arrays, fields of records, calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from llvmlite import ir

from raad.engine.code.lanes import DOUBLE, INT
from raad.engine.language.kinds import Value, Words

_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_ARITHMETIC = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}


class Phrases(Words):
    """Writes expressions; what is known now stays a Python value."""

    names: Mapping[str, Any]
    fixed: dict[str, Any]
    variables: dict[str, Value]

    def value(self, e: ast.expr) -> Any:
        """Write an expression; give a Python value where it is known now."""
        write = getattr(self, f"_of_{type(e).__name__.lower()}", None)
        if write is None:
            raise TypeError(f"{self.function.name}: the language has no {ast.unparse(e)}")
        return write(e)

    def _of_constant(self, e: ast.Constant) -> Any:
        return e.value

    def _of_tuple(self, e: ast.Tuple) -> Any:
        return tuple(self.value(part) for part in e.elts)

    def _of_name(self, e: ast.Name) -> Any:
        if e.id in self.variables:
            known = self.variables[e.id]
            return Value(known.kind, self.b.load(known.ir, typ=self.language.types[known.kind]))
        if e.id in self.fixed:
            return self.fixed[e.id]
        return self.lanes.width if e.id == "WIDTH" else self.names[e.id]

    def _of_attribute(self, e: ast.Attribute) -> Any:
        base = self.value(e.value)
        if not isinstance(base, Value):
            return getattr(base, e.attr)
        pointer, kind = self.field(e)
        return Value(kind, self.b.load(pointer, typ=self.language.types[kind]))

    def field(self, e: ast.Attribute) -> tuple[Any, str]:
        """Return where a field of a record lies, and its kind."""
        base = self.value(e.value)
        fields = self.language.records[base.kind]
        place = [name for name, _ in fields].index(e.attr)
        return self.b.gep(base.ir, [ir.Constant(INT, place)], source_etype=INT, inbounds=True), fields[place][1]

    def _of_subscript(self, e: ast.Subscript) -> Any:
        array, index = self.value(e.value), self.value(e.slice)
        if not isinstance(array, Value):
            return array[index]
        if array.kind == "Lanes":
            return Value("Vec", self.lanes.load(self.b, array.ir, self.as_kind(index, "Int").ir))
        kind = "Real" if array.kind == "Reals" else "Int"
        return Value(kind, self.b.load(self.element(array, index), typ=self.language.types[kind]))

    def element(self, array: Value, index: Any) -> Any:
        """Return where an entry of an array of single numbers lies."""
        place = self.as_kind(index, "Int").ir
        return self.b.gep(array.ir, [place], source_etype=DOUBLE if array.kind == "Reals" else INT, inbounds=True)

    def _of_binop(self, e: ast.BinOp) -> Any:
        return self.arithmetic(e.op, self.value(e.left), self.value(e.right))

    def arithmetic(self, op: ast.operator, left: Any, right: Any) -> Any:
        """Write a sum, difference, product or quotient; fold it when both sides are known now."""
        if not isinstance(left, Value) and not isinstance(right, Value):
            python = ast.Expression(ast.BinOp(ast.Constant(left), op, ast.Constant(right)))
            return eval(compile(ast.fix_missing_locations(python), "static", "eval"))
        if isinstance(op, (ast.BitAnd, ast.BitOr)):
            write = self.b.and_ if isinstance(op, ast.BitAnd) else self.b.or_
            return Value(left.kind, write(left.ir, right.ir))
        left, right = self.alike(left, right)
        if left.kind == "Int" and isinstance(op, ast.FloorDiv):
            return Value("Int", self.floor(left.ir, right.ir))
        name = _ARITHMETIC.get(type(op))
        if name is None or (left.kind == "Int" and name == "div"):
            raise TypeError(f"{self.function.name}: no {type(op).__name__} of a {left.kind} and a {right.kind}")
        write = getattr(self.b, name if left.kind == "Int" else f"f{name}")
        return Value(left.kind, write(left.ir, right.ir))

    def floor(self, left: Any, right: Any) -> Any:
        """Write the quotient of two integers, rounded down as Python does; the machine rounds towards zero."""
        b, zero = self.b, ir.Constant(INT, 0)
        quotient, rest = b.sdiv(left, right), b.srem(left, right)
        below = b.and_(b.icmp_signed("!=", rest, zero), b.icmp_signed("<", b.xor(rest, right), zero))
        return b.sub(quotient, b.zext(below, INT))

    def _of_unaryop(self, e: ast.UnaryOp) -> Any:
        operand = self.value(e.operand)
        if not isinstance(operand, Value):
            return -operand if isinstance(e.op, ast.USub) else not operand
        if isinstance(e.op, ast.USub):
            return Value(operand.kind, (self.b.neg if operand.kind == "Int" else self.b.fneg)(operand.ir))
        kind = "Bool" if isinstance(e.op, ast.Not) else "Mask"  # not a truth, ~ a mask
        return Value(kind, self.b.not_(self.as_kind(operand, kind).ir))

    def _of_compare(self, e: ast.Compare) -> Any:
        if len(e.ops) > 1:
            raise TypeError(f"{self.function.name}: write {ast.unparse(e)} as two comparisons")
        left, right = self.value(e.left), self.value(e.comparators[0])
        sign = _COMPARE[type(e.ops[0])]
        if not isinstance(left, Value) and not isinstance(right, Value):
            return bool(eval(f"left {sign} right", {"left": left, "right": right}))
        left, right = self.alike(left, right)
        if left.kind == "Int":
            return Value("Bool", self.b.icmp_signed(sign, left.ir, right.ir))
        write = self.b.fcmp_unordered if sign == "!=" else self.b.fcmp_ordered
        return Value("Mask" if left.kind == "Vec" else "Bool", write(sign, left.ir, right.ir))

    def _of_boolop(self, e: ast.BoolOp) -> Any:
        """Write `and` and `or`; both sides are worked out, so neither may depend on the other."""
        values = [self.as_kind(self.value(v), "Bool").ir for v in e.values]
        write = self.b.and_ if isinstance(e.op, ast.And) else self.b.or_
        total = values[0]
        for value in values[1:]:
            total = write(total, value)
        return Value("Bool", total)

    def _of_ifexp(self, e: ast.IfExp) -> Any:
        test, yes, no = self.value(e.test), self.value(e.body), self.value(e.orelse)
        if not isinstance(test, Value):
            return yes if test else no
        yes, no = self.alike(yes, no)
        return Value(yes.kind, self.b.select(self.as_kind(test, "Bool").ir, yes.ir, no.ir))

    def _of_call(self, e: ast.Call) -> Any:
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
        write = getattr(self, f"_call_{name}", None)
        if write is None:
            raise TypeError(f"{self.function.name}: the language has no word {name}")
        return write(*arguments)
