"""The generated functions of a system, against SymEngine's own back end and against NumPy."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import numpy as np
import pytest
import symengine
from symengine import Rational, Symbol, exp, log, sqrt, symbols

import raad
from raad.engine.code.functions import Functions, write_watch
from raad.engine.code.lanes import Lanes
from raad.engine.code.machine import Code, compile_text, this_machine, wide
from raad.engine.compiled import compiled
from raad.engine.graph import compile_model
from raad.engine.loop.memory import lanes_array
from raad.engine.system import System
from raad.quantities.errors import NotSupported

WIDTH = this_machine().lanes.width
a, b, c, p, q, r = symbols("a b c p q r")


def system(*rates, outputs=None, signed=()):
    sympified = tuple(symengine.sympify(e) for e in rates)
    given = {n: symengine.sympify(e) for n, e in (outputs or {}).items()}
    return System(("a", "b", "c")[: len(rates)], ("p", "q", "r"), sympified, given, frozenset(signed))


SMALL = {
    "linear chain": system(p - q * a, q * a - r * b, r * b - c / 3, outputs={"sum": a + b + c}),
    "saturation": system(-p * a / (q + a), p * a / (q + a) - b / (1 + a / r), outputs={"share": a / (a + b + r)}),
    "powers": system(
        p - a**q, a**Rational(5, 2) - b**3 * a**-2, sqrt(a + b) - c / sqrt(p + c),
        outputs={"far": a**-20, "near": b**16, "base": 2**c, "both": a**b, "half": (a * b) ** (p / q)},
    ),
    "exponentials": system(
        p * exp(-a / q) - log(1 + b), exp(-((a - b) ** 2)) / r - b, exp(p) * log(q) * c * exp(-c),
        outputs={"deep": exp(-exp(-exp(-c))), "e": symengine.E * a, "pi": symengine.pi / b},
    ),
    "signs": system(
        -a - b - c, -(p - q) * a - (q - p) * b, -p * q * r * a * b * c,
        outputs={"minus": -a, "zero": a - a, "abs": abs(b - c)},
    ),
    "constants alone": system(p * q / r - 2, Rational(1, 3), -c, outputs={"slow": log(p) ** 2, "one": 1}),
    "shared parts": system(
        (a + b * p) ** q * (1 + r * (a + b * p)), log(a + b * p) / (a + b * p), 1 / (1 + r * (a + b * p)) - c,
        outputs={"again": (a + b * p) ** 2, "ratio": (p / r) ** q + (p / r) ** (2 * q)},
    ),
}  # fmt: skip


def call(code, name, *arrays):
    code.functions[name](*(ctypes.c_void_p(x.ctypes.data) for x in arrays))


def in_lanes(one, y, p):
    """Run all functions of a system at one point for each lane; y (n, width), p (n_slow, width)."""
    code = compiled(one)
    sizes = code.sizes
    room = {k: lanes_array(max(1, sizes[k]), code.width) for k in sizes}
    state, slow, hoisted = room["n"], room["n_slow"], room["n_hoisted"]
    state[:], slow[: len(p)] = y, p
    rates, again = (lanes_array(sizes["n"], code.width) for _ in range(2))
    call(code, "prepare", slow, hoisted)
    call(code, "rates", state, slow, hoisted, rates)
    call(code, "rates_and_jacobian", state, slow, hoisted, again, room["n_jacobian"])
    call(code, "outputs", state, slow, hoisted, room["n_outputs"])
    size = np.nanmax(np.abs(rates), initial=1.0)
    assert rates == pytest.approx(again, rel=1e-12, abs=1e-14 * size, nan_ok=True), (
        "sums may be rounded in another order"
    )
    jacobian = np.zeros((sizes["n"], sizes["n"], code.width))
    for k, (i, j) in enumerate(code.entries):
        jacobian[i, j] = room["n_jacobian"][k]
    return SimpleNamespace(rates=rates, jacobian=jacobian, outputs=room["n_outputs"][: sizes["n_outputs"]])


def as_model(one):
    """Dress a system up as a model, for the independent compiler of `graph.py`."""
    parts = dict(zip(one.states, one.rates, strict=True)), dict(one.outputs)
    return SimpleNamespace(
        states=dict.fromkeys(one.states), params=dict.fromkeys(one.slow), exogenous={}, outputs=one.outputs,
        signed=one.signed, read=lambda leaf: parts,
    )  # fmt: skip


def assert_says_what_symengine_says(one, kernel, y, p):
    """Compare rates, Jacobian and outputs in every lane; rounding counts relative to the largest of each."""
    ours = in_lanes(one, y, p)
    for lane in range(WIDTH):
        point = np.ascontiguousarray(y[:, lane]), np.ascontiguousarray(p[:, lane])
        for name in ("rates", "jacobian", "outputs"):
            theirs = getattr(kernel, name)(*point)
            size = np.abs(theirs).max(initial=1.0)
            assert getattr(ours, name)[..., lane] == pytest.approx(theirs, rel=1e-12, abs=1e-12 * size), name


@pytest.mark.parametrize("name", SMALL)
def test_small_systems_say_what_symengine_says(name):
    one, rng = SMALL[name], np.random.default_rng(3)
    y, slow = rng.uniform(0.2, 1.8, (len(one.states), WIDTH)), rng.uniform(0.5, 2.5, (3, WIDTH))
    assert_says_what_symengine_says(one, compile_model(as_model(one)), y, slow)


@pytest.mark.parametrize("species", ["human", "rat"])
def test_the_model_says_what_symengine_says(species):
    model, rng = raad.treatment(species), np.random.default_rng(5)
    y = np.array([rng.uniform(0.6, 1.4, WIDTH) if r else rng.uniform(0.05, 0.5, WIDTH) for r in model.rest.values()])
    given = {**model.values, **model.rest_inputs, "weight": 70.0, "age": 65.0, "stress_exposure": 0.5}
    slow = np.array([given[n] * rng.uniform(0.9, 1.1, WIDTH) for n in (*model.params, *model.exogenous)])
    assert_says_what_symengine_says(System.of(model), compile_model(model), y, slow)


@pytest.mark.parametrize("name", SMALL)
def test_hoisting_changes_nothing(name):
    """`watched` writes everything in place, `outputs` takes from `prepare` what holds no state."""
    one, rng = SMALL[name], np.random.default_rng(4)
    everything = {**one.outputs, **{f"d_{n}": e for n, e in zip(one.states, one.rates, strict=True)}}
    one = System(one.states, one.slow, one.rates, everything, one.signed)
    y, slow = rng.uniform(0.2, 1.8, (len(one.states), WIDTH)), rng.uniform(0.5, 2.5, (3, WIDTH))
    names = [*everything, *one.states]
    watch = Code(compile_text(wide(write_watch(one, Lanes(WIDTH), names), Lanes(WIDTH)), this_machine()), ["watched"])
    arrays = [lanes_array(len(x), WIDTH) for x in (y, slow, names)]
    arrays[0][:], arrays[1][:] = y, slow
    pointers = [ctypes.c_void_p(x.ctypes.data) for x in (arrays[0], arrays[1], arrays[1], arrays[2])]
    watch.function("watched", 4)(*pointers)
    hoisted = in_lanes(one, y, slow).outputs
    assert arrays[2][: len(everything)] == pytest.approx(hoisted, rel=1e-13, abs=1e-14)
    assert np.array_equal(arrays[2][len(everything) :], y), "a state that is watched is the state"


def test_what_holds_no_state_is_worked_out_once():
    one = system(-(p * q / r) * a + log(p) * b, exp(-q) - (p * q / r) * b)
    functions = Functions(one, Lanes(WIDTH))
    assert 2 <= functions.sizes["n_hoisted"] <= 6
    text = str(functions.module).split('define void @"rates"')[1].split("}")[0]
    assert "fdiv" not in text, "the division is in `prepare`"


def test_lanes_do_not_mix():
    one = SMALL["powers"]
    y, slow = np.full((3, WIDTH), 0.7), np.full((3, WIDTH), 1.3)
    clean = in_lanes(one, y, slow)
    y[:, 1], slow[:, -1] = np.nan, np.nan
    spoiled = in_lanes(one, y, slow)
    others = [k for k in range(WIDTH) if k not in (1, WIDTH - 1)]
    for name in ("rates", "jacobian", "outputs"):
        assert np.array_equal(getattr(clean, name)[..., others], getattr(spoiled, name)[..., others])
    assert np.isnan(spoiled.rates[:, 1]).all(), "every rate reads the state that is none"
    assert np.isnan(spoiled.rates[[0, 2], -1]).all(), "and these two the parameters"


@pytest.mark.parametrize(
    ("expression", "base", "wanted"),
    [
        (a**p, 0.0, 0.0),
        (a**p, -1e-9, 0.0),  # a concentration below zero by rounding is none
        (a**p * b, 0.0, 0.0),
        (a**p / (q**p + a**p), 0.0, 0.0),
        (a**3, -2.0, -8.0),  # whole powers are products
        (a**16, -1.5, 1.5**16),
        (a**-1, -4.0, -0.25),
        (sqrt(a), 0.0, 0.0),
        (a**p, 1.0, 1.0),
        ((a**p) ** 0, 0.0, 1.0),
    ],
)
def test_powers_of_zero_and_below(expression, base, wanted):
    one = system(expression, 0)
    y, slow = np.full((2, WIDTH), base), np.full((3, WIDTH), 1.7)
    y[1] = 0.5
    assert in_lanes(one, y, slow).rates[0] == pytest.approx(np.full(WIDTH, wanted), rel=1e-14, abs=0)


@pytest.mark.parametrize("exponent", [0.3, 1.0, 1.7])
@pytest.mark.parametrize("base", [0.0, -1e-12])
def test_the_slope_of_a_power_at_zero_is_a_number(exponent, base):
    """Its true value is infinite below exponent one; a step must not fail in an empty compartment."""
    one = system(-(a**p) / (1 + a**p))
    y, slow = np.full((1, WIDTH), base), np.full((3, WIDTH), exponent)
    assert np.isfinite(in_lanes(one, y, slow).jacobian).all()


def test_the_residual_tells_a_good_solution_from_a_spoiled_one():
    one, rng = SMALL["linear chain"], np.random.default_rng(0)
    code = compiled(one)
    arrays = {k: lanes_array(max(1, v), WIDTH) for k, v in code.sizes.items()}
    shift, off = lanes_array(1, WIDTH), lanes_array(1, WIDTH)
    x, right = lanes_array(3, WIDTH), lanes_array(3, WIDTH)
    arrays["n_jacobian"][:] = rng.normal(size=arrays["n_jacobian"].shape)
    shift[0], right[:] = np.geomspace(10, 1e8, WIDTH), rng.normal(size=right.shape)
    x[:] = right
    call(code, "factor", arrays["n_jacobian"], shift, arrays["n_factor"])
    call(code, "solve", arrays["n_factor"], x)
    call(code, "residual", arrays["n_jacobian"], shift, x, right, off)
    assert off.max() < 1e-15
    x[1, 0] *= 1.001
    x[2, 1] = np.nan
    call(code, "residual", arrays["n_jacobian"], shift, x, right, off)
    assert off[0, 0] > 1e-4
    assert np.isnan(off[0, 1]) or off[0, 1] > 1
    assert off[0, 2:].max(initial=0) < 1e-15, "only the spoiled lanes"


@pytest.mark.parametrize(
    "expression",
    [
        symengine.sin(a),
        symengine.tanh(a * p),
        symengine.Max(a, p),
        symengine.sin(p) * a,
        symengine.gamma(a),
        abs(a) * p,
    ],
)
def test_what_cannot_be_written_says_so(expression):
    with pytest.raises(NotSupported, match=r"the engine cannot write"):
        Functions(system(expression), Lanes(WIDTH))


@pytest.mark.parametrize("width", [1, 2, 4, 8])
def test_every_width_can_be_written(width):
    for one in SMALL.values():
        assert "define void" in str(Functions(one, Lanes(width)).module)


def test_a_system_without_a_jacobian_or_outputs():
    one = System(("a",), (), (symengine.Integer(3),), {}, frozenset())
    code = compiled(one)
    assert (code.sizes["n_jacobian"], code.sizes["n_outputs"], code.sizes["n_factor"]) == (0, 0, 1)


def test_a_name_of_a_state_may_be_any_word():
    names = ("e", "pi", "log", "define")
    rates = tuple(Symbol(n) * (k + 1) for k, n in enumerate(names))
    y = np.arange(1.0, 5.0)[:, None] * np.ones(WIDTH)
    ours = in_lanes(System(names, (), rates, {}, frozenset()), y, np.zeros((1, WIDTH)))
    assert ours.rates[:, 0].tolist() == [1.0, 4.0, 9.0, 16.0]
