"""The walk of the stochastic network and of blood behind it, step by step, in machine code. Needs numba.

Single precision: differences between regions that matter are far above 1e-6, and twice as many fit an instruction.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from raad.brain.float32 import F32, exponential, normals, power


@njit(fastmath=True, inline="always")
def firing(x, d):
    """Return x / (1 - exp(-d x)), the rate at drive x; near 0 by its series."""
    y = d * x
    near = F32(1.0) + F32(0.5) * y + y * y * F32(1.0 / 12.0)
    return (near if abs(y) < F32(0.01) else y / (F32(1.0) - exponential(-y))) / d


@njit(fastmath=True)
def product(matrix, vector, out):
    """Multiply a matrix and a vector, four rows at a time; their length is a multiple of four."""
    n = vector.size
    for i in range(0, n, 4):
        a, b, c, d = F32(0.0), F32(0.0), F32(0.0), F32(0.0)
        for j in range(n):
            x = vector[j]
            a += matrix[i, j] * x
            b += matrix[i + 1, j] * x
            c += matrix[i + 2, j] * x
            d += matrix[i + 3, j] * x
        out[i], out[i + 1], out[i + 2], out[i + 3] = a, b, c, d


@njit(fastmath=True, error_model="numpy")
def walk_network(S_E, S_I, generators, coupled, shape, timing, gating, rates):
    """Follow gating of all regions by Euler and Maruyama; note its means over blocks of steps.

    Parameters
    ----------
    S_E, S_I
        Gating of NMDA and GABA receptors; changed in place. (n,) [1]
    generators
        Random numbers; changed in place. (4, n)
    coupled
        Matrix of long-range drive (n, n), then (n,) each: recurrent drive, drive of interneurons, inhibition,
        inhibition of interneurons, external currents of E and I. [nA]
    shape
        a, b, d of E, a, b, d of I, tau_E, tau_I [s], gamma.
    timing
        Step [s], size of the noise of one step.
    gating
        Means of S_E, one row for each block. (blocks, n)
    rates
        Sum of the rates of E over all steps, in double precision; added to. (n,) [Hz]
    """
    long_range, recurrent, to_I, inhibition, among_I, external_E, external_I = coupled
    a_E, b_E, d_E, a_I, b_I, d_I, tau_E, tau_I, gamma = shape
    h, noise, steps = timing
    n = S_E.size
    from_afar, r_E, r_I, z_E, z_I = (
        np.empty(n, F32),
        np.empty(n, F32),
        np.empty(n, F32),
        np.empty(n, F32),
        np.empty(n, F32),
    )
    total, fired = np.empty(n, F32), np.empty(n, F32)
    for block in range(gating.shape[0]):
        total[:] = F32(0.0)
        fired[:] = F32(0.0)
        for _ in range(steps):
            normals(generators, z_E, z_I)
            product(long_range, S_E, from_afar)
            for i in range(n):
                current = external_E[i] + recurrent[i] * S_E[i] + from_afar[i] - inhibition[i] * S_I[i]
                r_E[i] = firing(a_E * current - b_E, d_E)
            for i in range(n):
                current = external_I[i] + to_I[i] * S_E[i] - among_I[i] * S_I[i]
                r_I[i] = firing(a_I * current - b_I, d_I)
            for i in range(n):
                s = S_E[i]
                s += h * ((F32(1.0) - s) * gamma * r_E[i] - s / tau_E) + noise * z_E[i]
                s = min(max(s, F32(0.0)), F32(1.0))
                S_E[i] = s
                total[i] += s
            for i in range(n):
                s = S_I[i]
                s += h * (r_I[i] - s / tau_I) + noise * z_I[i]
                S_I[i] = min(max(s, F32(0.0)), F32(1.0))
            for i in range(n):
                fired[i] += r_E[i]
        for i in range(n):
            gating[block, i] = total[i] / F32(steps)
            rates[i] += fired[i]


@njit(fastmath=True, error_model="numpy")
def walk_blood(blood, gating, haemodynamics, step, every, bold):
    """Follow blood behind the means of gating by Heun's rule; note the signal after every so many blocks.

    Parameters
    ----------
    blood
        s, f, v, q; changed in place. (4, n)
    gating
        (blocks, n)
    haemodynamics
        1/tau of signal, flow and transit [1/s], 1/grubb, oxygen extraction, log of what is not extracted, and k1,
        k2, k3 times venous volume.
    step
        Length of a block. [s]
    bold
        (blocks / every, n)
    """
    per_signal, per_flow, per_transit, outflow, extraction, left, k1, k2, k3 = haemodynamics
    s, f, v, q = blood[0], blood[1], blood[2], blood[3]
    half, one = step * F32(0.5), F32(1.0)
    for block in range(gating.shape[0]):
        z = gating[block]
        for i in range(z.size):
            out = power(v[i], outflow)
            taken = (one - exponential(left / f[i])) / extraction
            s1 = z[i] - s[i] * per_signal - (f[i] - one) * per_flow
            v1 = (f[i] - out) * per_transit
            q1 = (f[i] * taken - q[i] * out / v[i]) * per_transit
            f2, v2, q2 = f[i] + step * s[i], v[i] + step * v1, q[i] + step * q1
            s2 = s[i] + step * s1
            out = power(v2, outflow)
            taken = (one - exponential(left / f2)) / extraction
            v[i] += half * (v1 + (f2 - out) * per_transit)
            q[i] += half * (q1 + (f2 * taken - q2 * out / v2) * per_transit)
            f[i] += half * (s[i] + s2)
            s[i] += half * (s1 + z[i] - s2 * per_signal - (f2 - one) * per_flow)
        if (block + 1) % every == 0:
            row = bold[block // every]
            for i in range(z.size):
                row[i] = k1 * (one - q[i]) + k2 * (one - q[i] / v[i]) + k3 * (one - v[i])
