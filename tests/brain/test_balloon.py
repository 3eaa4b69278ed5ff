"""Blood behind neurons: steady states, small waves against the closed form, and the loop in machine code."""

from __future__ import annotations

import numpy as np
import pytest

from raad.brain import Balloon

BALLOON = Balloon.of_register()


@pytest.mark.parametrize("drive", [0.0, 0.16, 1.0])
def test_the_closed_form_is_a_steady_state(drive):
    assert np.abs(BALLOON.flows(BALLOON.steady(drive), drive)).max() < 1e-12


def test_numbers_are_those_of_the_published_code():
    assert BALLOON.weights == pytest.approx((4.3 * 40.3 * 0.4 * 0.04, 25 * 0.4 * 0.04, 1.0))


def test_a_constant_drive_ends_at_its_steady_state():
    drive = np.full((3000, 2), 0.5)
    drive[0] = 0.0
    assert BALLOON.follow(drive, 0.02)[-1] == pytest.approx(BALLOON.signal(BALLOON.steady(0.5)), rel=1e-9)


@pytest.mark.parametrize("frequency", [0.02, 0.1, 0.3])
def test_small_waves_are_those_of_the_linearised_equations(frequency):
    step, size, mean = 0.01, 1e-4, 0.16
    times = step * (np.arange(8000) + 0.5)
    found = BALLOON.follow((mean + size * np.sin(2 * np.pi * frequency * times))[:, None], step)[:, 0]
    gain = BALLOON.response(np.array([frequency]), mean)[0]
    waves = (gain * np.exp(2j * np.pi * frequency * (times + step / 2))).imag
    late = times > 40
    rest = BALLOON.signal(BALLOON.steady(mean))
    assert (found - rest)[late] / size == pytest.approx(waves[late], abs=2e-3 * np.abs(waves).max())


def test_more_activity_is_more_signal():
    assert np.all(np.diff(BALLOON.signal(BALLOON.steady(np.linspace(0, 1, 20)))) > 0)


def test_the_loop_agrees_with_the_equations():
    loop = pytest.importorskip("raad.brain.network_loop")
    rng = np.random.default_rng(0)
    drive = 0.16 + 0.03 * rng.standard_normal((4000, 8))
    blood = BALLOON.steady(drive[0]).astype(np.float32)
    found = np.empty((80, 8), np.float32)
    loop.walk_blood(blood, drive.astype(np.float32), _constants(), np.float32(0.012), 50, found)
    exact = BALLOON.follow(drive, 0.012)[49::50]
    assert np.abs(found - exact).max() < 2e-3 * exact.std()


def _constants():
    b = BALLOON
    weights = [b.volume * k for k in b.weights]
    numbers = [1 / b.tau_signal, 1 / b.tau_flow, 1 / b.tau_transit, 1 / b.grubb, b.extraction, np.log(1 - b.extraction)]
    return tuple(np.float32(x) for x in (*numbers, *weights))
