"""Which functions a system has, and how many pointers each takes."""

from __future__ import annotations

# Name -> number of pointers; every function fills its last pointer, and `residual` leaves one number in each lane.
SIGNATURES = {
    "prepare": 2,  # p -> q, the hoisted values
    "rates": 4,  # y, p, q -> f
    "rates_and_jacobian": 5,  # y, p, q -> f, non-zeros of J
    "factor": 3,  # non-zeros of J, g -> L and U of g I - J
    "solve": 2,  # L and U, b -> x in the place of b
    "residual": 5,  # non-zeros of J, g, x, b -> largest |b - (g I - J) x| relative to its terms
    "outputs": 4,  # y, p, q -> outputs
}

ENTRIES = ("run", "settle", "tabulate")
"""Functions of the step loop that Python calls, each with two records."""
