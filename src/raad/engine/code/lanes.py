"""Lanes: several patients side by side in one vector register, and what the machine can do with them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from llvmlite import ir

DOUBLE, INT, BOOL, POINTER = ir.DoubleType(), ir.IntType(64), ir.IntType(1), ir.PointerType()


def bits(value: float) -> int:
    """Return the 64 bits of a number as an integer."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


@dataclass(frozen=True)
class Lanes:
    """How many patients go side by side, and how their numbers lie in memory.

    Entry i of lane k lies at i * stride + k. On a CPU the stride is the width; on a GPU, where each thread
    has one lane, it is the number of threads, so that neighbouring threads read neighbouring numbers.

    Parameters
    ----------
    width
        Lanes of a vector: 8 with AVX-512, 4 with AVX2, 1 in a GPU thread.
    strided
        Whether the stride is known only when the code runs.
    """

    width: int
    strided: bool = False

    @cached_property
    def real(self) -> Any:
        """Type of one number in every lane."""
        return DOUBLE if self.width == 1 else ir.VectorType(DOUBLE, self.width)

    @cached_property
    def whole(self) -> Any:
        """Type of one integer in every lane."""
        return INT if self.width == 1 else ir.VectorType(INT, self.width)

    @cached_property
    def mask(self) -> Any:
        """Type of one yes or no in every lane."""
        return BOOL if self.width == 1 else ir.VectorType(BOOL, self.width)

    def same(self, kind: Any, value: Any) -> ir.Constant:
        """Return a constant with the same value in every lane."""
        return ir.Constant(kind, value if self.width == 1 else [value] * self.width)

    def number(self, value: float) -> ir.Constant:
        """Return a number, the same in every lane."""
        return self.same(self.real, float(value))

    def integer(self, value: int) -> ir.Constant:
        """Return an integer, the same in every lane."""
        return self.same(self.whole, value)

    def spread(self, b: ir.IRBuilder, scalar: Any) -> Any:
        """Put one scalar into every lane."""
        if self.width == 1:
            return scalar
        kind = ir.VectorType(scalar.type, self.width)
        one = b.insert_element(ir.Constant(kind, ir.Undefined), scalar, ir.Constant(ir.IntType(32), 0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), self.width), [0] * self.width)
        return b.shuffle_vector(one, ir.Constant(kind, ir.Undefined), zeros)

    def address(self, b: ir.IRBuilder, pointer: Any, index: Any) -> Any:
        """Return where entry `index` of all lanes lies."""
        index = ir.Constant(INT, index) if isinstance(index, int) else index
        if self.strided:
            index = b.mul(index, b.function.args[-1])  # the stride is the last argument of every function
        return b.gep(pointer, [index], source_etype=self.real, inbounds=True)

    def load(self, b: ir.IRBuilder, pointer: Any, index: Any) -> Any:
        """Load entry `index` of all lanes."""
        return b.load(self.address(b, pointer, index), align=8 * self.width, typ=self.real)

    def store(self, b: ir.IRBuilder, value: Any, pointer: Any, index: Any) -> None:
        """Store entry `index` of all lanes."""
        b.store(value, self.address(b, pointer, index), align=8 * self.width)

    def intrinsic(self, b: ir.IRBuilder, name: str, *values: Any) -> Any:
        """Call a function of the machine, such as fma or sqrt, on all lanes."""
        return intrinsic(b, name, *values)


def intrinsic(b: ir.IRBuilder, name: str, *values: Any) -> Any:
    """Call a function of the machine on numbers or vectors of numbers."""
    kind = values[0].type
    suffix = "f64" if kind == DOUBLE else f"v{kind.count}f64"
    full, module = f"llvm.{name}.{suffix}", b.module
    function = module.globals.get(full) or ir.Function(module, ir.FunctionType(kind, [kind] * len(values)), full)
    return b.call(function, values)
