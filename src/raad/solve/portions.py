"""What a chunk of people brings back, how portions become one result, and how finished ones are kept on disk."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from raad.quantities.errors import BadInput
from raad.solve.population import Group, Order
from raad.solve.reductions import Reduction
from raad.solve.trajectory import Failure


@dataclass(frozen=True)
class Portion:
    """Results of some people.

    Parameters
    ----------
    who
        Their places in the cohort. (n,)
    record
        (n, n_times, n_names)
    reduced
        By label. (n,) each
    failures
        Who could not be followed.
    """

    who: np.ndarray
    record: np.ndarray
    reduced: dict[str, np.ndarray]
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Wanted:
    """What is kept of everybody: names at times, and reductions."""

    order: Order
    at: np.ndarray
    names: Sequence[str]
    reductions: Sequence[Reduction]

    def of(self, group: Group) -> Portion:
        """Read the results of a group that has arrived."""
        order = self.order
        rows = np.searchsorted(order.times, self.at)
        points = [(r, r.at) for r in self.reductions if r.at is not None]
        ports = [order.watching.slot(r, 0, 0)[0] for r, _ in points]
        columns: list[str] = list(dict.fromkeys([*(self.names if len(rows) else ()), *ports]))
        table = group.columns(columns, order.times)
        record = table[:, rows, : len(self.names)] if len(rows) else np.zeros((len(group.who), 0, len(self.names)))
        reduced = {
            one.label: table[:, int(np.searchsorted(order.times, at)), columns.index(port)].copy()
            for (one, at), port in zip(points, ports, strict=True)
        }
        for label, values in order.watching.values(group.journey.watch, order.start, order.end).items():
            reduced[label] = np.array(values)
            reduced[label][sorted(group.failures)] = np.nan
        return Portion(group.who, record, reduced, tuple(group.failures.values()))


class Gathered:
    """Portions, put in their place."""

    def __init__(self, wanted: Wanted) -> None:
        people = len(wanted.order.cohort)
        self.record = np.full((people, len(wanted.at), len(wanted.names)), np.nan)
        self.reduced = {r.label: np.full(people, np.nan) for r in wanted.reductions}
        self.failures: list[Failure] = []

    def put(self, portion: Portion) -> None:
        """Take a portion."""
        self.record[portion.who] = portion.record
        for label, values in portion.reduced.items():
            self.reduced[label][portion.who] = values
        self.failures += portion.failures


class Shelf:
    """Finished portions of one run on disk: a run that was stopped goes on where it stood.

    Parameters
    ----------
    folder
        Where; made when it is not there. Other runs may share it.
    run
        All that the results depend on; another run never finds these portions.
    """

    def __init__(self, folder: str | Path, run: Any) -> None:
        if not isinstance(folder, (str, Path)):
            raise BadInput(f"store is {folder!r}; the name of a folder is needed.")
        self.folder = Path(folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise BadInput(
                f"{folder} cannot hold finished parts: {err.strerror or err}. Name another folder."
            ) from None
        self.name = hashlib.sha256(json.dumps(run, sort_keys=True, default=repr).encode()).hexdigest()[:24]

    def portion(self, who: np.ndarray, make: Callable[[np.ndarray], Portion]) -> Portion:
        """Return the portion of some people, from the disk or made now and kept."""
        path = self.folder / f"{self.name}-{who[0]}-{who[-1]}.npz"
        found = self._read(path, who)
        if found is None:
            found = make(who)
            self._write(path, found)
        return found

    @staticmethod
    def _read(path: Path, who: np.ndarray) -> Portion | None:
        try:
            with np.load(path, allow_pickle=False) as file:
                reduced = {name[2:]: file[name] for name in file.files if name.startswith("r_")}
                failures = tuple(Failure(**one) for one in json.loads(str(file["failures"])))
                return Portion(who, file["record"], reduced, failures)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None  # not there, or damaged: it is made again

    @staticmethod
    def _write(path: Path, portion: Portion) -> None:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                failures = np.array(json.dumps([asdict(f) for f in portion.failures]))
                reduced: dict[str, Any] = {f"r_{label}": values for label, values in portion.reduced.items()}
                np.savez(file, record=portion.record, failures=failures, **reduced)
            os.replace(aside, path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
