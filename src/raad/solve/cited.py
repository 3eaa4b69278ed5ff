"""What a result rests on: the studies behind its parameters, those of calibrated values included."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from raad.evidence import Citation
from raad.evidence import cite as cite_studies
from raad.model.wiring import Model
from raad.quantities.errors import BadInput
from raad.solve.trajectory import Trajectory


@lru_cache(maxsize=1)
def calibrated_from() -> dict[str, tuple[str, ...]]:
    """Return the studies that each calibration was fitted to, as "domain/study_id"."""
    text = files("raad.evidence").joinpath("calibrated_from.csv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["calibration"], []).append(row["study"])
    return {name: tuple(studies) for name, studies in found.items()}


def studies_of(model: Model) -> tuple[str, ...]:
    """Return the studies behind the parameters of a model, calibrated ones included, as "domain/study_id"."""
    studies = set(model.parameters.sources(model.params, model.species))
    rows = [model.parameters.row(name, model.species) for name in model.params]
    notes = " ".join(row.note for row in rows if row.study_id == "calibration")
    for name, behind in calibrated_from().items():
        if f"'{name}'" in notes:
            studies.update(behind)
    return tuple(sorted(studies))


def cite(result: Trajectory | str | Iterable[str]) -> list[Citation]:
    """List the studies that a result rests on, or those with given ids.

    Parameters
    ----------
    result
        A trajectory, or study ids such as "daly2018" or "efficacy/daly2018".

    Returns
    -------
    list of Citation
        Each with `.text` and `.bibtex`; `.caution` says what to check before citing.

    Examples
    --------
    >>> import raad
    >>> result = raad.simulate(raad.treatment(), raad.Regimen(), raad.Cohort.typical(), times=[0])
    >>> any(c.study_id == "perezruixo2021" for c in raad.cite(result))
    True
    """
    if not isinstance(result, Trajectory):
        if result is None or isinstance(result, (int, float)):
            raise BadInput(f"{result!r} is neither a result nor a study id.")
        return cite_studies(result)
    return cite_studies(studies_of(result.model))
