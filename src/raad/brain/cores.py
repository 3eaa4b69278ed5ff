"""Matrices of 82 regions are too small to share: one core for each person, not all cores for each matrix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def one_core_each() -> Iterator[None]:
    """Let libraries of linear algebra use one thread inside the block; several would wait for each other.

    Examples
    --------
    >>> with one_core_each():
    ...     pass
    """
    with _libraries().limit(limits=1):
        yield
