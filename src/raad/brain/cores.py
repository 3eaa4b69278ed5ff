"""Matrices of 82 regions are too small to share: one core for each person, not all cores for each matrix.

Threads of a library of linear algebra wait for each other: on a busy machine that takes twenty times as long as the
work itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _libraries() -> Any:
    """Find the libraries once: that takes a millisecond, a limit takes a hundredth of one."""
    import scipy.linalg  # noqa: F401  so that its library is among those found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def one_core_each() -> Iterator[None]:
    """Let libraries of linear algebra use one thread inside a block, or inside a function that it decorates.

    Examples
    --------
    >>> with one_core_each():
    ...     pass
    """
    with _libraries().limit(limits=1, user_api="blas"):
        yield
