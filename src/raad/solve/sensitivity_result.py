"""What `raad.sensitivity` gives: how much each readout moves with each parameter, covariate, dose and dose time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.people import Person
from raad.protocols import Regimen
from raad.quantities.errors import BadInput, unknown
from raad.quantities.glossary import port_of
from raad.solve.trajectory import whole_file

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Factor:
    """Something that a course depends on.

    Parameters
    ----------
    name
        Of the parameter, input or covariate; "dose 1 amount" and "dose 1 time" for the first dose of the regimen.
    kind
        parameter, input, covariate, amount or time.
    unit, value
        Where it stands now.
    """

    name: str
    kind: str
    unit: str
    value: float


@dataclass(frozen=True)
class Sensitivity:
    """Local sensitivities of one person's readouts.

    Parameters
    ----------
    person, regimen
        Who was followed through what.
    times
        (n_times,) [h]
    readouts, units
        Names and their units. (n_readouts,)
    values
        The readouts themselves. (n_readouts, n_times)
    factors
        What they were differentiated by. (n_factors,)
    derivatives
        (n_readouts, n_times, n_factors) [unit of the readout / unit of the factor]
    manifest
        Version, hashes and settings.

    Examples
    --------
    >>> import raad
    >>> dose = raad.dose("esketamine", "nasal", AMT="84 mg")
    >>> asked = {"readouts": ["madrs"], "wrt": ["dose 1 amount", "weight", "madrs"]}
    >>> found = raad.sensitivity(raad.treatment(), dose, raad.Person(), [0, 24], **asked)
    >>> found.to_xarray().sizes["factor"], found.top("madrs", 1, time=24)[0][0]
    (3, 'madrs')
    """

    person: Person
    regimen: Regimen
    times: np.ndarray
    readouts: tuple[str, ...]
    units: tuple[str, ...]
    values: np.ndarray
    factors: tuple[Factor, ...]
    derivatives: np.ndarray
    manifest: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """Names of the factors. (n_factors,)"""
        return [f.name for f in self.factors]

    @property
    def elasticities(self) -> np.ndarray:
        """Relative change of a readout by a relative change of a factor. (n_readouts, n_times, n_factors) [ratio]

        Zero where the factor is zero; not a number where the readout is zero and moves. The time of a dose has no
        natural zero: its column is per hour.
        """
        size = np.array([1.0 if f.kind == "time" else f.value for f in self.factors])
        moved = self.derivatives * size
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = moved / self.values[:, :, None]
        return np.where(moved == 0, 0.0, np.where(np.isfinite(shares), shares, np.nan))

    def of(self, readout: str, factor: str, normalised: bool = False) -> np.ndarray:
        """Return the sensitivity of a readout by a factor. (n_times,)

        Raises
        ------
        UnknownName
            If there is no such readout or factor; the text names the nearest.
        """
        column = self._column(factor)
        return (self.elasticities if normalised else self.derivatives)[self._row(readout), :, column]

    def top(self, readout: str, n: int = 10, time: float | None = None) -> list[tuple[str, float]]:
        """Return the factors with the largest elasticities, with their sign, largest first.

        Parameters
        ----------
        readout
            Name.
        n
            How many.
        time
            One of the times [h]; when None, the largest at any time counts.
        """
        shares = self.elasticities[self._row(readout)]
        if time is None:
            most = np.nanargmax(np.where(np.isnan(shares), -1.0, np.abs(shares)), axis=0)
            row = shares[most, np.arange(shares.shape[1])]
        else:
            found = np.flatnonzero(np.isclose(self.times, time, rtol=1e-9, atol=1e-9))
            if not len(found):
                raise BadInput(f"time {time:g} h is none of the times of this result.")
            row = shares[found[0]]
        order = np.argsort(-np.nan_to_num(np.abs(row)), kind="stable")[:n]
        return [(self.factors[k].name, float(row[k])) for k in order]

    def to_xarray(self, normalised: bool = False) -> xarray.DataArray:
        """Return a labelled array with units as coordinates. (readout, time, factor)"""
        import xarray

        return xarray.DataArray(
            self.elasticities if normalised else self.derivatives, dims=("readout", "time", "factor"),
            name="elasticity" if normalised else "sensitivity",
            coords={
                "readout": list(self.readouts), "readout_unit": ("readout", list(self.units)),
                "time": ("time", self.times, {"units": "h"}), "factor": self.names,
                "factor_kind": ("factor", [f.kind for f in self.factors]),
                "factor_unit": ("factor", [f.unit for f in self.factors]),
                "factor_value": ("factor", [f.value for f in self.factors]),
            },
            attrs={"manifest": json.dumps(self.manifest)},
        )  # fmt: skip

    def to_csv(self, path: str | Path, readouts: Sequence[str] | None = None) -> Path:
        """Write a tidy table: PARAMCD, TIME [h], AVAL, AVALU, FACTOR, KIND, VALUE, VALUEU, DERIV, ELAST.

        The manifest goes beside it. Nothing half-written is left behind: the file appears when it is whole.
        """
        target = Path(path)
        if target.is_dir() or not target.parent.is_dir():
            raise BadInput(f"{target} is no file in a folder that is there. Name one, such as sensitivities.csv.")
        shares = self.elasticities
        with whole_file(target) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["PARAMCD", "TIME", "AVAL", "AVALU", "FACTOR", "KIND", "VALUE", "VALUEU", "DERIV", "ELAST"])
            for r in self._rows(readouts):
                for t, time in enumerate(self.times):
                    head = [self.readouts[r], f"{time:.10g}", f"{self.values[r, t]:.10g}", self.units[r]]
                    writer.writerows(
                        [*head, f.name, f.kind, f"{f.value:.10g}", f.unit, f"{d:.10g}", f"{e:.10g}"]
                        for f, d, e in zip(self.factors, self.derivatives[r, t], shares[r, t], strict=True)
                    )
        with whole_file(target.with_suffix(".manifest.json")) as file:
            json.dump(self.manifest, file, indent=2)
        return target

    def _rows(self, names: Iterable[str] | None) -> list[int]:
        if names is None:
            return list(range(len(self.readouts)))
        return [self._row(name) for name in ([names] if isinstance(names, str) else names)]

    def _row(self, name: str) -> int:
        ports = [port_of(readout) for readout in self.readouts]
        if port_of(name) not in ports:
            raise unknown("readout of this result", name, self.readouts)
        return ports.index(port_of(name))

    def _column(self, name: str) -> int:
        if name not in self.names:
            raise unknown("factor of this result", name, self.names)
        return self.names.index(name)
