"""Gradients of readouts at times by everything that a course depends on: one way back for all, a few at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.engine.gradient.backward import Sweep
from raad.engine.gradient.compiled_gradient import Differentiated
from raad.engine.gradient.tape import Steps
from raad.engine.loop.memory import Record, lanes_array

STAGES = 8


@dataclass(frozen=True)
class Seeds:
    """Readouts at times, each by its gradient at that moment.

    Parameters
    ----------
    by_state, by_slow
        Derivatives of each readout by states and parameters. (n_seeds, n_states), (n_seeds, n_slow)
    step, part
        Where each is read: a step (-1: the entry) and how far in it, 0 to 1. (n_seeds,)
    """

    by_state: np.ndarray
    by_slow: np.ndarray
    step: np.ndarray
    part: np.ndarray


@dataclass(frozen=True)
class Bars:
    """Derivatives of each seed's readout.

    Parameters
    ----------
    entry
        By the state before treatment, to which a reset returns. (n_seeds, n_states)
    slow
        By each parameter or input as it stood at the entry, the entry's state held. (n_seeds, n_slow)
    by_value, by_time
        By the value and the time of each line of the timetable. (n_seeds, n_lines)
    """

    entry: np.ndarray
    slow: np.ndarray
    by_value: np.ndarray
    by_time: np.ndarray


def pull(made: Differentiated, steps: Steps, seeds: Seeds, most: int = 64) -> Bars:
    """Take readouts back to the entry: the discrete adjoint of the step sequence, its step sizes held.

    Parameters
    ----------
    made
        Machine code of the system's gradients.
    steps
        Of one person.
    seeds
        Readouts at times.
    most
        Groups of lanes that go back together; bounds the memory that is used.
    """
    order = np.argsort(-seeds.step, kind="stable")  # neighbours in time go together
    count, size = len(order), most * made.width
    bars = Bars(
        np.zeros(seeds.by_state.shape), np.zeros(seeds.by_slow.shape),
        np.zeros((count, len(steps.timetable.time))), np.zeros((count, len(steps.timetable.time))),
    )  # fmt: skip
    for first in range(0, count, size):
        _pull(made, steps, seeds, order[first : first + size], bars)
    return bars


def _pull(made: Differentiated, steps: Steps, seeds: Seeds, chosen: np.ndarray, bars: Bars) -> None:
    width, sizes, known = made.width, made.code.sizes, made.known
    n, n_slow, n_lines = sizes["n"], sizes["n_slow"], len(steps.timetable.time)
    groups = -(-len(chosen) // width)

    def padded(length: int) -> int:
        return -(-length // width) * width

    at_u = padded(sizes["n_factor"])
    at_slopes = at_u + padded(STAGES * n)
    rows_slopes = padded(known["n_slopes"])
    at_curvature = at_slopes + STAGES * rows_slopes
    rows = at_curvature + padded(known["n_curvature"])
    sheet = lanes_array(rows, width)
    work = made.work(factors=sheet[: sizes["n_factor"]], u=sheet[at_u : at_u + STAGES * n])

    def lanes(array: np.ndarray) -> np.ndarray:
        """Lay out (n_chosen, length) as (groups, length, width)."""
        full = np.zeros((groups * width, array.shape[1]))
        full[: len(chosen)] = array[chosen]
        found = lanes_array(groups * array.shape[1], width)
        found[:] = full.reshape(groups, width, -1).swapaxes(1, 2).reshape(-1, width)
        return found

    reads = np.full(groups * width, -2, np.int64)  # -2: a lane without a readout
    reads[: len(chosen)] = seeds.step[chosen]
    lengths = {"bar": n, "bar_slow": n_slow, "bar_rate": n, "bar_entry": n, "by_value": n_lines, "by_time": n_lines}
    results = {name: lanes_array(groups * length, width) for name, length in lengths.items()}
    record = Record(Sweep, {
        "n_steps": len(steps), "n_lines": n_lines, "groups": groups, "begin": steps.begin, "hour": steps.hour,
        "stretch": steps.stretch, "loaded": -1, "slow": steps.slow, "rate": steps.rate, "line": steps.line,
        "kind": steps.timetable.kind, "index": steps.timetable.index, "jump": steps.jump,
        "seed": lanes(seeds.by_state), "seed_slow": lanes(seeds.by_slow), "seed_step": reads,
        "seed_part": lanes(seeds.part[:, None]), "until": reads.reshape(groups, width).max(axis=1), **results,
        "hoisted": lanes_array(known["n_hoisted"], width), "sheet": sheet, "packed": lanes_array(rows, width),
        "rows": rows, "at_u": at_u, "at_slopes": at_slopes, "rows_slopes": rows_slopes, "at_curvature": at_curvature,
        "v": lanes_array(STAGES * n, width), "back": lanes_array(STAGES * n, width), "mask": lanes_array(1, width),
    })  # fmt: skip
    load = made.load()
    made.entries["sweep"](load.address, work.address, record.address)
    for name, out in (
        ("bar_entry", bars.entry),
        ("bar_slow", bars.slow),
        ("by_value", bars.by_value),
        ("by_time", bars.by_time),
    ):
        found = results[name].reshape(groups, -1, width).swapaxes(1, 2).reshape(groups * width, -1)
        out[chosen] = found[: len(chosen)]


def seeds_of(made: Differentiated, steps: Steps, outputs: np.ndarray, states: np.ndarray) -> Seeds:
    """Make seeds of outputs and states at every recorded time: (times x (outputs, then states)).

    Parameters
    ----------
    outputs, states
        Places of the outputs and of the states that are read. (n_outputs,), (n_states,)
    """
    places = [steps.place(float(t)) for t in steps.times]
    slow = np.array([steps.slow_at(step) for step, _ in places])
    by_state, by_slow = made.output_slopes(steps.states, slow)
    unit = np.tile(np.eye(steps.states.shape[1])[states], (len(places), 1, 1))
    by_state = np.concatenate([by_state[:, outputs], unit], axis=1)
    by_slow = np.concatenate([by_slow[:, outputs], np.zeros((*unit.shape[:2], slow.shape[1]))], axis=1)
    step, part = (np.repeat(np.array(column), by_state.shape[1]) for column in zip(*places, strict=True))
    return Seeds(by_state.reshape(-1, by_state.shape[2]), by_slow.reshape(-1, by_slow.shape[2]), step, part)
