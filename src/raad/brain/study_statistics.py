"""What a study reports of a difference: its size in standard deviations, t, p and a confidence interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# What Cohen's d is of: papers mean one of these three, and they differ by a factor of two and more.
KINDS = {
    "d_z": "mean change / standard deviation of changes (paired)",
    "d_av": "mean change / mean standard deviation of both scans (paired)",
    "d_s": "difference of means / pooled standard deviation (between groups)",
}


@dataclass(frozen=True)
class Effect:
    """One difference of a study.

    Parameters
    ----------
    contrast, variant
        What is compared, and by which GBC.
    kind
        Which Cohen's d: a key of `KINDS`.
    n
        People in it; of both groups for d_s.
    difference
        Mean difference, in Fisher z.
    d, low, high
        Cohen's d with its 95 % confidence interval (noncentral t).
    t, p
        Student's t and the two-sided p.
    """

    contrast: str
    variant: str
    kind: str
    n: int
    difference: float
    d: float
    low: float
    high: float
    t: float
    p: float


def paired(contrast: str, variant: str, before: np.ndarray, after: np.ndarray) -> tuple[Effect, Effect]:
    """Compare two scans of the same people, by d_z and by d_av; people with a NaN are left out.

    Examples
    --------
    >>> rise, _ = paired("change", "plain", np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.5, 3.5]))
    >>> rise.kind, rise.n, rise.d
    ('d_z', 3, 2.0)
    """
    whole = np.isfinite(before) & np.isfinite(after)
    change, n = (after - before)[whole], int(whole.sum())
    if n < 2 or change.std(ddof=1) == 0:
        return _nothing(contrast, variant, "d_z", n), _nothing(contrast, variant, "d_av", n)
    mean, sd = float(change.mean()), float(change.std(ddof=1))
    t, root = mean / sd * n**0.5, n**0.5
    low, high = _noncentrality(t, n - 1)
    p = _two_sided(t, n - 1)
    both = 0.5 * (before[whole].std(ddof=1) + after[whole].std(ddof=1))
    scale = sd / both if both else np.nan
    d = mean / sd
    return (
        Effect(contrast, variant, "d_z", n, mean, d, low / root, high / root, t, p),
        Effect(contrast, variant, "d_av", n, mean, d * scale, low / root * scale, high / root * scale, t, p),
    )


def between(contrast: str, variant: str, one: np.ndarray, other: np.ndarray) -> Effect:
    """Compare two groups, the first minus the second, by d_s; NaNs are left out.

    Examples
    --------
    >>> round(between("sex", "plain", np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0])).d, 3)
    1.0
    """
    a, b = one[np.isfinite(one)], other[np.isfinite(other)]
    n = len(a) + len(b)
    if min(len(a), len(b)) < 2:
        return _nothing(contrast, variant, "d_s", n)
    free = n - 2
    pooled = np.sqrt((a.var(ddof=1) * (len(a) - 1) + b.var(ddof=1) * (len(b) - 1)) / free)
    if pooled == 0:
        return _nothing(contrast, variant, "d_s", n)
    difference = float(a.mean() - b.mean())
    scale = (1 / len(a) + 1 / len(b)) ** 0.5
    t = float(difference / pooled / scale)
    low, high = _noncentrality(t, free)
    return Effect(contrast, variant, "d_s", n, difference, t * scale, low * scale, high * scale, t, _two_sided(t, free))


def _nothing(contrast: str, variant: str, kind: str, n: int) -> Effect:
    return Effect(contrast, variant, kind, n, *(float("nan"),) * 6)


def _two_sided(t: float, free: int) -> float:
    from scipy.stats import t as student

    return float(2 * student.sf(abs(t), free))


def _noncentrality(t: float, free: int) -> tuple[float, float]:
    """Return the noncentralities at which the measured t is the 97.5th and the 2.5th percentile.

    The noncentral t is a normal number above the root of a mean square; the latter is averaged over its percentiles,
    because library routines lose their way in far tails.
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri, ndtr

    shares = (np.arange(4000) + 0.5) / 4000
    spread = np.sqrt(chdtri(free, shares) / free)

    def off(centre: float, share: float) -> float:
        return float(ndtr(t * spread - centre).mean()) - share

    reach = 10 + 3 * abs(t)
    ends = [brentq(off, t - reach, t + reach, args=(share,), xtol=1e-6) for share in (0.975, 0.025)]
    return ends[0], ends[1]  # type: ignore[return-value]
