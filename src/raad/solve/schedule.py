"""When two times of a schedule are one."""

from __future__ import annotations


def resolution(time: float) -> float:
    """Return the smallest difference between times that counts. [h] Sums of intervals differ by rounding only."""
    return 1e-11 * max(1.0, abs(time))
