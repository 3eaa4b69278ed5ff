"""The whole step loop as Python runs it is the compiled loop, on absorption, saturable elimination and an effect."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import symengine

from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.language import words
from raad.engine.language.words import WIDTH
from raad.engine.loop.memory import lanes_array, work
from raad.engine.loop.running import run
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable


def small():
    gut, blood, effect, ka, vmax, km, tau = symengine.symbols("gut blood effect ka vmax km tau")
    rates = (-ka * gut, ka * gut - vmax * blood / (km + blood), (symengine.log(1 + blood) - effect - 1) / tau)
    return System(("gut", "blood", "effect"), ("ka", "vmax", "km", "tau"), rates, {}, frozenset({"effect"}))


def journey(people=5):
    """Journeys with a bolus, overlapping infusions, a change, a cycle, a reset, and records before and after."""
    slow = np.array([1.1, 0.8, 0.3, 2.0]) * np.random.default_rng(5).lognormal(0, 0.4, (people, 4))
    lines = [
        [
            (0.0, Kind.CYCLE, 50, 12.0), (-12.0, Kind.BOLUS, 0, 1.0), (0.0, Kind.REPEAT, 0, 0.0),
            (0.5, Kind.BOLUS, 0, 2.0 + k), (1.0, Kind.START, 1, 1.0), (1.5, Kind.START, 1, 0.5 * k),
            (2.0, Kind.STOP, 1, 1.0), (2.5 + k / 8, Kind.STOP, 1, 0.5 * k), (3.0, Kind.CHANGE, 3, 1.0),
            (4.0, Kind.BOLUS, 0, 1.0), (4.0, Kind.RECORD, 0, 0.0), (6.0, Kind.RESET, 0, 0.0), (6.5, Kind.PAUSE, 0, 0.0),
        ]
        for k in range(people)
    ]  # fmt: skip
    times = np.array([0.0, 0.2, 0.5, 1.2, 2.0, 3.3, 4.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    records = Records.same(people, times)
    records.held[7 :: len(times)] = 1
    watch = Watch(("blood", "gut"), np.array([0.5, 0.2]), np.array([0.0, 2.0]), np.array([8.0, 6.0]))
    entry = np.tile([0.0, 0.1, -1.0], (people, 1))
    return Journey(
        compiled(small()), entry, slow, np.zeros(people), Timetable.of(lines), records, watch, Accuracy(rtol=1e-5), (3,)
    )


class ByNumPy:
    """The functions of a system as `words.py` wants them; the matrices of all lanes are solved by NumPy."""

    def __init__(self, system, entries, watched):
        y, p = symengine.symbols(list(system.states)), symengine.symbols(list(system.slow))
        self.entries, self.n = entries, len(y)
        values = {
            "rates": system.rates,
            "slopes": list(system.jacobian.values()),
            "watched": symengine.symbols(watched),
        }
        self.calls = {name: symengine.Lambdify([*y, *p], list(e), backend="lambda") for name, e in values.items()}
        self.matrix = np.zeros((WIDTH, self.n, self.n))

    def said(self, name, y, p):
        return self.calls[name](np.concatenate([y[: self.n], p]).T).T

    def rates(self, y, p, q, f):
        f[: self.n] = self.said("rates", y, p)

    def rates_and_jacobian(self, y, p, q, f, jacobian):
        self.rates(y, p, q, f)
        jacobian[:] = self.said("slopes", y, p)

    def of(self, jacobian, shift):
        full = np.zeros((WIDTH, self.n, self.n))
        full[:, self.entries[:, 0], self.entries[:, 1]] = -jacobian.T
        return full + shift[0][:, None, None] * np.eye(self.n)

    def factor(self, jacobian, shift, factors):
        self.matrix = self.of(jacobian, shift)

    def solve(self, factors, b):
        b[: self.n] = np.linalg.solve(self.matrix, b[: self.n].T[..., None])[..., 0].T

    def residual(self, jacobian, shift, x, b, out):
        matrix = self.of(jacobian, shift)
        left = np.einsum("kij,jk->ik", matrix, x[: self.n])
        size = np.einsum("kij,jk->ik", np.abs(matrix), np.abs(x[: self.n]))
        out[0] = np.max(np.abs(b[: self.n] - left) / (size + 1e-300), axis=0)

    def prepare(self, p, q):
        pass

    def watched(self, y, p, q, out):
        out[: len(self.calls["watched"](np.ones(self.n + len(p))))] = self.said("watched", y, p)


def by_python(one, end, monkeypatch):
    """Follow a journey with the loop as it stands in Python."""
    numpy = ByNumPy(one.code.system, one.code.entries, list(one.watched.names))
    names = ("rates", "rates_and_jacobian", "factor", "solve", "residual", "prepare", "watched")
    monkeypatch.setattr(words, "linked", {name: getattr(numpy, name) for name in names})
    load = one._load(np.full(one.people, end)).arrays
    crew = work({**one.code.sizes, "n_watch": len(one.watched.names)}, WIDTH, 0, one.people).arrays
    crew["clock"][1:3] = 1.0  # lanes in which nobody sits divide by their step too
    flat = {name: a.reshape(-1) if isinstance(a, np.ndarray) else a for name, a in load.items()}
    with np.errstate(all="ignore"):
        run(SimpleNamespace(**flat), SimpleNamespace(**crew))


def test_the_whole_loop_in_python_is_the_compiled_loop(monkeypatch):
    machine, python = journey(), journey()
    for end in (3.3, 8.0):
        machine.go(np.full(5, end))
        by_python(python, end, monkeypatch)
    assert np.isfinite(machine.states).all() and not machine.status.any()
    # Other rounding in the linear algebra moves errors, and with them step sizes, in their last digits.
    assert python.states == pytest.approx(machine.states, rel=1e-10, abs=1e-10)
    assert python.watch == pytest.approx(machine.watch, rel=1e-9, abs=1e-9)
    for name in ("steps", "rejected", "status", "line", "row"):
        assert np.array_equal(getattr(python, name), getattr(machine, name)), name
    assert np.array_equal(python.changed, machine.changed)


def test_python_gives_up_the_same_person(monkeypatch):
    machine, python = journey(), journey()
    for one in (machine, python):
        one.p[2, 3] = np.nan
    machine.go(np.full(5, 8.0))
    by_python(python, 8.0, monkeypatch)
    assert machine.status.tolist() == python.status.tolist() == [0, 0, 1, 0, 0]
    assert machine.when[2] == python.when[2] == -12, "at the start of its first cycle"
    assert machine.culprit[2] == 2, "NumPy's own elimination spreads what is no number, ours follows the pattern"


def test_addresses_are_aligned_for_the_widest_registers():
    for length in range(1, 12):
        assert lanes_array(length, 8).ctypes.data % 64 == 0
