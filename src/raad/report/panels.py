"""The panels of the walk, in its order: which curves each holds for this run, and what they show."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from raad.protocols.first_dose import first_dose
from raad.quantities.glossary import glossary
from raad.report.matching import Series
from raad.solve.trajectory import Trajectory

# Okabe and Ito: told apart in colour-blindness and, with the dashes, in print.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
_SAME = 1e-6  # curves that differ by less, relative to their size, are drawn once


@dataclass(frozen=True)
class Curve:
    """One readout of one person: (n_times,) each."""

    name: str
    label: str
    values: np.ndarray


@dataclass(frozen=True)
class Panel:
    """One step of the walk."""

    name: str
    title: str
    unit: str
    explanation: str
    curves: tuple[Curve, ...]
    series: tuple[Series, ...] = ()
    same: str = ""  # readouts that are not drawn because they lie on a drawn curve
    log: bool = False
    from_zero: bool = False


@dataclass(frozen=True)
class Given:
    """One dose as the page shows it: [h], [mg], [h]."""

    drug: str
    route: str
    time: float
    amount: float
    duration: float


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    text = files("raad.report").joinpath("panels.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def panels(trajectory: Trajectory, series: Sequence[Series] = ()) -> list[Panel]:
    """Return the panels of the first person of a run; those without any signal are left out.

    Examples
    --------
    >>> import raad
    >>> rest = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0, 24])
    >>> [panel.name for panel in panels(rest)][-1]
    'mood'
    """
    found = []
    for row in _rows():
        if row["species"] != "any" and trajectory.model.species not in row["species"].split("|"):
            continue
        curves, same = _curves(trajectory, row["readouts"].split("|"))
        if not curves:
            continue
        names = {c.name for c in curves}
        beside = tuple(s for s in series if s.readout in names)
        found.append(
            Panel(
                row["name"], row["title"], _unit(trajectory, row), row["explanation"], tuple(curves), beside,
                same, row["log"] == "yes", row["floor"] == "0",
            )
        )  # fmt: skip
    return found


def _unit(trajectory: Trajectory, row: dict[str, str]) -> str:
    """The glossary's unit where there is one, else the words of the panel."""
    return (trajectory.unit(row["readouts"].split("|")[0]) or row["unit"]).replace("uM", "µM")


def _curves(trajectory: Trajectory, names: Sequence[str]) -> tuple[list[Curve], str]:
    drawn: list[Curve] = []
    same = []
    for name in names:
        values = trajectory.values(name)[0] if name in trajectory.names or name in trajectory.model.states else None
        if values is None or not np.any(np.abs(values) > 1e-12):
            continue
        label = glossary()[name].label if glossary()[name].kind == "readout" else _LABELS.get(name, name)
        twin = next((c for c in drawn if np.allclose(c.values, values, rtol=_SAME, atol=1e-9)), None)
        if twin is None:
            drawn.append(Curve(name, label, values))
        else:
            same.append(f"{label} is the same curve as {twin.label}.")
    return drawn, " ".join(same)


_LABELS = {"brain_hnk_2r6r_free": "Free (2R,6R)-HNK in brain"}


def given(trajectory: Trajectory) -> list[Given]:
    """Return every dose of the first person, in order of time."""
    weight = trajectory.cohort[0].weight or 1.0
    doses = [
        Given(d.drug, d.route, t, d.amount_mg(weight), d.duration_h(weight) or 0.0)
        for d in trajectory.regimens[0].products
        for t in d.times
    ]
    return sorted(doses, key=lambda one: one.time)


def presets(trajectory: Trajectory) -> list[tuple[str, float, float]]:
    """Return the looks at the course: name, and first and last time. [h]"""
    start, end = float(trajectory.times[0]), float(trajectory.times[-1])
    begin = first_dose(trajectory.regimens[0], trajectory.model.species)
    looks = [("First 6 h", 6.0), ("First day", 24.0), ("First week", 168.0)]
    found = [(name, begin - length / 40, begin + 1.025 * length) for name, length in looks if begin + length < end]
    margin = (end - start) / 60
    return [*found, ("Whole course", start - margin, end + margin)]
