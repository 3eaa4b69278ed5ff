"""What comes back: trajectories with units, failures as values, a manifest; and their way to disk."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.model.wiring import Model
from raad.people import Cohort
from raad.protocols import Regimen
from raad.quantities.errors import BadInput, unknown
from raad.quantities.glossary import port_of, readout_names

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Failure:
    """A person whose equations could not be followed: who, and why. The others went on.

    Parameters
    ----------
    person, label
        Place in the cohort, and name.
    reason
        In words.
    time, state
        When it stopped [h] and at which state; None when it did not get as far as a treatment: no drug-free rest, a
        severity out of reach, or a dose that cannot be given.
    """

    person: int
    label: str
    reason: str
    time: float | None = None
    state: str | None = None


@dataclass(frozen=True)
class Trajectory:
    """What happened to every person of a cohort.

    Parameters
    ----------
    model, cohort, regimens
        What was run.
    times
        (n_times,) [h]
    recorded
        Names of the columns of `record`: all states and then all outputs, or what was asked for.
    record
        (n_people, n_times, n_recorded); NaN for people in `failures`.
    failures
        People whose equations could not be followed.
    manifest
        Version, hashes, seed and settings.
    reduced
        Reductions by label. (n_people,) each; NaN for people in `failures`.
    """

    model: Model
    cohort: Cohort
    regimens: tuple[Regimen, ...]
    times: np.ndarray
    recorded: tuple[str, ...]
    record: np.ndarray
    failures: tuple[Failure, ...]
    manifest: dict[str, Any]
    reduced: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def states(self) -> np.ndarray:
        """All states. (n_people, n_times, n_states)"""
        return self._all(slice(0, len(self.model.states)))

    @property
    def outputs(self) -> np.ndarray:
        """All outputs. (n_people, n_times, n_outputs)"""
        return self._all(slice(len(self.model.states), None))

    def _all(self, part: slice) -> np.ndarray:
        if len(self.recorded) != len(self.model.states) + len(self.model.outputs):
            raise BadInput(f"Only some values were kept: {', '.join(self.recorded) or 'none'}. Leave out readouts=...")
        return self.record[:, :, part]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.recorded)}

    @property
    def names(self) -> list[str]:
        """Readouts of the glossary that this model gives."""
        return [n for n in readout_names() if port_of(n) in self._columns]

    def values(self, name: str) -> np.ndarray:
        """Return a readout, state or output. (n_people, n_times)

        Raises
        ------
        UnknownName
            If the model gives no such value; the text names the nearest.
        """
        return self.record[:, :, self._columns[self._port(name)]]

    def unit(self, name: str) -> str:
        """Return the unit of a readout, state or output; empty for ratios and scores."""
        port = self._port(name)
        return {**self.model.states, **self.model.outputs}[port]

    def _port(self, name: str) -> str:
        port = port_of(name)
        if port not in self._columns and port in {**self.model.states, **self.model.outputs}:
            raise BadInput(
                f"{name!r} was not kept. Kept: {', '.join(self.recorded) or 'none'}. Ask for it: readouts=..."
            )
        if port not in self._columns:
            todo = "List readouts with `raad model --readouts`."
            raise unknown(f"readout of a {self.model.species} model", name, [*self.names, *self._columns], todo)
        return port

    def __getitem__(self, name: str) -> xarray.DataArray:
        """Return a readout as a labelled array with its unit. (person, time)"""
        import xarray

        people = [self.cohort.label(i) for i in range(len(self.cohort))]
        return xarray.DataArray(
            self.values(name), dims=("person", "time"), name=name, attrs={"units": self.unit(name)},
            coords={
                "person": np.arange(len(people)), "label": ("person", people),
                "time": ("time", self.times, {"units": "h"}),
            },
        )  # fmt: skip

    def to_xarray(self, names: Iterable[str] | None = None) -> xarray.Dataset:
        """Return readouts as one dataset with units and the manifest in its attributes.

        Examples
        --------
        >>> import raad
        >>> result = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 1])
        >>> result.to_xarray(["madrs"]).sizes["time"]
        2
        """
        import xarray

        dataset = xarray.Dataset({n: self[n] for n in self._chosen(names)})
        return dataset.assign_attrs(manifest=json.dumps(self.manifest))

    def _chosen(self, names: Iterable[str] | None) -> list[str]:
        chosen = self.names if names is None else [names] if isinstance(names, str) else list(names)
        for name in chosen:
            self._port(name)
        return chosen

    def to_csv(self, path: str | Path, names: Sequence[str] | None = None) -> Path:
        """Write a tidy table: USUBJID, TIME [h], PARAMCD, AVAL, AVALU; the manifest goes beside it.

        Nothing half-written is left behind: the file appears when it is whole.
        """
        chosen = self._chosen(names)
        target = _wanted(path)
        if target.is_dir():
            raise BadInput(f"{target} is a folder. Name a file in it, such as {target.name}/readouts.csv.")
        with whole_file(target) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["USUBJID", "TIME", "PARAMCD", "AVAL", "AVALU"])
            for i in range(len(self.cohort)):
                for name in chosen:
                    values, unit = self.values(name)[i], self.unit(name)
                    subject = self.cohort.label(i)
                    writer.writerows(
                        [subject, f"{t:.10g}", name, f"{v:.10g}", unit] for t, v in zip(self.times, values, strict=True)
                    )
        with whole_file(target.with_suffix(".manifest.json")) as file:
            json.dump(self.manifest, file, indent=2)
        return target

    def to_zarr(self, path: str | Path, names: Sequence[str] | None = None) -> Path:
        """Write readouts and the manifest to a Zarr store; the folder appears when it is whole."""
        target = _wanted(path)
        if target.is_file():
            raise BadInput(f"{target} is a file; a Zarr store is a folder. Choose another name.")
        aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            self.to_xarray(names).to_zarr(aside / "store", consolidated=False)
            if target.exists():
                shutil.rmtree(target)
            os.replace(aside / "store", target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        return target


def _wanted(path: str | Path) -> Path:
    target = Path(path)
    if not target.parent.is_dir():
        raise BadInput(f"{target.parent} is no folder. Make it first, or choose another path.")
    return target


@contextmanager
def whole_file(target: Path) -> Iterator[Any]:
    """Open a file for writing that takes its name only when the block ends without an error."""
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(aside, 0o666 & ~mask)  # a temporary file is private; the result is an ordinary file
        os.replace(aside, target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
