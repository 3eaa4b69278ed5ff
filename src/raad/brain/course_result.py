"""What a course of connectivity leaves: maps of all people and times with units, failures as values, a manifest."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from raad.brain.connectivity import VARIANTS
from raad.brain.connectome import Connectome
from raad.brain.moments import titles
from raad.brain.parameters import NetworkParameters
from raad.brain.synaptic_state import SynapticState
from raad.protocols.first_dose import first_dose
from raad.quantities.errors import BadInput, unknown
from raad.solve.trajectory import Failure, Trajectory, whole_file

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True, eq=False)
class BrainCourse:
    """Connectivity of every person at every time.

    Parameters
    ----------
    trajectory
        The run that it follows.
    connectome, parameters
        The network.
    times
        (n_times,) [h]
    gbc
        Global brain connectivity: mean Fisher z of a region with all other cortical regions, by the variants plain,
        gsr_raw and gsr_zscored. (n_people, n_times, 3, n_regions)
    rate
        Firing of excitatory pools, a proxy of metabolism. (n_people, n_times, n_regions) [Hz]
    fc
        Functional connectivity, Pearson r; None when it was not kept. (n_people, n_times, n_regions, n_regions)
    severity
        Latent severity at the same times. (n_people, n_times)
    states
        Synapses of each person at each time, with the inhibition that remembers; None where unknown.
        (n_people, n_times)
    failures
        People who could not be followed, or whose network had no stable state at a time; NaN there.

    Examples
    --------
    >>> import raad
    >>> rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 1])
    >>> course = raad.brain_course(rest, [0])
    >>> course.titles, course.gbc.shape
    (['before'], (1, 1, 3, 82))
    """

    trajectory: Trajectory
    connectome: Connectome
    parameters: NetworkParameters
    times: np.ndarray
    gbc: np.ndarray
    rate: np.ndarray
    fc: np.ndarray | None
    severity: np.ndarray
    states: tuple[tuple[SynapticState | None, ...], ...]
    failures: tuple[Failure, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """Names of regions. (n_regions,)"""
        return self.connectome.regions

    @property
    def start(self) -> float:
        """When the first dose is given. [h]"""
        return first_dose(self.trajectory.regimens[0], self.trajectory.model.species)

    @cached_property
    def titles(self) -> list[str]:
        """Times as words after the first dose: before, 40 min, 24 h. (n_times,)"""
        return titles(self.times, self.start)

    @property
    def reference(self) -> int:
        """Place of the time that changes are counted from: "before", or the first."""
        return self.titles.index("before") if "before" in self.titles else 0

    def of(self, variant: str) -> np.ndarray:
        """Return GBC of every region in one variant. (n_people, n_times, n_regions) [Fisher z]

        Raises
        ------
        UnknownName
            If there is no such variant.
        """
        if variant not in VARIANTS:
            raise unknown("variant of GBC", variant, VARIANTS)
        return self.gbc[:, :, VARIANTS.index(variant)]

    def prefrontal(self, variant: str) -> np.ndarray:
        """Return the mean GBC of prefrontal regions in one variant. (n_people, n_times) [Fisher z]"""
        return self.of(variant)[..., self.connectome.prefrontal].mean(axis=-1)

    def seed(self, seeds: str | Sequence[str]) -> np.ndarray:
        """Return the mean Fisher z of all regions with one or several seeds. (n_people, n_times, n_regions)

        The seeds themselves are NaN.

        Raises
        ------
        UnknownName
            If there is no such region.
        BadInput
            If the matrices were not kept.
        """
        if self.fc is None:
            raise BadInput("Matrices were not kept. Call raad.brain_course(..., keep_fc=True).")
        names = [seeds] if isinstance(seeds, str) else list(seeds)
        places = [self.connectome.index(name) for name in names]
        with np.errstate(divide="ignore"):
            z = np.arctanh(self.fc[:, :, places]).mean(axis=2)
        z[:, :, places] = np.nan
        return z

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was run, so that anyone can run it again: the manifest of the run, and the network."""
        weights = np.ascontiguousarray(self.connectome.weights)
        return {
            **self.trajectory.manifest,
            "brain": {
                "connectome": self.connectome.name,
                "regions": len(self.connectome),
                "weights_sha256": hashlib.sha256(weights.tobytes()).hexdigest(),
                "solution": "linear noise around the resting state, limit of low frequencies",
                "times_h": self.times.tolist(),
                "parameters": asdict(self.parameters),
            },
        }

    def to_xarray(self) -> xarray.Dataset:
        """Return all results as one dataset: dims person, time, variant, region; units in attributes."""
        import xarray

        c, cohort = self.connectome, self.trajectory.cohort
        reasons = {f.person: f.reason for f in self.failures}
        data: dict[str, Any] = {
            "gbc": (("person", "time", "variant", "region"), self.gbc, {"units": "", "long_name": "GBC, Fisher z"}),
            "gbc_prefrontal": (
                ("person", "time", "variant"), np.stack([self.prefrontal(v) for v in VARIANTS], axis=-1),
                {"units": "", "long_name": "mean GBC of prefrontal cortex, Fisher z"},
            ),
            "rate": (("person", "time", "region"), self.rate, {"units": "Hz", "long_name": "firing of E pools"}),
            "failure": (("person",), [reasons.get(i, "") for i in range(len(cohort))]),
        }  # fmt: skip
        if self.fc is not None:
            data["fc"] = (("person", "time", "region", "other"), self.fc, {"units": "", "long_name": "Pearson r"})
        coordinates: dict[str, Any] = {
            "person": np.arange(len(cohort)), "label": ("person", [cohort.label(i) for i in range(len(cohort))]),
            "time": ("time", self.times, {"units": "h"}), "title": ("time", self.titles), "variant": list(VARIANTS),
            "region": list(c.regions), "hemisphere": ("region", list(c.hemisphere)), "lobe": ("region", list(c.lobe)),
            "cortical": ("region", c.cortical), "prefrontal": ("region", c.prefrontal),
        }  # fmt: skip
        if c.network is not None:
            coordinates["network"] = ("region", list(c.network))
        if self.fc is not None:
            coordinates["other"] = list(c.regions)
        return xarray.Dataset(data, coordinates, {"manifest": json.dumps(self.manifest)})

    def to_csv(self, path: str | Path) -> Path:
        """Write a tidy table: USUBJID, TIME [h], REGION, PARAMCD, AVAL, AVALU; the manifest goes beside it."""
        target = Path(path)
        if not target.parent.is_dir():
            raise BadInput(f"{target.parent} is no folder. Make it first, or choose another path.")
        with whole_file(target) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["USUBJID", "TIME", "REGION", "PARAMCD", "AVAL", "AVALU"])
            for i in range(len(self.gbc)):
                subject = self.trajectory.cohort.label(i)
                for k, time in enumerate(self.times):
                    for name, values, unit in self._columns(i, k):
                        writer.writerows(
                            [subject, f"{time:.10g}", region, name, f"{value:.10g}", unit]
                            for region, value in zip(self.regions, values, strict=True)
                        )
        with whole_file(target.with_suffix(".manifest.json")) as file:
            json.dump(self.manifest, file, indent=2)
        return target

    def to_npz(self, path: str | Path) -> Path:
        """Write matrices of functional connectivity: fc (n_people, n_times, n, n), regions, time_h, person."""
        target = Path(path)
        if self.fc is None:
            raise BadInput("Matrices were not kept. Call raad.brain_course(..., keep_fc=True).")
        people = [self.trajectory.cohort.label(i) for i in range(len(self.fc))]
        np.savez_compressed(target, fc=self.fc, regions=self.regions, time_h=self.times, person=people)
        return target

    def _columns(self, i: int, k: int) -> list[tuple[str, np.ndarray, str]]:
        gbc = [(f"gbc_{v}", self.gbc[i, k, place], "") for place, v in enumerate(VARIANTS)]
        return [*gbc, ("rate_E", self.rate[i, k], "Hz")]
