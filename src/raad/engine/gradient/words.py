"""Functions of a system that only gradients need, as words of the lane language.

Those that end in `_packed` read one step of the tape: its numbers stand one after the other, the same for all
lanes, while each lane carries a readout backwards.
"""

from __future__ import annotations

from raad.engine.language.words import Lanes, linked

# Name -> number of pointers.
DERIVATIVE_SIGNATURES = {
    "prepare_derivatives": 2,  # p -> hoisted values
    "slopes": 4,  # y, p, hoisted -> non-zeros of df/dy, then those of df/dp
    "curvature": 4,  # y, p, hoisted -> non-zeros of d2f/dy2, then those of d2f/dydp
    "output_slopes": 4,  # y, p, hoisted -> non-zeros of dg/dy and dg/dp of all outputs g
    "solve_transposed_packed": 2,  # L and U of W, b -> x with W^T x = b in the place of b
    "pull_slopes_packed": 4,  # slopes, v -> (df/dy)^T v; and (df/dp)^T v is added to the last
    "pull_curvature_packed": 5,  # curvature, u, v -> gradients of sum v_s^T J u_s, added to the last two
}


def prepare_derivatives(p: Lanes, q: Lanes) -> None:
    """Fill q with what derivatives need of parameters alone."""
    linked["prepare_derivatives"](p, q)


def slopes(y: Lanes, p: Lanes, q: Lanes, out: Lanes) -> None:
    """Fill `out` with the non-zero derivatives of rates by states, then by parameters."""
    linked["slopes"](y, p, q, out)


def curvature(y: Lanes, p: Lanes, q: Lanes, out: Lanes) -> None:
    """Fill `out` with the non-zero derivatives of the Jacobian by states, then by parameters."""
    linked["curvature"](y, p, q, out)


def solve_transposed_packed(factors: Lanes, b: Lanes) -> None:
    """Solve with the transposed matrix; the solution takes the place of b."""
    linked["solve_transposed_packed"](factors, b)


def pull_slopes_packed(slopes: Lanes, v: Lanes, y_bar: Lanes, p_bar: Lanes) -> None:
    """Fill y_bar with the transposed Jacobian times v; add the same by parameters to p_bar."""
    linked["pull_slopes_packed"](slopes, v, y_bar, p_bar)


def pull_curvature_packed(curvature: Lanes, u: Lanes, v: Lanes, y_bar: Lanes, p_bar: Lanes) -> None:
    """Add the gradients of sum over stages of v^T J u, with u and v held, to y_bar and p_bar."""
    linked["pull_curvature_packed"](curvature, u, v, y_bar, p_bar)
