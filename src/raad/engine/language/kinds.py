"""Kinds of values of the lane language, and its words: what they become as instructions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from raad.engine.code.elementary import Elementary
from raad.engine.code.lanes import BOOL, DOUBLE, INT, intrinsic


@dataclass(frozen=True)
class Value:
    """What is known when the code runs: its kind (a word of `words.py`, or the name of a record) and instruction."""

    kind: str
    ir: Any


class Words:
    """The words of `words.py`, written into the function that is being built."""

    b: ir.IRBuilder
    language: Any
    lanes: Any
    function: ir.Function

    def _call_vec(self, x: Any) -> Value:
        return self.as_kind(x, "Vec")

    def _call_fma(self, x: Any, y: Any, z: Any) -> Value:
        x, y, z = (self.as_kind(v, "Vec").ir for v in (x, y, z))
        return Value("Vec", intrinsic(self.b, "fma", x, y, z))

    def _call_fabs(self, x: Any) -> Value:
        return Value(x.kind, intrinsic(self.b, "fabs", x.ir))

    def _call_exp(self, x: Any) -> Value:
        return Value("Vec", Elementary(self.b, self.lanes).exp(x.ir))

    def _call_log(self, x: Any) -> Value:
        return Value("Vec", Elementary(self.b, self.lanes).log(x.ir))

    def _call_where(self, mask: Value, yes: Any, no: Any) -> Value:
        yes, no = self.as_kind(yes, "Vec"), self.as_kind(no, "Vec")
        return Value("Vec", self.b.select(mask.ir, yes.ir, no.ir))

    def _call_larger(self, x: Any, y: Any) -> Value:
        x, y = self.alike(x, y)
        return Value(x.kind, self.b.select(self.b.fcmp_ordered(">", x.ir, y.ir), x.ir, y.ir))

    def _call_smaller(self, x: Any, y: Any) -> Value:
        x, y = self.alike(x, y)
        return Value(x.kind, self.b.select(self.b.fcmp_ordered("<", x.ir, y.ir), x.ir, y.ir))

    def _call_max(self, x: Any, y: Any) -> Value:
        return self._call_larger(y, x)  # Python keeps the first unless the second is larger

    def _call_min(self, x: Any, y: Any) -> Value:
        return self._call_smaller(y, x)

    def _call_some(self, mask: Value) -> Value:
        if self.lanes.width == 1:
            return Value("Bool", mask.ir)
        whole = ir.IntType(self.lanes.width)
        packed = self.b.bitcast(mask.ir, whole)
        return Value("Bool", self.b.icmp_unsigned("!=", packed, ir.Constant(whole, 0)))

    def _call_advance(self, array: Value, entries: Any) -> Value:
        return Value("Lanes", self.lanes.address(self.b, array.ir, self.as_kind(entries, "Int").ir))

    def _call_real(self, x: Any) -> Value:
        return self.as_kind(x, "Real") if not isinstance(x, Value) else Value("Real", self.b.sitofp(x.ir, DOUBLE))

    def _call_get(self, array: Value, index: Any, lane: Any) -> Value:
        return Value("Real", self.b.load(self.cell(array, index, lane), typ=DOUBLE))

    def _call_put(self, array: Value, index: Any, lane: Any, value: Any) -> None:
        self.b.store(self.as_kind(value, "Real").ir, self.cell(array, index, lane))

    def cell(self, array: Value, index: Any, lane: Any) -> Any:
        """Return where one lane of an entry lies."""
        row = self.lanes.address(self.b, array.ir, self.as_kind(index, "Int").ir)
        return self.b.gep(row, [self.as_kind(lane, "Int").ir], source_etype=DOUBLE, inbounds=True)

    def as_kind(self, value: Any, kind: str) -> Value:
        """Give a value this kind: constants become what is wanted, one number spreads over lanes."""
        if not isinstance(value, Value):
            if kind == "Int" and isinstance(value, float):
                raise TypeError(f"{self.function.name}: the number {value} stands where an Int is wanted")
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
        if not kinds:
            kinds = ["Real" if any(isinstance(v, float) for v in (left, right)) else "Int"]
        kind = "Vec" if "Vec" in kinds else kinds[0]
        if kind == "Int" and any(isinstance(v, float) for v in (left, right)):
            raise TypeError(f"{self.function.name}: write real(...) where an integer meets a number")
        return self.as_kind(left, kind), self.as_kind(right, kind)
