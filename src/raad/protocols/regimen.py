"""A regimen: doses in the order they were written, and what they put where and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from raad.protocols.dose import Dose, dose
from raad.protocols.products import product
from raad.quantities.errors import BadInput, unknown
from raad.quantities.units import factor, number

_FIELDS = ("drug", "route", "AMT", "TIME", "DUR", "RATE", "II", "ADDL")


@dataclass(frozen=True, slots=True)
class Administration:
    """An amount that enters one state of the model.

    `fraction`, and `duration` when it is a text, name values of the person's own model.
    """

    time_h: float
    target: str
    amount_umol: float
    kind: str  # bolus | infusion
    fraction: str | None
    duration: float | str | None  # [h] or a name; None for a bolus
    drug: str
    route: str
    dose_index: int  # place of its dose in the regimen


@dataclass(frozen=True, slots=True)
class Regimen:
    """Doses of one person.

    Parameters
    ----------
    doses
        In the order they were written; their times may be in any order. (n_doses,)

    Examples
    --------
    >>> twice_weekly = Regimen().then(dose("esketamine", "nasal", AMT="56 mg", II="84 h", ADDL=1))
    >>> twice_weekly.times
    (0.0, 84.0)
    >>> [(a.target, a.kind) for a in twice_weekly.administrations(74, "human", {"MW_ketamine": 237.73})][:2]
    [('esketamine_nasal_depot', 'bolus'), ('esketamine_swallowed_depot', 'infusion')]
    """

    doses: tuple[Dose, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", tuple(self.doses))
        for given in self.doses:
            if not isinstance(given, Dose):
                raise BadInput(f"A regimen holds doses; {given!r} is none. Write dose('ketamine', 'iv', ..).")

    @classmethod
    def from_events(cls, events: Iterable[Mapping[str, Any]]) -> Regimen:
        """Build a regimen from records with the words of :func:`raad.protocols.dose.dose`.

        Examples
        --------
        >>> Regimen.from_events([{"drug": "rapamycin", "route": "oral", "AMT": "6 mg", "TIME": "-2 h"}]).times
        (-2.0,)
        """
        doses = []
        for position, event in enumerate(events, 1):
            for name in event:
                if name not in _FIELDS:
                    raise unknown("field of an event", name, _FIELDS)
            missing = [name for name in ("drug", "route", "AMT") if name not in event]
            if missing:
                raise BadInput(f"Event {position} has no {' and no '.join(missing)}: {dict(event)!r}.")
            doses.append(dose(**event))
        return cls(tuple(doses))

    def then(self, *doses: Dose) -> Regimen:
        """Return a regimen with these doses added."""
        return replace(self, doses=(*self.doses, *doses))

    @property
    def times(self) -> tuple[float, ...]:
        """Start of every dose with its repeats, also of zero doses, in order. [h]"""
        return tuple(sorted(time for given in self.doses for time in given.times))

    @property
    def last_time(self) -> float | None:
        """Start of the last dose [h], or None when there is no dose."""
        return self.times[-1] if self.doses else None

    def administrations(
        self, weight_kg: float, species: str, molecular_weights: Mapping[str, float]
    ) -> tuple[Administration, ...]:
        """Say what enters which state of the model of a person, and when.

        Parameters
        ----------
        weight_kg
            Body weight, for doses per kg. [kg]
        species
            human, rat or mouse.
        molecular_weights
            Constants by name, such as {"MW_ketamine": 237.73}. [g/mol]

        Returns
        -------
        tuple of Administration
            In order of time, and at one time in the order of the doses. A zero dose gives none.

        Raises
        ------
        NotSupported
            If a route has no evidence in this species.
        BadInput
            If a dose is larger than the evidence carries, or a weight is none.
        """
        weight_kg = number(weight_kg, "weight")
        if weight_kg <= 0:
            raise BadInput(f"weight is {weight_kg:g} kg; it must be greater than 0.")
        given = [
            one
            for index, record in enumerate(self.doses)
            for one in _administrations(record, index, weight_kg, species, molecular_weights)
        ]
        return tuple(sorted(given, key=lambda one: one.time_h))  # a stable sort keeps the order of writing


def _administrations(
    record: Dose, index: int, weight_kg: float, species: str, molecular_weights: Mapping[str, float]
) -> Iterable[Administration]:
    what = product(record.drug, record.route, species)
    amount_mg, length = record.amount_mg(weight_kg), record.duration_h(weight_kg)
    what.check(amount_mg, weight_kg)
    if what.molecular_weight not in molecular_weights:
        raise unknown("molecular weight", what.molecular_weight, molecular_weights)
    umol_per_mg = factor("mg", "g") * factor("mol", "umol") / molecular_weights[what.molecular_weight]
    if amount_mg == 0:
        return
    for start in record.times:
        for delay, part, mg in what.pieces(amount_mg):
            duration = length if part.kind == "as_given" else part.duration
            kind = "bolus" if duration is None else "infusion"
            yield Administration(
                start + delay,
                part.target,
                mg * umol_per_mg,
                kind,
                part.fraction,
                duration,
                record.drug,
                record.route,
                index,
            )
