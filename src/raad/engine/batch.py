"""Two things that are done for many people or rows at once, besides following them: rest and outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from raad.engine.loop.memory import FINE, Record, Rest, Rows, work

_FROM_AFAR = 10.0  # [h] first implicit step when nothing is known about the rest
_TRIES = 200


def settle(
    code: Any, start: np.ndarray, slow: np.ndarray, hours: float = _FROM_AFAR, tolerance: float = 1e-13
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the rest of many people.

    Parameters
    ----------
    code
        A compiled system.
    start
        Where each begins, for example the healthy rest. (n_people, n_states)
    slow
        Parameters and inputs of each. (n_people, n_slow)
    hours
        First implicit step: long when the start is near the rest. [h]
    tolerance
        Largest change of a state, relative to its size or to one, that counts as none.

    Returns
    -------
    state, found, restless
        The rests (n_people, n_states), whether each was found (n_people,), and where it was not, the place of the
        state that keeps moving (n_people,).
    """
    state, slow = (np.array(a, dtype=float, order="C") for a in (start, slow))
    status, culprit = (np.zeros(len(state), np.int64) for _ in range(2))
    numbers = {
        "people": len(state), "n": state.shape[1], "n_slow": slow.shape[1], "tries": _TRIES, "hours": hours,
        "tolerance": tolerance, "state": state, "slow": slow, "signed": code.signed, "status": status,
        "culprit": culprit,
    }  # fmt: skip
    rest, crew = Record(Rest, numbers), work({**code.sizes, "n_watch": 0}, code.width, 0, len(state))
    if len(state):
        code.entry("settle")(rest.address, crew.address)
    return state, status == FINE, culprit


def tabulate(
    code: Any, names: Sequence[str], state: np.ndarray, slow: np.ndarray, owner: np.ndarray,
    changing: np.ndarray | None = None, changed: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """Work out outputs at many states.

    Parameters
    ----------
    code
        A compiled system.
    names
        Outputs that are wanted.
    state
        (n_rows, n_states)
    slow
        Parameters and inputs of each person. (n_people, n_slow)
    owner
        Person of each row. (n_rows,)
    changing, changed
        Places of parameters that differ from row to row, and their values. (n_changing,), (n_rows, n_changing)

    Returns
    -------
    numpy.ndarray
        (n_rows, n_names)
    """
    place = {n: k for k, n in enumerate(code.system.outputs)}
    out = np.full((len(state), len(names)), np.nan)
    changing = np.zeros(0, np.int64) if changing is None else changing
    changed = np.zeros((len(state), 0)) if changed is None else changed
    arrays = {
        "state": np.ascontiguousarray(state, dtype=float), "slow": np.ascontiguousarray(slow, dtype=float),
        "owner": np.ascontiguousarray(owner, dtype=np.int64), "changing": changing,
        "changed": np.ascontiguousarray(changed), "wanted": np.array([place[n] for n in names], dtype=np.int64),
        "out": out,
    }  # fmt: skip
    numbers = {
        "rows": len(state), "n": state.shape[1], "n_slow": slow.shape[1], "n_changing": len(changing),
        "n_wanted": len(names),
    }  # fmt: skip
    rows, crew = Record(Rows, {**numbers, **arrays}), work({**code.sizes, "n_watch": 0}, code.width, 0, len(state))
    if out.size:
        code.entry("tabulate")(rows.address, crew.address)
    return out
