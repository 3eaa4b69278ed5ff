"""Exponential, logarithm, power and normal numbers in single precision, written so that a loop over regions becomes
vector instructions.

Polynomials are those of the Cephes library; errors stay below 3e-7 of the value. Each region has its own generator
(xoshiro128++), so that regions draw side by side. Needs numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit

F, I, U = np.float32, np.int32, np.uint32  # short, because numba widens what is not cast


@njit(fastmath=True, inline="always")
def exponential(x):
    """Return e^x; beyond 80 it stays at e^80."""
    x = min(max(x, F(-80.0)), F(80.0))
    twos = np.floor(x * F(1.44269504) + F(0.5))
    r = x - twos * F(0.693359375) + twos * F(2.12194440e-4)
    p = F(1.9875691500e-4)
    p = p * r + F(1.3981999507e-3)
    p = p * r + F(8.3334519073e-3)
    p = p * r + F(4.1665795894e-2)
    p = p * r + F(1.6666665459e-1)
    p = p * r + F(0.5)
    return (p * r * r + r + F(1.0)) * I(I(I(twos) + I(127)) << I(23)).view(np.float32)


@njit(fastmath=True, inline="always")
def logarithm(x):
    """Return the natural logarithm of a positive number."""
    bits = F(x).view(np.int32)
    twos = I(I(bits - I(0x3F3504F3)) >> I(23))
    m = I(bits - I(twos << I(23))).view(np.float32) - F(1.0)
    p = F(7.0376836292e-2)
    p = p * m - F(1.1514610310e-1)
    p = p * m + F(1.1676998740e-1)
    p = p * m - F(1.2420140846e-1)
    p = p * m + F(1.4249322787e-1)
    p = p * m - F(1.6668057665e-1)
    p = p * m + F(2.0000714765e-1)
    p = p * m - F(2.4999993993e-1)
    p = p * m + F(3.3333331174e-1)
    return m + m * m * (p * m - F(0.5)) + F(twos) * F(0.69314718)


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
        mixed = U(a + d)
        mixed = U(U(U(mixed << U(7)) | U(mixed >> U(25))) + a)
        out[i] = F(I(mixed >> U(8))) * F(2.0**-24)
        shifted = U(b << U(9))
        c ^= a
        d ^= b
        second[i] = b ^ c
        first[i] = a ^ d
        third[i] = c ^ shifted
        fourth[i] = U(U(d << U(11)) | U(d >> U(21)))


@njit(fastmath=True)
def normals(generators, one, two):
    """Fill two rows with standard normal numbers (Box and Muller)."""
    uniforms(generators, one)
    uniforms(generators, two)
    for i in range(one.size):
        radius = np.sqrt(F(-2.0) * logarithm(F(1.0) - one[i]))
        turn = two[i] - F(0.5)
        quarters = np.floor(turn * F(4.0) + F(0.5))
        r = (turn - quarters * F(0.25)) * F(6.2831853)
        z = r * r
        sine = r + r * z * (F(-1.6666654611e-1) + z * (F(8.3321608736e-3) - z * F(1.9515295891e-4)))
        cosine = F(-1.388731625493765e-3) + z * F(2.443315711809948e-5)
        cosine = F(1.0) - F(0.5) * z + z * z * (F(4.166664568298827e-2) + z * cosine)
        k = I(I(quarters) & I(3))
        odd = I(k & I(1)) != I(0)
        x = sine if odd else cosine
        y = cosine if odd else sine
        one[i] = radius * (-x if (k == I(1)) | (k == I(2)) else x)
        two[i] = radius * (-y if k >= I(2) else y)
