"""Derivatives of a course by the discrete adjoint of its steps, and the differences that check them."""
