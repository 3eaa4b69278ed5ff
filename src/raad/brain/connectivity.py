"""What a scanner would see of a network at rest: functional connectivity and what is read from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from raad.brain.connectome import Connectome
from raad.brain.coupling import couple
from raad.brain.linear_noise import solve
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.brain.working_point import fitted
from raad.quantities.errors import BadInput, RaadError, unknown

VARIANTS = ("plain", "gsr_raw", "gsr_zscored")


@dataclass(frozen=True, eq=False)
class Connectivity:
    """Functional connectivity of all regions, and global brain connectivity in three variants.

    Parameters
    ----------
    regions
        (n,) names.
    fc
        (n, n) Pearson r, diagonal 1.
    rate
        (n,) firing of the excitatory pools, a proxy of metabolism. [Hz]
    gbc
        By variant: (n,) mean Fisher z with all other cortical regions.
    prefrontal
        By variant: mean of `gbc` over prefrontal cortex.
    slowest
        Largest real part of the eigenvalues; near 0 is near instability. [1/s]

    Notes
    -----
    The variants differ in sign, so that a change of GBC means nothing without its variant: "plain" without global
    signal regression; "gsr_raw" after regression of the mean signal; "gsr_zscored" after the same with each region
    brought to unit variance before the mean is taken. When prefrontal synapses alone grow, plain and z-scored GBC rise
    there and raw GBCr falls; when all cortex takes part, as under an infusion, raw GBCr rises and z-scored GBCr falls.
    """

    regions: tuple[str, ...]
    fc: np.ndarray
    rate: np.ndarray
    gbc: dict[str, np.ndarray]
    prefrontal: dict[str, float]
    slowest: float

    def seed(self, region: str) -> np.ndarray:
        """Return the connectivity of one region with all others, as Fisher z; NaN for itself. (n,)

        Raises
        ------
        UnknownName
            If there is no such region; the text names the nearest.
        """
        if region not in self.regions:
            raise unknown("region", region, self.regions)
        i = self.regions.index(region)
        row = self.fc[i].copy()
        row[i] = np.nan
        return np.arctanh(row)


@dataclass(frozen=True)
class Lost:
    """A condition whose network has no stable resting state, and why. The others went on."""

    index: int
    reason: str


def connectivity(
    connectome: Connectome, state: SynapticState | None = None, parameters: NetworkParameters | None = None
) -> Connectivity:
    """Return the connectivity of a network whose synapses are in a state, by the linear-noise solution.

    Raises
    ------
    SolveFailed
        If the network is hypersynchronous.

    Examples
    --------
    >>> from raad.brain import SynapticState, connectome
    >>> healthy = connectivity(connectome("dk82"))
    >>> sorted(healthy.prefrontal)
    ['gsr_raw', 'gsr_zscored', 'plain']
    """
    linear = solve(couple(connectome, state, parameters))
    return observed(connectome, linear.K, linear.r_E, linear.slowest)


def connectivities(
    connectome: Connectome,
    states: Iterable[SynapticState],
    parameters: NetworkParameters | Sequence[NetworkParameters] | None = None,
) -> list[Connectivity | Lost]:
    """Return the connectivity of many states; one that has no stable network is a :class:`Lost` in its place.

    Parameters
    ----------
    states
        Any number; a condition takes about 6 ms of a core at 82 regions.
    parameters
        One for all, or one for each state: people differ.

    Raises
    ------
    BadInput
        If there are not as many parameters as states.

    Examples
    --------
    >>> from raad.brain import SynapticState, connectome
    >>> weak, well = connectivities(connectome("dk82"), [SynapticState(strength=0.95), SynapticState()])
    >>> weak.prefrontal["plain"] < well.prefrontal["plain"]
    True
    """
    asked = list(states)
    p = parameters or fitted(connectome)
    each = [p] * len(asked) if isinstance(p, NetworkParameters) else list(p)
    if len(each) != len(asked):
        raise BadInput(f"There are {len(asked)} states but {len(each)} parameters. Give one for all, or one for each.")
    found: list[Connectivity | Lost] = []
    for i, (state, own) in enumerate(zip(asked, each, strict=True)):
        try:
            found.append(connectivity(connectome, state, own))
        except RaadError as err:
            found.append(Lost(i, str(err)))
    return found


def observed(connectome: Connectome, K: np.ndarray, r_E: np.ndarray, slowest: float = float("nan")) -> Connectivity:
    """Read connectivity from a covariance of regions: (n, n), of the linear solution or of a BOLD signal."""
    fc = correlation(K)
    gbc = {
        "plain": global_connectivity(fc, connectome.cortical),
        "gsr_raw": global_connectivity(correlation(without_global(K, connectome.cortical)), connectome.cortical),
        "gsr_zscored": global_connectivity(correlation(without_global(fc, connectome.cortical)), connectome.cortical),
    }
    means = {v: float(g[connectome.prefrontal].mean()) for v, g in gbc.items()}
    return Connectivity(connectome.regions, fc, r_E, gbc, means, slowest)


def correlation(K: np.ndarray) -> np.ndarray:
    """Return Pearson r of a covariance, diagonal exactly 1. (n, n)"""
    sd = np.sqrt(np.diag(K))
    fc = np.clip(K / np.outer(sd, sd), -1, 1)
    np.fill_diagonal(fc, 1.0)
    return fc


def without_global(K: np.ndarray, cortical: np.ndarray) -> np.ndarray:
    """Return the covariance that is left when the mean signal of cortex is regressed out of every region. (n, n)"""
    with_mean = K[:, cortical].mean(axis=1)
    return K - np.outer(with_mean, with_mean) / with_mean[cortical].mean()


def global_connectivity(fc: np.ndarray, cortical: np.ndarray) -> np.ndarray:
    """Return the mean Fisher z of every region with all other cortical regions. (n,)"""
    z = np.arctanh(np.clip(fc - np.eye(len(fc)), -0.999999, 0.999999))
    return z[:, cortical].sum(axis=1) / (cortical.sum() - cortical)
