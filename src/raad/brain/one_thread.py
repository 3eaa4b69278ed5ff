"""Small matrices on one thread: for 82 regions threads of the linear algebra library wait for each other, and on a busy
machine that takes twenty times as long as the work.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def on_one_thread(work: Callable[P, R]) -> Callable[P, R]:
    """Let a function use one thread of linear algebra, where threadpoolctl (of the extra "brain") can say so.

    Examples
    --------
    >>> on_one_thread(sum)([1, 2])
    3
    """

    @wraps(work)
    def worked(*args: P.args, **kwargs: P.kwargs) -> R:
        with _one_thread():
            return work(*args, **kwargs)

    return worked


def _one_thread() -> AbstractContextManager[Any]:
    libraries = _libraries()
    return nullcontext() if libraries is None else libraries.limit(limits=1, user_api="blas")


@lru_cache(maxsize=1)
def _libraries() -> Any:
    """Find the libraries once: that takes a millisecond, a limit takes a hundredth of one."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    import scipy.linalg  # noqa: F401  so that its library is among those found

    return ThreadpoolController()
