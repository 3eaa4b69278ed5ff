"""The way back against closed forms, and against frozen-step differences on the whole model."""

from __future__ import annotations

import numpy as np
import pytest
import symengine

import raad
from raad.engine.compiled import compiled
from raad.engine.gradient.adjoint import Seeds, pull, seeds_of
from raad.engine.gradient.compiled_gradient import differentiated
from raad.engine.gradient.frozen_course import replayed
from raad.engine.gradient.tape import tape
from raad.engine.journey import Accuracy
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable
from raad.quantities.errors import NotSupported
from raad.solve.arrival import arrive
from raad.solve.simulate import code_of

K, V = 0.3, 2.0
EXACT = Accuracy(rtol=1e-10)


@pytest.fixture(scope="module")
def one_compartment():
    body, k, v = symengine.symbols("body k v")
    return differentiated(compiled(System(("body",), ("k", "v"), (-k * body,), {"conc": body / v}, frozenset())))


def gradient(made, lines, times, entry=(0.0,), accuracy=EXACT):
    steps = tape(made, np.array(entry), np.array([K, V]), np.array(times), Timetable.of([lines]), accuracy)
    return steps, pull(made, steps, seeds_of(made, steps, np.array([0]), np.zeros(0, int)))


def test_a_bolus_in_closed_form(one_compartment):
    """conc = 10 exp(-k (t - 1)) / v, read within a step and at its end."""
    steps, bars = gradient(one_compartment, [(1.0, Kind.BOLUS, 0, 10.0)], [0.5, 1.0, 3.3, 6.0])
    t = np.array([3.3, 6.0])
    conc = 10 * np.exp(-K * (t - 1)) / V
    np.testing.assert_allclose(steps.states[2:, 0] / V, conc, rtol=1e-8)
    np.testing.assert_allclose(bars.slow[2:], np.transpose([-(t - 1) * conc, -conc / V]), rtol=1e-7)
    np.testing.assert_allclose(bars.by_value[2:, 0], conc / 10, rtol=1e-7)
    np.testing.assert_allclose(bars.by_time[2:, 0], K * conc, rtol=1e-7)
    np.testing.assert_allclose(bars.entry[:, 0], np.exp(-K * (np.array([0.5, 1.0, *t]) - 0.5)) / V, rtol=1e-7)
    assert not bars.by_value[:2].any() and not bars.by_time[:2].any()  # at the time of the dose: before it


def test_an_infusion_in_closed_form(one_compartment):
    rate, begin, end, t = 4.0, 1.0, 3.0, 5.0
    lines = [(begin, Kind.START, 0, rate), (end, Kind.STOP, 0, rate)]
    _, bars = gradient(one_compartment, lines, [t])
    left, right = np.exp(-K * (t - begin)), np.exp(-K * (t - end))
    np.testing.assert_allclose(bars.by_value.sum(), (right - left) / K / V, rtol=1e-7)
    np.testing.assert_allclose(bars.by_time[0], [-rate * left / V, rate * right / V], rtol=1e-7)


def test_a_change_and_a_reset_in_closed_form(one_compartment):
    """k changes at 2; a reset at 4 cuts all that was before and brings the entry back."""
    lines = [(2.0, Kind.CHANGE, 0, 0.5), (4.0, Kind.RESET, 0, 0.0)]
    _, bars = gradient(one_compartment, lines, [3.0, 5.0], entry=(8.0,))
    before = 8 * np.exp(-K * 2.0 - 0.5) / V  # times start at the first line
    before /= np.exp(-K * 2.0)
    np.testing.assert_allclose(bars.by_value[0, 0], -before, rtol=1e-7)
    np.testing.assert_allclose(bars.by_time[0, 0], (0.5 - K) * before, rtol=1e-7)
    after = 8 * np.exp(-0.5) / V
    np.testing.assert_allclose(bars.by_value[1, 0], -after, rtol=1e-7)
    np.testing.assert_allclose([bars.by_time[1, 1], bars.entry[1, 0]], [0.5 * after, after / 8], rtol=1e-7)
    assert bars.slow[1, 0] == 0.0


def test_a_long_way_is_followed_again_with_a_longer_tape(one_compartment, monkeypatch):
    lines = [(1.0, Kind.BOLUS, 0, 10.0)]
    short, once = gradient(one_compartment, lines, [3.3, 6.0])
    monkeypatch.setattr("raad.engine.gradient.tape._CAPACITY", 3)
    again, twice = gradient(one_compartment, lines, [3.3, 6.0])
    assert len(again) == len(short) > 3
    assert np.array_equal(once.slow, twice.slow)


def test_nothing_given_and_no_way_to_go(one_compartment):
    """Read at the entry: no step, no line."""
    steps, bars = gradient(one_compartment, [], [2.0], entry=(8.0,))
    assert len(steps) == 0
    assert bars.entry.tolist() == [[1 / V]] and bars.slow.tolist() == [[0.0, -8 / V**2]]


def test_a_steady_state_is_refused(one_compartment):
    lines = [(24.0, Kind.CYCLE, 10, 24.0), (24.0, Kind.REPEAT, 0, 0.0)]
    with pytest.raises(NotSupported, match="steady state"):
        gradient(one_compartment, lines, [30.0])


@pytest.fixture(scope="module")
def course():
    """Two nasal doses and an infusion on the whole model, with an input that changes."""
    model = raad.treatment()
    made = differentiated(code_of(model))
    system = made.code.system
    values = {**model.values, **model.rest_inputs, "age": 45.0, "weight": 74.0}
    slow = np.array([[values[n] for n in system.slow]])
    rest = np.array([model.rest[n] for n in system.states])
    found = arrive(made.code, rest, slow, np.array([35.0]), np.array([np.nan]))
    place = {n: k for k, n in enumerate(system.states)}
    flow, blocked = place["esketamine_central"], system.slow.index("ampa_antagonist")
    nose, throat = place["esketamine_nasal_depot"], place["esketamine_swallowed_depot"]
    lines = [
        (0.0, Kind.START, throat, 65.0), (0.0, Kind.BOLUS, nose, 60.0), (0.53, Kind.STOP, throat, 65.0),
        (5.0, Kind.CHANGE, blocked, 0.4), (6.0, Kind.START, flow, 90.0), (6.7, Kind.STOP, flow, 90.0),
        (8.0, Kind.CHANGE, blocked, 0.0), (50.0, Kind.BOLUS, nose, 40.0),
    ]  # fmt: skip
    times = np.array([1.1, 6.3, 30.0, 80.0])
    return made, tape(made, found.state[0], found.slow[0], times, Timetable.of([lines]), Accuracy(rtol=1e-6))


def outputs_at(made, states, slow):
    from raad.engine.batch import tabulate

    rows = states.reshape(-1, states.shape[-1])
    names = list(made.code.system.outputs)
    found = tabulate(made.code, names, rows, slow.reshape(len(rows), -1), np.arange(len(rows)))
    return found.reshape(*states.shape[:-1], len(names))


def frozen_differences(made, steps, vary, size):
    """Central differences of all outputs over the same steps; `vary` is 0 entry, 1 parameters, 2 lines."""
    base = (steps.entry, steps.first_slow, steps.timetable.value)
    rows = [np.tile(part, (2 * len(base[vary]), 1)) for part in base]
    k = np.arange(len(base[vary]))
    rows[vary][2 * k, k] += size
    rows[vary][2 * k + 1, k] -= size
    found = outputs_at(made, *replayed(made, steps, *rows))
    return (found[0::2] - found[1::2]) / (2 * size[:, None, None])


def worst(adjoint, differences, size, outputs):
    """Return the largest difference, relative, with a thousandth of the output as the smallest that counts."""
    a, d = (np.abs(x) * size for x in (adjoint, adjoint - differences))
    return float((d / (a + 1e-3 * np.abs(outputs)[:, :, None] + 1e-9)).max())


def test_parameters_agree_with_frozen_differences_on_the_whole_model(course):
    made, steps = course
    count = len(made.code.system.outputs)
    bars = pull(made, steps, seeds_of(made, steps, np.arange(count), np.zeros(0, int)))
    size = 1e-4 * np.where(steps.first_slow == 0, 1.0, np.abs(steps.first_slow))
    found = frozen_differences(made, steps, 1, size).transpose(1, 2, 0)
    base = outputs_at(made, steps.states, np.array([steps.slow_at(steps.place(t)[0]) for t in steps.times]))
    inside = steps.first_slow > 0  # at zero, many inputs are at the border of their range
    adjoint = bars.slow.reshape(found.shape)
    assert worst(adjoint[:, :, inside], found[:, :, inside], steps.first_slow[inside], base) < 1e-5


def test_doses_and_entry_agree_with_frozen_differences_on_the_whole_model(course):
    made, steps = course
    count = len(made.code.system.outputs)
    bars = pull(made, steps, seeds_of(made, steps, np.arange(count), np.zeros(0, int)))
    base = outputs_at(made, steps.states, np.array([steps.slow_at(steps.place(t)[0]) for t in steps.times]))
    value = steps.timetable.value
    found = frozen_differences(made, steps, 2, 1e-5 * np.where(value == 0, 1.0, value)).transpose(1, 2, 0)
    lone = np.isin(steps.timetable.kind, (Kind.BOLUS, Kind.CHANGE)) & (value > 0)  # a START alone leaves no pair
    adjoint = bars.by_value.reshape(found.shape)
    assert worst(adjoint[:, :, lone], found[:, :, lone], value[lone], base) < 1e-5
    full = steps.entry > 1e-3
    found = frozen_differences(made, steps, 0, 1e-5 * np.maximum(steps.entry, 1e-3)).transpose(1, 2, 0)
    adjoint = bars.entry.reshape(found.shape)
    assert worst(adjoint[:, :, full], found[:, :, full], steps.entry[full], base) < 1e-5


def test_an_infusion_agrees_with_frozen_differences_on_the_whole_model(course):
    made, steps = course
    rows = np.tile(steps.timetable.value, (2, 1))
    pair = [4, 5]  # its start and its stop
    rows[0, pair], rows[1, pair] = 90.0 * (1 + 1e-5), 90.0 * (1 - 1e-5)
    entry, slow = (np.tile(part, (2, 1)) for part in (steps.entry, steps.first_slow))
    states, held = replayed(made, steps, entry, slow, rows)
    up, down = outputs_at(made, states, held)
    bars = pull(made, steps, seeds_of(made, steps, np.arange(up.shape[1]), np.zeros(0, int)))
    adjoint = bars.by_value[:, pair].sum(axis=1).reshape(up.shape)
    difference = (up - down) / (2 * 90e-5)
    assert worst(adjoint[:, :, None], difference[:, :, None], 90.0, (up + down) / 2) < 1e-5


def test_nobody_else_in_the_lanes_changes_a_bit(course):
    made, steps = course
    seeds = seeds_of(made, steps, np.arange(7), np.array([3]))
    together = pull(made, steps, seeds)
    for k in (0, 11, 31):
        one = Seeds(seeds.by_state[[k]], seeds.by_slow[[k]], seeds.step[[k]], seeds.part[[k]])
        alone = pull(made, steps, one)
        for name in ("entry", "slow", "by_value", "by_time"):
            assert np.array_equal(getattr(alone, name)[0], getattr(together, name)[k])


def test_the_replay_of_nobody_else_is_the_tape(course):
    made, steps = course
    states, slow = replayed(made, steps, steps.entry[None], steps.first_slow[None], steps.timetable.value[None])
    np.testing.assert_allclose(states[0], steps.states, rtol=1e-9, atol=1e-12)
    assert slow[0, 1].max() == steps.slow_at(steps.place(6.3)[0]).max()
