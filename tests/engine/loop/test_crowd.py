"""People side by side: nobody's bits depend on who else is followed, who fails, the order, or the threads."""

from __future__ import annotations

import numpy as np
import pytest
from symengine import Symbol

from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.loop.memory import FINE
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable

PEOPLE = 30
GUT, BLOOD = Symbol("gut"), Symbol("blood")
RATES = (-Symbol("ka") * GUT, Symbol("ka") * GUT - Symbol("v") * BLOOD / (BLOOD + 1))
SATURABLE = System(("gut", "blood"), ("ka", "v"), RATES, {}, frozenset())
TIMES = np.array([0.0, 0.5, 1.0, 2.0, 4.5, 10.0, 24.0])


def crowd():
    """People with own doses, rates and times."""
    rng = np.random.default_rng(2)
    slow = rng.lognormal(0, 1, (PEOPLE, 2))
    lines = []
    for _ in range(PEOPLE):
        doses = zip(rng.uniform(0, 20, 3), rng.lognormal(1, 1, 3), strict=True)
        infusion = [(2.0, Kind.START, 1, 1.0), (2.0 + 9 * rng.random(), Kind.STOP, 1, 1.0)]
        lines.append(sorted([*((t, Kind.BOLUS, 0, d) for t, d in doses), *infusion], key=lambda line: line[0]))
    return lines, slow


def follow(who, spoil=(), threads=1):
    lines, slow = crowd()
    slow[list(spoil), 1] = np.nan
    who = list(who)
    people, plan = len(who), Timetable.of([lines[i] for i in who])
    run = Journey(
        compiled(SATURABLE), np.zeros((people, 2)), slow[who], np.zeros(people), plan, Records.same(people, TIMES),
        Watch.nothing(), Accuracy(rtol=1e-5),
    )  # fmt: skip
    run.go(np.full(people, 24.0), threads)
    return run


def rows(run, name, who=slice(None)):
    return getattr(run, name).reshape(run.people, -1)[who]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_others_keep_every_bit_when_neighbours_fail(threads):
    spoil = (0, 3, 11, 29)
    clean, spoiled = follow(range(PEOPLE)), follow(range(PEOPLE), spoil, threads)
    fine = [i for i in range(PEOPLE) if i not in spoil]
    assert np.flatnonzero(spoiled.status != FINE).tolist() == list(spoil)
    for name in ("states", "shelf", "steps", "rejected"):
        assert np.array_equal(rows(clean, name, fine), rows(spoiled, name, fine)), name


@pytest.mark.parametrize("number", [1, 2, 7, 9, 30])
def test_more_or_fewer_people_than_lanes(number):
    assert np.array_equal(rows(follow(range(number)), "states"), rows(follow(range(PEOPLE)), "states")[:number])


def test_the_order_of_people_changes_no_bit():
    order = np.random.default_rng(0).permutation(PEOPLE)
    assert np.array_equal(rows(follow(order), "states"), rows(follow(range(PEOPLE)), "states", order))


def test_nobody_at_all():
    assert follow([]).y.shape == (0, 2)
