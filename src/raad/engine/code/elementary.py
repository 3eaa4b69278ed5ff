"""Exponential, logarithm and power in every lane, inline: no library call, the same bits on every machine.

Relative error below 1e-15 for exp and log. Every operation is an exactly rounded one (with fused
multiply-add where it is written), so the width of the machine does not change a result.

A power with a real exponent treats a base below zero as zero: concentrations fall below zero by rounding
and by the error of a stage only, and a stage must not fail for that.
"""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir

from raad.engine.code.lanes import Lanes, bits

# ln 2 in two parts, the first with 32 trailing zero bits, so that its product with an exponent is exact.
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_SHIFT = 1.5 * 2.0**52  # added and taken away, it rounds to an integer and leaves it in the low bits
_LARGEST, _SMALLEST = 709.0, -708.0
_TINY = 1e-300
_LOG_OF_NOTHING = -1e10  # so low that any positive multiple has exponential zero, but zero times it is zero
_FROM_NOTHING, _STEEP = 1e5, 230.0  # no other base gives an exponent above the first; e^230 is 1e100
_EXP_TERMS, _LOG_TERMS = 13, 11


class Elementary:
    """Writes elementary functions into a function that is being built."""

    def __init__(self, builder: ir.IRBuilder, lanes: Lanes) -> None:
        self.b, self.lanes = builder, lanes

    def fma(self, x: Any, y: Any, z: Any) -> Any:
        """Write x y + z, rounded once."""
        return self.lanes.intrinsic(self.b, "fma", x, y, z)

    def exp(self, x: Any) -> Any:
        """Write exp(x); 0 below -708, infinite above 709."""
        b, number = self.b, self.lanes.number
        high = b.fcmp_ordered(">", x, number(_LARGEST))
        low = b.fcmp_ordered("<", x, number(_SMALLEST))
        inside = b.select(high, number(_LARGEST), b.select(low, number(_SMALLEST), x))
        shifted = self.fma(inside, number(1 / math.log(2)), number(_SHIFT))
        turns = b.fsub(shifted, number(_SHIFT))
        rest = self.fma(turns, number(-_LN2_LOW), self.fma(turns, number(-_LN2_HIGH), inside))
        series = self._series(rest, [1 / math.factorial(k) for k in range(_EXP_TERMS)])
        whole, integer = self.lanes.whole, self.lanes.integer
        exponent = b.shl(b.add(b.bitcast(shifted, whole), integer(1023)), integer(52))
        value = b.fmul(series, b.bitcast(exponent, self.lanes.real))
        return b.select(high, number(math.inf), b.select(low, number(0.0), value))

    def log(self, x: Any) -> Any:
        """Write log(x); minus infinity at 0, not a number below."""
        b, number = self.b, self.lanes.number
        value = b.select(b.fcmp_ordered("==", x, number(0.0)), number(-math.inf), self._log(x))
        return b.select(b.fcmp_unordered(">=", x, number(0.0)), value, number(math.nan))

    def log_of_base(self, x: Any) -> Any:
        """Write log(x) for a power: far below any sum of exponents when x is zero or less."""
        nothing = self.b.fcmp_ordered("<", x, self.lanes.number(_TINY))
        return self.b.select(nothing, self.lanes.number(_LOG_OF_NOTHING), self._log(x))

    def power(self, exponent: Any, log_of_base: Any) -> Any:
        """Write a power; nothing to a negative power is large but a number, for it is the slope of a root at zero."""
        b, number = self.b, self.lanes.number
        total = b.fmul(exponent, log_of_base)
        return self.exp(b.select(b.fcmp_ordered(">", total, number(_FROM_NOTHING)), number(_STEEP), total))

    def at_least(self, x: Any, least: float) -> Any:
        """Write the larger of x and a number; what is no number stays none."""
        return self.b.select(self.b.fcmp_ordered("<", x, self.lanes.number(least)), self.lanes.number(least), x)

    def _log(self, x: Any) -> Any:
        b, number = self.b, self.lanes.number
        small = b.fcmp_ordered("<", x, number(_TINY))
        raw = b.bitcast(b.select(small, number(_TINY), x), self.lanes.whole)
        integer = self.lanes.integer
        exponent = b.ashr(b.sub(raw, integer(bits(math.sqrt(0.5)))), integer(52))
        mantissa = b.bitcast(b.sub(raw, b.shl(exponent, integer(52))), self.lanes.real)
        turns = b.fsub(b.bitcast(b.add(exponent, integer(bits(_SHIFT))), self.lanes.real), number(_SHIFT))
        # log(1 + f) = 2 artanh(s), s = f / (2 + f); written as f - s (f - rest) so that small f keep their digits.
        f = b.fsub(mantissa, number(1.0))
        s = b.fdiv(f, b.fadd(mantissa, number(1.0)))
        square = b.fmul(s, s)
        rest = b.fmul(square, self._series(square, [2 / (2 * k + 3) for k in range(_LOG_TERMS)]))
        tail = self.fma(turns, number(_LN2_LOW), b.fneg(b.fmul(s, b.fsub(f, rest))))
        value = self.fma(turns, number(_LN2_HIGH), b.fadd(f, tail))
        infinite = b.fcmp_unordered(">=", x, number(math.inf))  # also when x is not a number
        return b.select(infinite, x, value)

    def _series(self, x: Any, coefficients: list[float]) -> Any:
        """Write a polynomial, lowest coefficient first, in pairs (Estrin), which keeps the machine busy."""
        number = self.lanes.number
        level = [number(c) for c in coefficients]
        power = x
        while len(level) > 1:
            level = [
                self.fma(level[k + 1], power, level[k]) if k + 1 < len(level) else level[k]
                for k in range(0, len(level), 2)
            ]
            power = self.b.fmul(power, power) if len(level) > 1 else power
        return level[0]
