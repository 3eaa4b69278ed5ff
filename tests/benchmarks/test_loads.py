"""All simulators must be given the same load, and errors must mean what the table says. No test measures time."""

from __future__ import annotations

import doctest
import importlib
import math

import numpy as np
import pytest
import symengine

from benchmarks.accuracy import errors, scales
from benchmarks.diffsl import diffsl
from benchmarks.load import DOSE_TIMES, OUTPUT_TIMES, Load
from benchmarks.measure import Point, at_error
from benchmarks.peer import Missing
from benchmarks.peers.cvode import Cvode
from benchmarks.peers.diffsol import Diffsol
from benchmarks.peers.roadrunner import RoadRunner
from benchmarks.program import program
from benchmarks.proxy_load import proxy
from benchmarks.raad_load import raad
from benchmarks.sbml import sbml
from benchmarks.table import table
from benchmarks.tree import say

PEERS = (Diffsol, RoadRunner, Cvode)


class Numbers:
    """A language whose sentences are values: what a writer makes of an expression, computed."""

    def __init__(self, values):
        self.values = values

    def number(self, value):
        return value

    def name(self, symbol):
        return self.values[symbol]

    def plus(self, parts):
        return math.fsum(parts)

    def times(self, parts):
        return math.prod(parts)

    def divide(self, above, below):
        return above / below

    def power(self, base, exponent):
        return base**exponent

    def function(self, name, argument):
        return getattr(math, name)(argument)


def toy() -> Load:
    """A drug that leaves along a line, and an effect that follows it through every kind of node; two people."""
    x, z, k, n, flow = (symengine.Symbol(s) for s in ("x", "z", "k", "n", "flow"))
    rates = (
        flow - k * x,
        symengine.exp(-x / 3) * x**n / (1 + x**n + k**n) + symengine.sqrt(1 + x**2) / 9 - z * symengine.log(2 + k) / 2,
    )
    return Load(
        "toy", ("x", "z"), ("k", "n", "unread"), ("flow",), rates,
        np.array([[2.0, 1.0], [1.0, 0.5]]), np.array([[0.5, 2.5, 7.0], [0.8, 1.5, 7.0]]),
        np.array([1.0, 1.5]), np.array([[[0.0], [4.0], [0.0]], [[0.0], [2.0], [0.0]]]),
        np.array([0.0, 0.5, 1.25, 1.5, 3.0]),
    )  # fmt: skip


def drug(load: Load, person: int) -> np.ndarray:
    """Closed form of the toy's first state."""
    k, (begin, end) = load.values[person, 0], load.boundaries
    t, flow = load.times, load.levels[person, 1, 0]
    during = np.clip(t, begin, end) - begin
    return load.starts[person, 0] * np.exp(-k * t) + flow / k * (1 - np.exp(-k * during)) * np.exp(
        -k * (t - begin - during).clip(0)
    )


@pytest.mark.parametrize("load", [toy(), proxy(), raad(2)], ids=lambda load: load.name)
@pytest.mark.parametrize("scaled", [False, True])
def test_programs_say_what_the_load_says(load, scaled):
    rng = np.random.default_rng(1)
    scale = rng.uniform(0.5, 2, len(load.states)) if scaled else np.ones(len(load.states))
    made = program(load, scale if scaled else None)
    state, level = load.starts[1] + rng.uniform(0.05, 0.1, len(load.states)), load.levels[1, 1]
    given = dict(zip(load.states, state, strict=True)) | dict(zip(load.parameters, load.values[1], strict=True))
    given |= dict(zip(load.inputs, level, strict=True))
    plain = np.array([say(e, Numbers(given)) for e in load.rates])
    known = {str(s): v for s, v in zip(made.states, state / scale, strict=True)}
    known |= {str(s): v for s, v in zip(made.constants, made.values[1], strict=True)}
    known |= {str(s): v for s, v in zip(made.inputs, level, strict=True)}
    for name, e in made.terms:
        known[str(name)] = say(e, Numbers(known))
    ready = np.array([say(e, Numbers(known)) for e in made.rates]) * scale
    assert ready == pytest.approx(plain, rel=1e-11, abs=1e-11 * np.abs(plain).max())


def test_constants_of_a_person_are_computed_once():
    made = program(toy())
    constant = set(made.constants)
    assert not [e for _, e in made.terms if e.args and e.free_symbols and e.free_symbols <= constant]


def test_diffsl_computes_the_same_rates():
    ds = pytest.importorskip("pydiffsol", reason="pydiffsol is not installed")
    load = toy()
    made = program(load)
    ode = ds.Ode(diffsl(made), matrix_type=ds.faer_sparse)
    parameters = np.concatenate([made.values[1], load.levels[1, 1], load.starts[1]])
    given = dict(zip([*load.states, *load.parameters], [*load.starts[1], *load.values[1]], strict=True)) | {"flow": 2.0}
    assert ode.y0(parameters) == pytest.approx(load.starts[1])
    assert ode.rhs(parameters, 0.0, load.starts[1]) == pytest.approx([say(e, Numbers(given)) for e in load.rates])


def test_sbml_computes_the_same_rates():
    roadrunner = pytest.importorskip("roadrunner", reason="libroadrunner is not installed")
    load = toy()
    made = program(load)
    runner = roadrunner.RoadRunner(sbml(made))
    values = [*made.values[1], *load.starts[1], *load.levels[1, 1]]
    for name, value in zip([*made.constants, *made.states, *made.inputs], values, strict=True):
        runner.setValue(str(name), float(value))
    given = dict(zip([*load.states, *load.parameters], [*load.starts[1], *load.values[1]], strict=True)) | {"flow": 2.0}
    rates = [runner.getValue(f"{y}'") for y in made.states]
    assert rates == pytest.approx([say(e, Numbers(given)) for e in load.rates])


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_follows_the_closed_form(peer):
    load, solver = toy(), peer()
    try:
        solver.prepare(load, np.ones(2))
    except Missing as why:
        pytest.skip(str(why))
    y, cpu = solver.solve(1e-8)
    assert y.shape == (2, 5, 2)
    assert cpu >= 0
    for person in range(2):
        assert y[person, :, 0] == pytest.approx(drug(load, person), rel=1e-6)


@pytest.mark.parametrize("peer", PEERS[:2], ids=lambda peer: peer.name)
def test_peers_agree_on_the_effect(peer):
    load, solver, judge = toy(), peer(), Cvode()
    try:
        solver.prepare(load, np.ones(2))
        judge.prepare(load, np.ones(2))
    except Missing as why:
        pytest.skip(str(why))
    assert errors(solver.solve(1e-8)[0], judge.solve(1e-10)[0]).max() < 1e-5


def test_loads_have_what_was_promised():
    for load, states in ((proxy(), 82), (raad(3), None)):
        assert states in (None, len(load.states))
        assert len(load.times) == 100
        assert len(load.segments) == 2 * len(DOSE_TIMES) + 1
        assert sum(len(places) for _, _, places in load.segments) == 99  # all but the start
        assert np.all(np.isfinite(load.starts)) and np.all(load.levels >= 0)
        assert len(np.unique(load.values, axis=0)) == len(load)
    assert np.all(np.diff(OUTPUT_TIMES) > 0)


def test_repeated_people_are_the_same_people():
    load = proxy().first(3).repeated(7)
    assert np.array_equal(load.values[[0, 3, 6]], load.values[[0, 0, 0]])


def test_error_is_relative_but_not_to_what_is_small():
    reference = np.array([[[1000.0, 0.0], [0.5, 0.0]]])
    assert errors(reference, reference).tolist() == [0.0]
    assert errors(np.array([[[1000.0, 0.0], [0.65, 0.0]]]), reference) == pytest.approx([0.1])  # 0.15 / (0.5 + 1)
    assert errors(np.array([[[1000.0, 2e-3], [0.5, 0.0]]]), reference) == pytest.approx([2e-3])  # empty: as it is
    assert errors(np.array([[[1000.0, 0.0], [np.nan, 0.0]]]), reference).tolist() == [np.inf]
    assert scales(reference).tolist() == [1000.0, 1.0]


@pytest.mark.parametrize("module", ["accuracy", "antimony", "measure"])
def test_examples_of_docstrings(module):
    failed, tried = doctest.testmod(importlib.import_module(f"benchmarks.{module}"))
    assert tried
    assert not failed


def test_equal_error_lies_between_the_points_around_it():
    points = [Point("a", 1e-4, 1.0, 1e-3), Point("a", 1e-6, 2.0, 1e-5), Point("a", 1e-8, 8.0, 1e-7)]
    assert at_error(points, 1e-4).seconds == pytest.approx(math.sqrt(2))
    assert at_error(points, 1e-6).seconds == pytest.approx(4.0)
    assert at_error(points, 1e-9) == at_error(points[2:])
    assert not at_error(points, 1e-9).bracketed
    assert "nearest" in table(points[2:], {"b": "not installed"})
