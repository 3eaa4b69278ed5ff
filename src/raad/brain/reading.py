"""A connectome of one's own, read from a file: every fault is named, and nothing is half read."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from raad.quantities.errors import BadInput, unknown

PREFRONTAL_WORDS = ("pfc", "ofc", "prefrontal", "orbitofrontal", "frontalpole")
_OPTIONAL = (
    "prefrontal",
    "cortical",
    "hemisphere",
    "lobe",
    "network",
    "fc",
    "fc_kind",
    "gradient",
    "nmda_density",
    "centroids",
)


def read(path: Path) -> dict[str, Any]:
    """Read what a file holds: `weights`, `regions`, and in an NPZ file whatever else is known about the regions."""
    if not path.is_file():
        raise BadInput(f"There is no file {str(path)!r}.")
    if path.suffix.lower() == ".npz":
        return _npz(path)
    if path.suffix.lower() == ".csv":
        return _csv(path)
    raise BadInput(f"{path.name!r} is no connectome that raad reads. Give a .csv or .npz file.")


def _npz(path: Path) -> dict[str, Any]:
    try:
        with np.load(path, allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
    except Exception as err:  # a broken archive fails in many ways
        raise BadInput(f"{path.name} cannot be read as an NPZ file of plain arrays: {err}") from None
    for name in ("weights", "regions"):
        if name not in held:
            raise BadInput(f"{path.name} has no array {name!r}; it has {', '.join(held) or 'none'}.")
    if more := sorted(set(held) - {"weights", "regions", *_OPTIONAL}):
        raise unknown(f"array of a connectome ({path.name})", more[0], ("weights", "regions", *_OPTIONAL))
    return {name: value.item() if value.ndim == 0 else value for name, value in held.items()}


def _csv(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as err:
        raise BadInput(f"{path.name} cannot be read as a CSV file: {err}") from None
    if len(rows) < 2:
        raise BadInput(f"{path.name} is empty. The first line and the first column hold the names of the regions.")
    names = [cell.strip() for cell in rows[0][1:]]
    if _all_numbers(rows[0]) or _all_numbers(names):
        raise BadInput(f"{path.name} has no names: its first line holds numbers. Write the names of the regions there.")
    n = len(names)
    if len(rows) - 1 != n:
        raise BadInput(f"{path.name} names {n} regions in its first line but has {len(rows) - 1} rows below it.")
    weights = np.empty((n, n))
    for i, row in enumerate(rows[1:]):
        if row[0].strip() != names[i]:
            said = f"row {i + 1} is {row[0].strip()!r}, column {i + 1} is {names[i]!r}"
            raise BadInput(f"{path.name}: rows and columns have other names or another order: {said}.")
        if len(row) != n + 1:
            raise BadInput(f"{path.name}: row {names[i]!r} has {len(row) - 1} weights; {n} are needed.")
        for j, cell in enumerate(row[1:]):
            try:
                weights[i, j] = float(cell)
            except ValueError:
                raise BadInput(f"{path.name}: {names[i]!r} to {names[j]!r} is {cell!r}, not a number.") from None
    return {"weights": weights, "regions": names}


def _all_numbers(cells: Sequence[str]) -> bool:
    def number(cell: str) -> bool:
        try:
            float(cell)
        except ValueError:
            return False
        return True

    return bool(cells) and all(number(cell) for cell in cells if cell.strip())


def checked_names(names: Any, where: str) -> tuple[str, ...]:
    """Check names of regions: there, not empty, no number alone, each once."""
    array = np.asarray(names)
    if array.ndim != 1 or array.dtype.kind not in "UO" or not all(isinstance(n, str) for n in array.tolist()):
        raise BadInput(f"{where}: the regions are not a list of names.")
    found = tuple(n.strip() for n in array.tolist())
    if "" in found:
        raise BadInput(f"{where}: region {found.index('') + 1} has no name.")
    twice = sorted({n for n in found if found.count(n) > 1})
    if twice:
        raise BadInput(f"{where}: {twice[0]!r} names {found.count(twice[0])} regions. Each needs a name of its own.")
    return found


def checked_weights(weights: Any, names: tuple[str, ...], where: str) -> np.ndarray:
    """Check weights of tracts: square, finite, symmetric, none negative, none to itself, all in one network."""
    w, n = checked_square(weights, names, where, "weights"), len(names)
    if n < 3:
        raise BadInput(f"{where}: a network needs three regions at least; there are {n}.")
    if np.any(w < 0):
        raise _at(where, names, np.argwhere(w < 0), w, "is negative; a tract has no negative weight")
    own = np.flatnonzero(np.diag(w))
    if len(own):
        raise BadInput(f"{where}: {names[own[0]]!r} has a weight to itself ({w[own[0], own[0]]:g}). Set it to 0.")
    alone = np.flatnonzero(w.sum(axis=1) == 0)
    if len(alone):
        raise BadInput(f"{where}: {names[alone[0]]!r} is joined to no other region. Leave it out, or give it a tract.")
    from scipy.sparse.csgraph import connected_components

    parts, part = connected_components(w > 0, directed=False)
    if parts > 1:
        cut = names[int(np.flatnonzero(part == np.argmin(np.bincount(part)))[0])]
        raise BadInput(
            f"{where}: the network falls into {parts} parts without a tract between them; {cut!r} is cut off."
        )
    return w


def checked_square(matrix: Any, names: tuple[str, ...], where: str, what: str) -> np.ndarray:
    """Check a matrix over regions: square, as many as names, finite, symmetric."""
    try:
        w = np.array(matrix, dtype=float)
    except (TypeError, ValueError):
        raise BadInput(f"{where}: the {what} are not numbers.") from None
    n = len(names)
    if w.shape != (n, n):
        raise BadInput(f"{where}: the {what} have shape {w.shape}, but {n} regions are named; ({n}, {n}) is needed.")
    if not np.all(np.isfinite(w)):
        raise _at(where, names, np.argwhere(~np.isfinite(w)), w, "is no finite number")
    off = np.abs(w - w.T)
    if np.any(off > 1e-6 * max(np.abs(w).max(), 1e-300)):
        i, j = np.unravel_index(int(np.argmax(off)), off.shape)
        there = f"{names[i]!r} to {names[j]!r} is {w[i, j]:g}, back it is {w[j, i]:g}"
        raise BadInput(f"{where}: the {what} are not symmetric: {there}.")
    return (w + w.T) / 2


def checked_column(values: Any, n: int, where: str, what: str, width: int = 0) -> np.ndarray:
    """Check numbers by region: (n,), or (n, width), all finite."""
    try:
        found = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise BadInput(f"{where}: {what} are not numbers.") from None
    wanted = (n, width) if width else (n,)
    if found.shape != wanted or not np.all(np.isfinite(found)):
        raise BadInput(f"{where}: {what} has shape {found.shape}; {wanted} finite numbers are needed.")
    return found


def checked_chosen(chosen: Any, names: tuple[str, ...], where: str, what: str) -> np.ndarray:
    """Turn names of regions, or a bool for each, into a bool for each. (n,)"""
    array = np.asarray(chosen)
    if array.dtype.kind in "biu" and array.shape == (len(names),) and np.all((array == 0) | (array == 1)):
        return array.astype(bool)
    if array.dtype.kind not in "UO" or array.ndim != 1:
        raise BadInput(f"{where}: {what} is neither a list of names nor yes or no for each of {len(names)} regions.")
    for name in array.tolist():
        if name not in names:
            raise unknown(f"{what} region", name, names)
    return np.isin(np.array(names), array)


def _at(where: str, names: tuple[str, ...], places: np.ndarray, w: np.ndarray, what: str) -> BadInput:
    i, j = places[0]
    more = f" ({len(places)} such cells)" if len(places) > 1 else ""
    return BadInput(f"{where}: the weight {names[i]!r} to {names[j]!r}, {w[i, j]:g}, {what}{more}.")
