"""Sparse elimination without pivoting: in which order, and which entries fill in. Decided once per system.

The matrix is W = g I - J with g = 1 / (h gamma). Pivots stay on the diagonal, in Markowitz's order (least
possible fill at each step), so the whole factorisation is a fixed list of multiplications that is written out
as straight code. No pivoting is safe as long as the diagonal dominates; the step loop watches the residual.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Elimination:
    """Order and pattern of a sparse LU factorisation.

    Parameters
    ----------
    order
        Pivots, first to last. (n,)
    below
        For each pivot in order: rows that are still to be eliminated and hold an entry in its column.
    right
        For each pivot in order: columns that are still to be eliminated and hold an entry in its row.
    place
        Where each entry (i, j) of L and U stands among the non-zeros.
    """

    order: tuple[int, ...]
    below: tuple[tuple[int, ...], ...]
    right: tuple[tuple[int, ...], ...]
    place: dict[tuple[int, int], int]

    def __len__(self) -> int:
        return len(self.order)


def eliminate(size: int, entries: Iterable[tuple[int, int]]) -> Elimination:
    """Choose the order of the pivots and follow the fill.

    Parameters
    ----------
    size
        Number of rows.
    entries
        Non-zeros (i, j) of the matrix; the diagonal is always taken as non-zero.

    Examples
    --------
    An arrow that points to the first state fills nothing when that state comes last:

    >>> arrow = eliminate(4, [(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (3, 0)])
    >>> arrow.order[:2], len(arrow.place)
    ((1, 2), 10)
    """
    rows: list[set[int]] = [{i} for i in range(size)]
    columns: list[set[int]] = [{i} for i in range(size)]
    for i, j in entries:
        rows[i].add(j)
        columns[j].add(i)
    place = {(i, j): 0 for i in range(size) for j in rows[i]}
    left = set(range(size))
    order, below, right = [], [], []
    while left:
        pivot = min(left, key=lambda k: ((len(rows[k]) - 1) * (len(columns[k]) - 1), k))
        left.remove(pivot)
        down, across = sorted(columns[pivot] - {pivot}), sorted(rows[pivot] - {pivot})
        for i in down:
            rows[i].discard(pivot)
            for j in across:
                rows[i].add(j)
                columns[j].add(i)
                place[i, j] = 0
        for j in across:
            columns[j].discard(pivot)
        order.append(pivot)
        below.append(tuple(down))
        right.append(tuple(across))
    return Elimination(tuple(order), tuple(below), tuple(right), {entry: k for k, entry in enumerate(sorted(place))})
