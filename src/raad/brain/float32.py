"""Exponential, logarithm, power and normal numbers in single precision, written so that a loop over regions becomes
vector instructions.

Polynomials are those of the Cephes library; errors stay below 3e-7 of the value. Each region has its own generator
(xoshiro128++), so that regions draw side by side. Needs numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit

F32, I32, U32 = np.float32, np.int32, np.uint32  # short, because numba widens what is not cast


@njit(fastmath=True, inline="always")
def exponential(x):
    """Return e^x; beyond 80 it stays at e^80."""
    x = min(max(x, F32(-80.0)), F32(80.0))
    twos = np.floor(x * F32(1.44269504) + F32(0.5))
    r = x - twos * F32(0.693359375) + twos * F32(2.12194440e-4)
    p = F32(1.9875691500e-4)
    p = p * r + F32(1.3981999507e-3)
    p = p * r + F32(8.3334519073e-3)
    p = p * r + F32(4.1665795894e-2)
    p = p * r + F32(1.6666665459e-1)
    p = p * r + F32(0.5)
    return (p * r * r + r + F32(1.0)) * I32(I32(I32(twos) + I32(127)) << I32(23)).view(np.float32)


@njit(fastmath=True, inline="always")
def logarithm(x):
    """Return the natural logarithm of a positive number."""
    bits = F32(x).view(np.int32)
    twos = I32(I32(bits - I32(0x3F3504F3)) >> I32(23))
    m = I32(bits - I32(twos << I32(23))).view(np.float32) - F32(1.0)
    p = F32(7.0376836292e-2)
    p = p * m - F32(1.1514610310e-1)
    p = p * m + F32(1.1676998740e-1)
    p = p * m - F32(1.2420140846e-1)
    p = p * m + F32(1.4249322787e-1)
    p = p * m - F32(1.6668057665e-1)
    p = p * m + F32(2.0000714765e-1)
    p = p * m - F32(2.4999993993e-1)
    p = p * m + F32(3.3333331174e-1)
    return m + m * m * (p * m - F32(0.5)) + F32(twos) * F32(0.69314718)


@njit(fastmath=True, inline="always")
def power(x, exponent):
    """Return x^exponent of a positive number."""
    return exponential(exponent * logarithm(x))


@njit(fastmath=True)
def uniforms(generators, out):
    """Fill a row with uniform numbers of [0, 1), one from each generator (4, n)."""
    first, second, third, fourth = generators[0], generators[1], generators[2], generators[3]
    for i in range(out.size):
        a, b, c, d = first[i], second[i], third[i], fourth[i]
        mixed = U32(a + d)
        mixed = U32(U32(U32(mixed << U32(7)) | U32(mixed >> U32(25))) + a)
        out[i] = F32(I32(mixed >> U32(8))) * F32(2.0**-24)
        shifted = U32(b << U32(9))
        c ^= a
        d ^= b
        second[i] = b ^ c
        first[i] = a ^ d
        third[i] = c ^ shifted
        fourth[i] = U32(U32(d << U32(11)) | U32(d >> U32(21)))


@njit(fastmath=True)
def normals(generators, one, two):
    """Fill two rows with standard normal numbers (Box and Muller)."""
    uniforms(generators, one)
    uniforms(generators, two)
    for i in range(one.size):
        radius = np.sqrt(F32(-2.0) * logarithm(F32(1.0) - one[i]))
        turn = two[i] - F32(0.5)
        quarters = np.floor(turn * F32(4.0) + F32(0.5))
        r = (turn - quarters * F32(0.25)) * F32(6.2831853)
        z = r * r
        sine = r + r * z * (F32(-1.6666654611e-1) + z * (F32(8.3321608736e-3) - z * F32(1.9515295891e-4)))
        cosine = F32(-1.388731625493765e-3) + z * F32(2.443315711809948e-5)
        cosine = F32(1.0) - F32(0.5) * z + z * z * (F32(4.166664568298827e-2) + z * cosine)
        k = I32(I32(quarters) & I32(3))
        odd = I32(k & I32(1)) != I32(0)
        x = sine if odd else cosine
        y = cosine if odd else sine
        one[i] = radius * (-x if (k == I32(1)) | (k == I32(2)) else x)
        two[i] = radius * (-y if k >= I32(2) else y)
