"""What a scan of finite length makes of connectivity: the same brain, measured twice, gives two matrices.

Volumes of a BOLD signal follow each other too closely to be independent: the haemodynamic response smooths them. A
scan is worth T_eff independent volumes, and Fisher z of a correlation has a standard error of 1/sqrt(T_eff - 3). Errors
of two edges that share a region are correlated; drawing a whole covariance (Wishart) keeps that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.brain.balloon import Balloon
from raad.brain.connectivity import Connectivity, observed
from raad.brain.connectome import Connectome
from raad.evidence import load_register
from raad.quantities.errors import BadInput

SYMBOLS = frozenset({"scan_length", "scan_TR", "scan_share_independent"})
_SPAN = 40.0  # [s] after which the signal has forgotten


@dataclass(frozen=True)
class ScanLength:
    """How long is scanned and how often.

    Parameters
    ----------
    minutes
        Length without what is thrown away.
    TR
        Time between two volumes. [s]
    share
        What filters and drifts of a real scan leave of the independent volumes; 1 in a simulated one.

    Examples
    --------
    >>> short, long = ScanLength(5, 0.72), ScanLength(20, 0.72)
    >>> round(short.independent), round(long.independent)
    (170, 680)
    """

    minutes: float
    TR: float
    share: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise BadInput(f"The share of independent volumes is {self.share!r}; it must lie above 0 and at most be 1.")
        if not (0 < self.TR <= 10 and self.minutes * 60 >= 20 * self.TR and np.isfinite(self.minutes)):
            raise BadInput(
                f"A scan of {self.minutes!r} min with a volume every {self.TR!r} s cannot be used; TR must lie between "
                "0 and 10 s, and the scan hold 20 volumes or more."
            )

    @classmethod
    def of_register(cls) -> ScanLength:
        """Return the scan of the register: a usual one at rest."""
        rows = load_register()
        share = rows.value("scan_share_independent", "")
        return cls(rows.value("scan_length", "min"), rows.value("scan_TR", "s"), share)

    @property
    def volumes(self) -> int:
        """Number of volumes."""
        return round(self.minutes * 60 / self.TR)

    @property
    def independent(self) -> float:
        """T_eff: how many independent volumes tell as much of a correlation (Bartlett).

        Activity is taken as white below the band of the haemodynamic response, as in the low-frequency limit of the
        linear-noise solution, so that the autocorrelation of the signal is that of the response.
        """
        return self.share * effective_volumes(self.volumes, autocorrelation(self.TR))


def autocorrelation(TR: float, balloon: Balloon | None = None) -> np.ndarray:
    """Return the autocorrelation of BOLD of white activity at lags 0, 1, 2, ... volumes. (k,)"""
    b = balloon or Balloon.of_register()
    frequency = np.arange(0.0, 4.0, 1 / (8 * _SPAN))
    power = np.abs(b.response(frequency, 0.16)) ** 2
    lags = np.arange(0.0, _SPAN, TR)
    shared = np.cos(2 * np.pi * lags[:, None] * frequency) @ power
    return shared / shared[0]


def effective_volumes(volumes: int, autocorrelation: np.ndarray) -> float:
    """Return T_eff = T / (1 + 2 sum (1 - k/T) rho_k^2) of volumes with an autocorrelation.

    Examples
    --------
    >>> effective_volumes(100, np.array([1.0, 0.0]))
    100.0
    """
    lags = np.arange(1, min(len(autocorrelation), volumes))
    return volumes / (1 + 2 * float(np.sum((1 - lags / volumes) * autocorrelation[lags] ** 2)))


def scanned_covariance(K: np.ndarray, independent: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the covariance that a scan of T_eff independent volumes shows of a true one. (n, n)

    Parameters
    ----------
    K
        True covariance or correlation; positive semidefinite. (n, n)
    independent
        T_eff, above 4.
    rng
        Random numbers.

    Raises
    ------
    BadInput
        If the scan is too short or K is no covariance.

    Examples
    --------
    >>> K = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> scanned_covariance(K, 1e6, np.random.default_rng(0)).round(1).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    if not independent > 4:
        raise BadInput(f"The scan is worth {independent:.1f} independent volumes; Fisher z needs more than 4.")
    if not (np.isfinite(K).all() and np.allclose(K, K.T)):
        raise BadInput("The covariance is not finite and symmetric; it cannot be scanned.")
    values, vectors = np.linalg.eigh(K)
    if values[0] < -1e-8 * values[-1]:
        raise BadInput(f"The covariance has an eigenvalue of {values[0]:.3g}; it must have none below 0.")
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    # One volume goes with the mean that is subtracted; of many volumes only their covariance is needed (Bartlett).
    seen = root @ _white(len(K), independent - 1, rng)
    return seen @ seen.T / (independent - 1)


def _white(n: int, freedom: float, rng: np.random.Generator) -> np.ndarray:
    """Draw a factor of a Wishart matrix of the identity. (n, k)"""
    if freedom <= n:
        return rng.standard_normal((n, round(freedom)))
    lower = np.tril(rng.standard_normal((n, n)), -1)
    lower[np.diag_indices(n)] = np.sqrt(rng.chisquare(freedom - np.arange(n)))
    return lower


def scanned(
    connectome: Connectome, K: np.ndarray, rate: np.ndarray, independent: float, rng: np.random.Generator
) -> Connectivity:
    """Return connectivity as one scan shows it: global signal regression and all else happen after the noise."""
    return observed(connectome, scanned_covariance(K, independent, rng), rate)
