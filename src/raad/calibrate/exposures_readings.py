"""How a quantity of the tables is read from the course of the model: peaks, areas, ratios, shares, clearances."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from raad.calibrate.linear import LinearBody, LinearCourse
from raad.evidence import Observation
from raad.protocols import Regimen, dose
from raad.quantities.errors import RaadError

# Analytes as the tables call them, and the outputs whose sum they are; an HNK is read from arterial plasma only.
ANALYTES = {
    "esketamine": ("esketamine",), "s_ketamine": ("esketamine",), "r_ketamine": ("arketamine",),
    "ketamine": ("esketamine", "arketamine"), "noresketamine": ("noresketamine",),
    "s_norketamine": ("noresketamine",), "r_norketamine": ("norarketamine",),
    "norketamine": ("noresketamine", "norarketamine"), "s_hydroxynorketamine": ("hnk_2s6s",),
    "hydroxynorketamine_total": ("hnk_2s6s", "hnk_2r6r"), "hnk": ("hnk_2s6s", "hnk_2r6r"),
}  # fmt: skip
_A = "(" + "|".join(sorted(ANALYTES, key=len, reverse=True)) + ")"
GRID = np.unique(np.concatenate([np.arange(0, 12, 0.01), np.arange(12, 48, 0.1)]))  # [h]
LATE = (12.0, 24.0)  # [h] samples between which a half-life is seen


@dataclass(frozen=True)
class Meeting:
    """Who was given what: the body, the one that a ratio compares with, the regimen and the site of sampling."""

    body: LinearBody
    versus: LinearBody | None
    regimen: Regimen
    site: str

    @cached_property
    def course(self) -> LinearCourse:
        """Course of the arm."""
        return self.body.course(self.regimen)

    @cached_property
    def other(self) -> LinearCourse:
        """Course of the comparison."""
        assert self.versus is not None
        return self.versus.course(self.regimen)

    def outputs(self, analyte: str) -> list[str]:
        """Return the outputs behind an analyte, in ng/mL."""
        return [f"{'arterial' if a.startswith('hnk') else self.site}_{a}" for a in ANALYTES[analyte]]

    def peak(self, analyte: str, course: LinearCourse | None = None) -> float:
        """Return the highest value after the last dose. [ng/mL]"""
        since = self.regimen.times[-1]
        return float((course or self.course).values(self.outputs(analyte), GRID + since).max())

    def area(self, analyte: str, until: float | None = None, course: LinearCourse | None = None) -> float:
        """Return the area to a time, or for ever. [ng/mL*h]"""
        return (course or self.course).area(self.outputs(analyte), until)

    def by_vein(self, analyte: str) -> float:
        """Return the area of as much by vein, for a dose of one drug. [ng/mL*h]"""
        given = self.regimen.doses[0]
        unit = "mg/kg" if given.per_kg else "mg"  # type: ignore[union-attr]
        iv = dose(given.drug, "iv", AMT=f"{given.amount} {unit}", DUR="40 min")  # type: ignore[union-attr]
        return self.body.course(Regimen((iv,))).area(self.outputs(analyte))

    def clearance(self, analyte: str, share: float = 1.0) -> float:
        """Return dose over area. [L/h]"""
        weight = float(self.body.person.weight or 0.0)
        given_mg = sum(d.amount_mg(weight) for d in self.regimen.doses)  # type: ignore[union-attr]
        return share * given_mg * 1000 / self.area(analyte)


Reading = Callable[[Meeting, Observation, tuple[str, ...]], float]
_PERCENT = 100.0


def _metabolite_ratio(m: Meeting, made: str, parent: str) -> float:
    return m.area(made) / m.area(parent)


def _hnk_of(enantiomer: str) -> tuple[str, str]:
    return {"s": ("hnk_2s6s", "esketamine"), "r": ("hnk_2r6r", "arketamine")}[enantiomer]


def _hnk_ratio(m: Meeting, enantiomer: str) -> float:
    made, parent = _hnk_of(enantiomer)
    return m.course.area([f"arterial_{made}"]) / m.course.area([f"{m.site}_{parent}"])


def _half_life(m: Meeting, analyte: str) -> float:
    early, late = m.course.values(m.outputs(analyte), LATE)
    return float((LATE[1] - LATE[0]) * np.log(2) / np.log(early / late))


# Pattern of the quantity -> kind, unit of the prediction, and how it is read.
READINGS: tuple[tuple[str, str, str, Reading], ...] = (
    (rf"plasma_{_A}_cmax(?:_low)?", "exposure", "ng/mL", lambda m, o, g: m.peak(g[0])),
    (rf"plasma_{_A}_auc_0_(\d+)h?", "exposure", "ng*h/mL", lambda m, o, g: m.area(g[0], float(g[1]))),
    (rf"plasma_auc_inf_{_A}", "exposure", "ng*h/mL", lambda m, o, g: m.area(g[0])),
    (rf"plasma_{_A}", "curve", "ng/mL",
     lambda m, o, g: float(m.course.values(m.outputs(g[0]), [o.hours or 0.0])[0])),
    (rf"(?:auc|auc_inf)_(?:change|ratio)_{_A}", "ratio", "",
     lambda m, o, g: m.area(g[0]) / m.area(g[0], None, m.other)),
    (rf"cmax_change_{_A}", "ratio", "", lambda m, o, g: m.peak(g[0]) / m.peak(g[0], m.other)),
    (rf"auc_ratio_{_A}_to_{_A}", "other", "", lambda m, o, g: _metabolite_ratio(m, g[0], g[1])),
    (r"auc_ratio_2_6_hnk_to_ketamine_([sr])", "other", "", lambda m, o, g: _hnk_ratio(m, g[0])),
    (r"absolute_bioavailability", "other", "", lambda m, o, g: m.area("esketamine") / m.by_vein("esketamine")),
    (r"clearance_(esketamine|s_ketamine|ketamine)", "other", "L/h", lambda m, o, g: m.clearance(g[0])),
    (r"plasma_([sr]_ketamine)_metabolic_clearance", "other", "L/h", lambda m, o, g: m.clearance(g[0], 0.5)),
    (rf"plasma_{_A}_(?:terminal_)?half_life(?:_low)?", "other", "h", lambda m, o, g: _half_life(m, g[0])),
    (r"fraction_present_as_norketamine", "other", "",
     lambda m, o, g: m.area("norketamine") / (m.area("norketamine") + m.area("ketamine"))),
)  # fmt: skip
_MOLAR = ("nmol/mL",)


def _matched(row: Observation) -> tuple[str, str, Reading, tuple[str, ...]] | None:
    for pattern, kind, unit, reading in READINGS:
        if found := re.fullmatch(pattern, row.quantity):
            return kind, unit, reading, found.groups()
    return None


def kind_of(row: Observation) -> str | None:
    """Return what a row is: exposure, ratio, curve, other; None when nothing of the model is like it."""
    found = _matched(row)
    # The first quarter of an hour of digitised curves is an artefact, their last points lie on the floor.
    if found is None or (found[0] == "curve" and not 0.25 <= (row.hours or 0.0) <= 11):
        return None
    return found[0]


def read_as(row: Observation, meeting: Meeting) -> tuple[float, float, float] | None:
    """Return observed, predicted and the fold error; None when the row is in no unit that the model knows."""
    found = _matched(row)
    if found is None:
        return None
    _, unit, reading, groups = found
    predicted = reading(meeting, row, groups)
    low = high = 0.0
    if row.unit in _MOLAR:
        factor = meeting.body.model.values[_mass(groups[0])]
        observed = float(row.value or 0.0) * factor
        return (observed, predicted, _fold(predicted, observed, observed)) if observed > 0 else None
    if row.unit.startswith("L/h/70"):
        observed, predicted = (
            float(row.value or 0.0),
            predicted * (70 / float(meeting.body.person.weight or 70)) ** 0.75,
        )
    elif "change" in row.quantity:
        observed = 1 + float(row.value or 0.0) / _PERCENT
    else:
        try:
            observed = row.value_in(unit)
        except RaadError:
            observed = float(row.value or 0.0)
    low = high = observed
    if row.spread_type == "range" and row.quantity.endswith("_low"):
        low, high = row.spread_in(unit)
    return observed, predicted, _fold(predicted, low, high)


def _mass(analyte: str) -> str:
    group = "hnk" if "hydroxy" in analyte else "norketamine" if "nor" in analyte else "ketamine"
    return f"MW_{group}"


def _fold(predicted: float, low: float, high: float) -> float:
    return max(predicted / high, low / predicted, 1.0)
