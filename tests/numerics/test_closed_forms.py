"""One and two compartments against the formulae of a textbook."""

from __future__ import annotations

import numpy as np
import pytest

TIMES = np.linspace(0, 48, 97)


def close(expected):
    return pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_one_compartment_bolus(lab):
    body = lab.followed(lab.one, [lab.given("body", 100)], TIMES)["body"]
    expected = 100 * np.exp(-lab.CL / lab.V * TIMES)
    expected[0] = 0  # a record at the time of a dose shows the state before it
    assert body == close(expected)


def test_one_compartment_infusion(lab):
    body = lab.followed(lab.one, [lab.given("body", 100, duration=8)], TIMES)["body"]
    k, rate = lab.CL / lab.V, 100 / 8
    during = rate / k * -np.expm1(-k * np.minimum(TIMES, 8))
    assert body == close(during * np.exp(-k * np.maximum(TIMES - 8, 0)))


def macro_constants(lab):
    """Return the two rate constants and the matrix of the two-compartment model."""
    matrix = np.array([
        [-(lab.CL + lab.Q) / lab.V, lab.Q / lab.V_tissue],
        [lab.Q / lab.V, -lab.Q / lab.V_tissue],
    ])  # fmt: skip
    half, root = -np.trace(matrix) / 2, np.sqrt(np.trace(matrix) ** 2 / 4 - np.linalg.det(matrix))
    return half + root, half - root, matrix


def test_two_compartments_bolus(lab):
    states = lab.followed(lab.two, [lab.given("body", 100)], TIMES)
    alpha, beta, _ = macro_constants(lab)
    back = lab.Q / lab.V_tissue
    fast, slow = (alpha - back) / (alpha - beta), (back - beta) / (alpha - beta)
    expected = 100 * (fast * np.exp(-alpha * TIMES) + slow * np.exp(-beta * TIMES))
    assert states["body"][1:] == close(expected[1:])
    tissue = 100 * lab.Q / lab.V / (alpha - beta) * (np.exp(-beta * TIMES) - np.exp(-alpha * TIMES))
    assert states["tissue"] == close(tissue)


def test_two_compartments_infusion(lab):
    from scipy.linalg import expm

    states = lab.followed(lab.two, [lab.given("body", 100, duration=5)], TIMES)
    *_, matrix = macro_constants(lab)
    rate = np.array([100 / 5, 0])
    for i, t in enumerate(TIMES):
        end = np.linalg.solve(matrix, (expm(matrix * min(t, 5)) - np.eye(2)) @ rate)
        expected = expm(matrix * max(t - 5, 0)) @ end
        assert (states["body"][i], states["tissue"][i]) == close(tuple(expected))


@pytest.mark.parametrize("name", ["one", "two"])
def test_infusion_at_steady_state_is_rate_over_clearance(lab, name):
    body = lab.followed(getattr(lab, name), [lab.given("body", 2000, duration=1000)], [999.0])["body"]
    assert body[0] / lab.V == pytest.approx(2.0 / lab.CL, rel=1e-8)


def test_area_under_a_bolus_is_dose_over_clearance(lab):
    times = np.linspace(0, 400, 40_001)
    conc = lab.followed(lab.two, [lab.given("body", 100, at=-1e-9)], times)["body"] / lab.V
    assert np.trapezoid(conc, times) == pytest.approx(100 / lab.CL, rel=1e-5)
