"""The fast solution: where the network rests, whether it is stable, and how slow noise spreads through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.brain.cores import one_core_each
from raad.brain.currents import Coupling
from raad.brain.transfer import gating_at, rate, rate_and_slope, settled_inhibitory
from raad.quantities.errors import SolveFailed

MARGIN = -0.05  # largest real part of an eigenvalue that still counts as stable [1/s]
RUNAWAY = 30.0  # a region that fires faster at rest is on the other branch, that of seizures [Hz]
_STEP = 0.05  # longest step of Newton's method, in open gates


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


@dataclass(frozen=True, eq=False)
class Point:
    """A point of the network and its linearisation there, in four blocks of which three are diagonal."""

    S_E: np.ndarray
    S_I: np.ndarray
    r_E: np.ndarray
    r_I: np.ndarray
    E_E: np.ndarray  # (n, n) [1/s]
    E_I: np.ndarray  # (n,), like the next two [1/s]
    I_E: np.ndarray
    I_I: np.ndarray

    @property
    def jacobian(self) -> np.ndarray:
        """All of it, excitatory pools first. (2n, 2n) [1/s]"""
        return np.block([[self.E_E, np.diag(self.E_I)], [np.diag(self.I_E), np.diag(self.I_I)]])

    @property
    def reduced(self) -> np.ndarray:
        """What is left when inhibition follows at once: the Schur complement of I_I. (n, n) [1/s]"""
        found = self.E_E.copy()
        found[np.diag_indices_from(found)] -= self.E_I * self.I_E / self.I_I
        return found


@one_core_each()
def solve(coupling: Coupling) -> Linear:
    """Find the resting state of a network and its slow fluctuations.

    With inhibition that has settled the resting state is known in closed form, else Newton's method finds it from
    there. Correlations need the low-frequency limit only: the haemodynamic filter is the same in all regions.

    Parameters
    ----------
    coupling
        Currents of the network, by :func:`raad.brain.couple`.

    Returns
    -------
    Linear
        Resting state, rates, covariance.

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
    at = _resting(coupling)
    slowest = float(np.max(np.real(np.linalg.eigvals(at.jacobian))))
    if not slowest <= MARGIN:
        values, vectors = np.linalg.eig(at.jacobian)
        raise _hypersynchronous(coupling, np.abs(vectors[: len(at.S_E), np.argmax(np.real(values))]))
    if at.r_E.max() > RUNAWAY:
        raise _hypersynchronous(coupling, at.r_E)
    spread = np.linalg.inv(at.reduced)
    noise = coupling.parameters.sigma_gating**2 * (1 + (at.E_I / at.I_I) ** 2)
    return Linear(at.S_E, at.S_I, at.r_E, at.r_I, (spread * noise) @ spread.T, slowest, coupling)


def point(c: Coupling, S_E: np.ndarray) -> Point:
    """Linearise the network where excitatory gates are open by S_E (n,) and inhibition has followed them."""
    p = c.parameters
    input_I = c.external_I + c.excite_inhibitory * S_E
    S_I = settled_inhibitory(input_I, p)
    current = c.external_E + c.recurrent * S_E + c.long_range @ S_E - c.inhibition * S_I
    r_E, slope_E = rate_and_slope(current, p.a_E, p.b_E, p.d_E)
    r_I, slope_I = rate_and_slope(input_I - c.inhibit_inhibitory * S_I, p.a_I, p.b_I, p.d_I)
    gain = p.gamma_nmda * (1 - S_E) * slope_E
    E_E = gain[:, None] * c.long_range
    E_E[np.diag_indices_from(E_E)] += gain * c.recurrent - 1 / p.tau_E - p.gamma_nmda * r_E
    return Point(
        S_E, S_I, r_E, r_I, E_E, -gain * c.inhibition,
        slope_I * c.excite_inhibitory, -1 / p.tau_I - slope_I * c.inhibit_inhibitory,
    )  # fmt: skip


def _resting(c: Coupling) -> Point:
    """Newton's method from the target of feedback inhibition, with a limit to its steps."""
    p = c.parameters
    target = gating_at(float(rate(p.b_E / p.a_E + p.I_margin, p.a_E, p.b_E, p.d_E)), p)
    S_E = np.full(len(c.recurrent), float(target))
    off = np.zeros_like(S_E)
    for _ in range(100):
        at = point(c, S_E)
        off = p.gamma_nmda * (1 - S_E) * at.r_E - S_E / p.tau_E
        if np.abs(off).max() < 1e-10:
            return at
        try:
            step = -np.linalg.solve(at.reduced, off)
        except np.linalg.LinAlgError:
            break
        S_E = np.clip(S_E + step * min(1.0, _STEP / max(float(np.abs(step).max()), 1e-300)), 1e-6, 1 - 1e-6)
    raise _hypersynchronous(c, np.abs(off))


def _hypersynchronous(c: Coupling, share: np.ndarray) -> SolveFailed:
    region = c.regions[int(np.argmax(np.nan_to_num(share)))]
    return SolveFailed(
        f"The network is hypersynchronous: it has no stable resting state, most of all in {region}. "
        "Lower G or the strength of synapses there, block interneurons less, or raise kappa, the fast homeostasis."
    )
