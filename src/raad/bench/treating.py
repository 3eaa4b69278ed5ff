"""A treatment of a row as doses: what the text says of amount, route and repeats, else what is usual."""

from __future__ import annotations

from raad.bench.amounts import amounts, repeats, route
from raad.bench.experiment import NotUnderstood, dose_of
from raad.bench.phrases import Found
from raad.bench.rows import Perturbation, Treatment
from raad.bench.table import Row
from raad.protocols import products

INFUSION = " over 40 min"  # how ketamine is infused in trials, where a text does not say
DAYS_BETWEEN = {"human": 72.0, "rat": 24.0, "mouse": 24.0}  # [h] between repeated doses, where no table says


def treatment_of(
    row: Row, treatment: Treatment, text: str, found: Found, alone: bool, notes: list[str]
) -> tuple[Perturbation, ...]:
    """Return the doses that a text gives: one for each end of a range.

    Raises
    ------
    NotUnderstood
        If the species has no such product.
    """
    near = text[found.start :] if not alone else text
    told = amounts(near) or amounts(treatment.dose)
    way = _way(row, treatment, route(text), notes)
    if not told:
        raise NotUnderstood(f"No dose of {treatment.drug} is told, and treatments.csv gives none for a {row.species}.")
    duration = f" over {treatment.duration}" if treatment.duration else ""
    if not duration and way == "iv" and row.species == "human":
        duration = INFUSION
    more = {
        "duration": duration, "count": repeats(near),
        "interval": treatment.interval or DAYS_BETWEEN[row.species],
    }  # fmt: skip
    return tuple(dose_of(treatment.drug, way, str(amount), more) for amount in told)


def _way(row: Row, treatment: Treatment, told: str, notes: list[str]) -> str:
    known = [way for drug, way, species in products() if (drug, species) == (treatment.drug, row.species)]
    if told in known:
        return told
    usual = treatment.route
    if usual not in known:
        raise NotUnderstood(f"The model has no {treatment.drug} by the route {usual!r} in a {row.species}.")
    if told:
        notes.append(f"{treatment.drug} {told} is given {usual}: the model has no other route here")
    return usual
