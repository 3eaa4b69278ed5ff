"""Exponential, logarithm and power in lanes, against NumPy in extended precision."""

import ctypes

import numpy as np
import pytest
from llvmlite import ir

from raad.engine.code.elementary import Elementary
from raad.engine.code.lanes import POINTER, Lanes
from raad.engine.code.machine import Code, compile_text, this_machine, wide
from raad.engine.loop.memory import lanes_array


def compiled(name, lanes):
    module = ir.Module("test")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * 2), "test")
    b = ir.IRBuilder(function.append_basic_block())
    x = lanes.load(b, function.args[0], 0)
    lanes.store(b, getattr(Elementary(b, lanes), name)(x), function.args[1], 0)
    b.ret_void()
    return Code(compile_text(wide(str(module), lanes), this_machine()), ["test"])


def apply(name, values, width=None):
    lanes = Lanes(width or this_machine().lanes.width)
    code = compiled(name, lanes)
    call = code.function("test", 2)
    out = []
    padded = np.concatenate([values, np.ones(-len(values) % lanes.width)])
    for chunk in padded.reshape(-1, lanes.width):
        x, y = lanes_array(1, lanes.width), lanes_array(1, lanes.width)
        x[0] = chunk
        call(ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data))
        out.append(y[0].copy())
    return np.concatenate(out)[: len(values)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("exp", np.linspace(-700, 700, 4001)),
        ("exp", np.linspace(-1e-3, 1e-3, 401)),
        ("log", np.geomspace(1e-290, 1e300, 4001)),
        ("log", 1 + np.linspace(-0.3, 0.5, 4001)),
    ],
)
def test_relative_error_is_at_the_level_of_rounding(name, values):
    exact = getattr(np, name)(values.astype(np.longdouble))
    error = np.abs((apply(name, values) - exact) / np.where(exact == 0, 1, exact))
    assert float(error.max()) < 1e-15


def test_ends_of_the_range():
    exp = apply("exp", np.array([-np.inf, -1e10, 1e10, np.inf, np.nan, 0.0]))
    assert exp[0] == exp[1] == 0 and np.isposinf(exp[2:4]).all() and np.isnan(exp[4]) and exp[5] == 1
    log = apply("log", np.array([0.0, -1.0, np.inf, np.nan, 1.0]))
    assert np.isneginf(log[0]) and np.isnan(log[1]) and np.isposinf(log[2]) and np.isnan(log[3]) and log[4] == 0


def test_a_power_of_nothing_is_nothing():
    base = apply("log_of_base", np.array([0.0, -1e-9, 1.0, np.nan]))
    assert (base[:2] < -1e9).all() and base[2] == 0 and np.isnan(base[3])


def test_the_width_does_not_change_a_bit():
    values = np.random.default_rng(7).lognormal(0, 3, 64)
    for name in ("exp", "log"):
        assert np.array_equal(apply(name, values), apply(name, values, 1))
