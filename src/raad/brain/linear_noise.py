"""The fast solution: where the network rests, whether it is stable, and how slow noise spreads through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.brain.coupling import Coupling
from raad.brain.transfer import gating_at, rate, rate_and_slope, settled_inhibitory
from raad.quantities.errors import SolveFailed

MARGIN = -0.05  # largest real part of an eigenvalue that still counts as stable [1/s]


@dataclass(frozen=True, eq=False)
class Linear:
    """A stable state of the network, and the covariance of slow fluctuations around it.

    Parameters
    ----------
    S_E, S_I
        (n,) share of open NMDA and GABA gates.
    r_E, r_I
        (n,) firing rates. [Hz]
    K
        (n, n) covariance of S_E at low frequency, A^-1 Q A^-T: what a BOLD signal can follow. [s]
    slowest
        Largest real part of the eigenvalues, below -0.05. [1/s]
    coupling
        What was solved.
    """

    S_E: np.ndarray
    S_I: np.ndarray
    r_E: np.ndarray
    r_I: np.ndarray
    K: np.ndarray
    slowest: float
    coupling: Coupling


def solve(coupling: Coupling) -> Linear:
    """Find the resting state of a network and its slow fluctuations.

    Raises
    ------
    SolveFailed
        If the network is hypersynchronous: there is no stable resting state; the text names the region.

    Examples
    --------
    >>> from raad.brain import NetworkParameters, connectome, couple
    >>> linear = solve(couple(connectome("dk82"), parameters=NetworkParameters.homogeneous()))
    >>> round(float(linear.r_E.max()), 2), round(linear.slowest, 2)
    (3.06, -1.12)
    """
    c, p = coupling, coupling.parameters
    S_E = _fixed_point(c)
    S_I = settled_inhibitory(c.external_I + c.excite_inhibitory * S_E, p)
    A, r_E, r_I = jacobian(c, S_E, S_I)
    n = len(S_E)
    values, vectors = np.linalg.eig(A)
    worst = int(np.argmax(values.real))
    if values[worst].real > MARGIN:
        raise _hypersynchronous(c, np.abs(vectors[:n, worst]))
    B = np.linalg.inv(A)[:n] * p.sigma_gating
    return Linear(S_E, S_I, r_E, r_I, B @ B.T, float(values[worst].real), c)


def jacobian(c: Coupling, S_E: np.ndarray, S_I: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the derivative of the network (2n, 2n) [1/s] and the rates r_E and r_I (n,) [Hz] at a point."""
    p, n = c.parameters, len(S_E)
    I_E = c.external_E + c.recurrent * S_E + c.long_range @ S_E - c.inhibition * S_I
    I_I = c.external_I + c.excite_inhibitory * S_E - c.inhibit_inhibitory * S_I
    r_E, slope_E = rate_and_slope(I_E, p.a_E, p.b_E, p.d_E)
    r_I, slope_I = rate_and_slope(I_I, p.a_I, p.b_I, p.d_I)
    gain = p.gamma_nmda * (1 - S_E) * slope_E
    A = np.zeros((2 * n, 2 * n))
    A[:n, :n] = gain[:, None] * c.long_range
    A[:n, :n] += np.diag(gain * c.recurrent - 1 / p.tau_E - p.gamma_nmda * r_E)
    A[:n, n:] = np.diag(-gain * c.inhibition)
    A[n:, :n] = np.diag(slope_I * c.excite_inhibitory)
    A[n:, n:] = np.diag(-1 / p.tau_I - slope_I * c.inhibit_inhibitory)
    return A, r_E, r_I


def _fixed_point(c: Coupling) -> np.ndarray:
    """Newton's method from the target of feedback inhibition, with a limit to its steps."""
    p = c.parameters
    target = gating_at(float(rate(p.b_E / p.a_E + p.I_margin, p.a_E, p.b_E, p.d_E)), p)
    S_E = np.full(len(c.recurrent), float(target))
    for _ in range(100):
        input_I = c.external_I + c.excite_inhibitory * S_E
        S_I = settled_inhibitory(input_I, p)
        I_E = c.external_E + c.recurrent * S_E + c.long_range @ S_E - c.inhibition * S_I
        r_E, slope_E = rate_and_slope(I_E, p.a_E, p.b_E, p.d_E)
        _, slope_I = rate_and_slope(input_I - c.inhibit_inhibitory * S_I, p.a_I, p.b_I, p.d_I)
        follow = slope_I * c.excite_inhibitory / (1 / p.tau_I + slope_I * c.inhibit_inhibitory)
        off = -S_E / p.tau_E + p.gamma_nmda * (1 - S_E) * r_E
        gain = p.gamma_nmda * (1 - S_E) * slope_E
        M = gain[:, None] * c.long_range
        M[np.diag_indices_from(M)] += gain * (c.recurrent - c.inhibition * follow) - 1 / p.tau_E - p.gamma_nmda * r_E
        step = -np.linalg.solve(M, off)
        largest = float(np.max(np.abs(step)))
        S_E = np.clip(S_E + step * min(1.0, 0.05 / max(largest, 1e-300)), 1e-6, 1 - 1e-6)
        if largest < 1e-12:
            return S_E
    raise _hypersynchronous(c, np.abs(off))


def _hypersynchronous(c: Coupling, share: np.ndarray) -> SolveFailed:
    region = c.regions[int(np.argmax(share))]
    return SolveFailed(
        f"The network is hypersynchronous: it has no stable resting state, most of all in {region}. "
        "Lower G or the strength there, block interneurons less, or raise kappa, the fast share of homeostasis."
    )
