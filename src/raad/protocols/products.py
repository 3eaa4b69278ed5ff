"""Products: how one dose of a drug by a route becomes elementary administrations to compartments."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from raad.quantities.errors import BadInput, NotSupported, nearest, unknown
from raad.quantities.units import quantity

SPECIES = ("human", "rat", "mouse")
# A dose computed from a body weight may miss a whole number of sprays by rounding only.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """Where a share of a dose goes, and how: a row of `products.csv`."""

    part: str  # whole | first_device | further_device
    analyte_share: float  # of the amount, before `fraction`
    target: str  # the state of the model that receives it
    kind: str  # bolus | zero_order | as_given
    fraction: str | None  # name of the model value that scales it
    duration: str | None  # name of the model value that says how long a zero-order input lasts
    lag: str | None = None  # name of the model value that says how much later it enters


@dataclass(frozen=True, slots=True)
class Product:
    """A drug by a route in a species: rows of `products.csv`, `products_lags.csv` and `products_limits.csv`."""

    drug: str
    route: str
    species: str
    molecular_weight: str  # name of the constant [g/mol]
    largest_dose: float  # [mg], or [mg/kg] when `per_kg`
    per_kg: bool
    dose_step: float | None  # [mg], one spray
    per_device: float | None  # [mg]
    device_gap: float  # [h]
    source: str
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """How errors call it, such as "nasal esketamine in human"."""
        return f"{self.route} {self.drug} in {self.species}"

    @property
    def takes_duration(self) -> bool:
        """Whether a dose may be given as an infusion."""
        return any(part.kind == "as_given" for part in self.parts)

    def check(self, amount_mg: float, weight_kg: float | None = None) -> None:
        """Refuse an amount that the evidence does not carry; limits per kg need the weight."""
        asked = amount_mg / (weight_kg or math.inf) if self.per_kg else amount_mg
        if asked > self.largest_dose * (1 + _ROUNDING):
            unit = "mg/kg" if self.per_kg else "mg"
            raise BadInput(
                f"{asked:g} {unit} of {self.name} is too much. "
                f"The largest supported dose is {self.largest_dose:g} {unit} ({self.source})."
            )
        sprays = amount_mg / self.dose_step if self.dose_step else 0.0
        if not math.isclose(sprays, round(sprays), rel_tol=_ROUNDING, abs_tol=_ROUNDING):
            raise BadInput(
                f"{amount_mg:g} mg of {self.name} cannot be given: "
                f"a dose must be a multiple of {self.dose_step:g} mg (one spray)."
            )

    def pieces(self, amount_mg: float) -> Iterator[tuple[float, Part, float]]:
        """Yield (hours after the dose, part, amount of the analyte [mg]) for a checked amount."""
        if not self.per_device or not self.dose_step:
            for part in self.parts:
                yield 0.0, part, amount_mg * part.analyte_share
            return
        # Counted in sprays, because whole numbers do not collect rounding errors.
        left, device = round(amount_mg / self.dose_step), 0
        while left > 0:
            sprays = min(left, round(self.per_device / self.dose_step))
            position = "first_device" if device == 0 else "further_device"
            for part in self.parts:
                if part.part == position:
                    yield device * self.device_gap, part, sprays * self.dose_step * part.analyte_share
            left, device = left - sprays, device + 1


def _rows(name: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the rows of a table of this package, once for each species that a row names."""
    text = files("raad.protocols").joinpath(name).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for species in SPECIES if row["species"] == "any" else row["species"].split("|"):
            yield row, species


@lru_cache(maxsize=1)
def products() -> dict[tuple[str, str, str], Product]:
    """Return every product by (drug, route, species).

    Examples
    --------
    >>> products()["esketamine", "nasal", "human"].largest_dose
    112.0
    """
    lags = {(row["drug"], row["route"], species): row["lag"] for row, species in _rows("products_lags.csv")}
    parts: dict[tuple[str, str, str], list[Part]] = {}
    devices: dict[tuple[str, str, str], str] = {}
    for row, species in _rows("products.csv"):
        key = (row["drug"], row["route"], species)
        fraction, duration = row["fraction"] or None, row["duration"] or None
        share, lag = float(row["analyte_share"]), lags.get(key)
        part = Part(row["part"], share, row["target"], row["kind"], fraction, duration, lag)
        parts.setdefault(key, []).append(part)
        devices[key] = row["per_device"]
    found = {}
    for row, species in _rows("products_limits.csv"):
        key = (row["drug"], row["route"], species)
        per_kg = row["largest_dose"].endswith("/kg")
        found[key] = Product(
            *key,
            molecular_weight=row["molecular_weight"],
            largest_dose=quantity(row["largest_dose"], "mg/kg" if per_kg else "mg", "largest dose"),
            per_kg=per_kg,
            dose_step=quantity(row["dose_step"], "mg", "dose step") if row["dose_step"] else None,
            per_device=quantity(devices[key], "mg", "content of a device") if devices[key] else None,
            device_gap=quantity(row["device_gap"], "h", "time between devices") if row["device_gap"] else 0.0,
            source=f"{row['study_id']}: {row['note']}",
            parts=tuple(parts[key]),
        )
    return found


def routes(drug: str, species: str) -> tuple[str, ...]:
    """Return the routes of a drug in a species, in alphabetical order.

    Examples
    --------
    >>> routes("ketamine", "rat")
    ('ip', 'iv')
    """
    return tuple(sorted(r for d, r, s in products() if (d, s) == (drug, species)))


def _hint(route: str, names: Iterable[str]) -> str:
    # Every two-letter route looks near to every other one: 'im' is no misspelt 'iv'.
    return nearest(route, names) if len(route) > 2 else ""


@lru_cache(maxsize=256)
def candidates(drug: str, route: str) -> tuple[Product, ...]:
    """Return the products of a drug and route in all species, or say which routes exist.

    Raises
    ------
    UnknownName
        If no such drug is known.
    NotSupported
        If the drug has no such route in any species.
    """
    known = {d for d, _, _ in products()}
    if drug not in known:
        raise unknown("drug", drug, known)
    found = tuple(p for (d, r, _), p in products().items() if (d, r) == (drug, route))
    if not found:
        everywhere = "; ".join(f"in {s}: {', '.join(routes(drug, s)) or 'none'}" for s in SPECIES)
        hint = _hint(route, {r for d, r, _ in products() if d == drug})
        raise NotSupported(
            f"There is no evidence-based route {route!r} for {drug} yet. Routes of {drug} {everywhere}.{hint}"
        )
    return found


@lru_cache(maxsize=256)
def product(drug: str, route: str, species: str) -> Product:
    """Return the product of a drug, route and species.

    Raises
    ------
    UnknownName
        If the drug or the species is not known.
    NotSupported
        If there is no evidence for this route of the drug in this species; the text names those that exist.

    Examples
    --------
    >>> product("ketamine", "iv", "human").takes_duration
    True
    >>> product("ketamine", "rectal", "human")
    Traceback (most recent call last):
        ...
    raad.quantities.errors.NotSupported: There is no evidence-based route 'rectal' for ketamine in human yet. ...
    """
    if species not in SPECIES:
        raise unknown("species", species, SPECIES)
    known = {d for d, _, _ in products()}
    if drug not in known:
        raise unknown("drug", drug, known)
    try:
        return products()[drug, route, species]
    except KeyError:
        names = routes(drug, species)
        raise NotSupported(
            f"There is no evidence-based route {route!r} for {drug} in {species} yet. "
            f"Routes of {drug} in {species}: {', '.join(names) or 'none'}.{_hint(route, names)}"
        ) from None
