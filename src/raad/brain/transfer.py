"""How a pool of neurons turns current into firing, and firing into open receptors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from raad.brain.parameters import NetworkParameters


def rate(current: np.ndarray | float, a: float, b: float, d: float) -> np.ndarray:
    """Firing of a pool [Hz] at an input current [nA]: y/(1 - exp(-d y)) with y = a current - b. [deco2014]"""
    return rate_and_slope(current, a, b, d)[0]


def rate_and_slope(current: np.ndarray | float, a: float, b: float, d: float) -> tuple[np.ndarray, np.ndarray]:
    """Firing [Hz] and its derivative by the current [Hz/nA]."""
    x = d * (a * np.asarray(current, dtype=float) - b)
    near = np.abs(x) < 1e-6
    safe = np.where(near, 1.0, np.clip(x, -500, 500))
    gone = -np.expm1(-safe)
    value = np.where(near, 1 + x / 2, safe / gone) / d
    slope = a * np.where(near, 0.5 + x / 6, 1 / gone - safe * (1 - gone) / gone**2)
    return value, slope


def gating_at(r_E: np.ndarray | float, p: NetworkParameters) -> np.ndarray:
    """Share of NMDA gates that are open at a steady firing rate [Hz]."""
    opened = p.gamma_nmda * p.tau_E * np.asarray(r_E, dtype=float)
    return opened / (1 + opened)


def settled_inhibitory(input_I: np.ndarray, p: NetworkParameters) -> np.ndarray:
    """Solve S_I = tau_I r_I(input_I - w_II S_I) for each region: the right side falls, so there is one solution.

    Parameters
    ----------
    input_I
        (n,) current of the inhibitory pool without its own inhibition. [nA]
    """
    S_I = np.full_like(input_I, 0.05)
    for _ in range(50):
        r, slope = rate_and_slope(input_I - p.w_II * S_I, p.a_I, p.b_I, p.d_I)
        step = (p.tau_I * r - S_I) / (1 + p.tau_I * p.w_II * slope)
        S_I = S_I + step  # convex and falling: Newton cannot overshoot after its first step
        if np.max(np.abs(step)) < 1e-14:
            break
    return S_I
