"""A regimen: doses in the order they were written, and what they put where and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from raad.protocols.dose import Dose
from raad.protocols.record import Record, taken_apart
from raad.protocols.state_dose import Reset, StateDose
from raad.protocols.writing import dose
from raad.quantities.errors import BadInput, NotSupported, unknown
from raad.quantities.units import number

_FIELDS = ("drug", "route", "CMT", "AMT", "TIME", "DUR", "RATE", "II", "ADDL", "SS", "F", "ALAG")
Given = Dose | StateDose | Reset


@dataclass(frozen=True, slots=True)
class Administration:
    """An amount that enters one state of the model.

    `fraction` and `lag`, and `duration` when it is a text, name values of the person's own model.
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
    lag: str | None = None  # name of a value [h] that comes on top of `time_h`


@dataclass(frozen=True, slots=True)
class Regimen:
    """Doses of one person, and resets between them.

    Parameters
    ----------
    doses
        In the order they were written; their times may be in any order. At one time the order of writing
        counts: a reset, or a dose with SS 1, ends what was written before it. (n_doses,)

    Examples
    --------
    >>> twice_weekly = Regimen().then(dose("esketamine", "nasal", AMT="56 mg", II="84 h", ADDL=1))
    >>> twice_weekly.times
    (0.0, 84.0)
    >>> [(a.target, a.kind) for a in twice_weekly.administrations(74, "human", {"MW_ketamine": 237.73})][:2]
    [('esketamine_nasal_depot', 'bolus'), ('esketamine_swallowed_depot', 'infusion')]
    """

    doses: tuple[Given, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", tuple(self.doses))
        for given in self.doses:
            if not isinstance(given, Given):
                raise BadInput(f"A regimen holds doses; {given!r} is none. Write dose('ketamine', 'iv', ..).")

    @classmethod
    def from_events(cls, events: Iterable[Mapping[str, Any]]) -> Regimen:
        """Build a regimen from records with the words of :func:`raad.dose`.

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
            needed = ("CMT", "AMT") if "CMT" in event else ("drug", "route", "AMT")
            missing = [name for name in needed if name not in event]
            if missing:
                raise BadInput(f"Event {position} has no {' and no '.join(missing)}: {dict(event)!r}.")
            doses.append(dose(**event))
        return cls(tuple(doses))

    def then(self, *doses: Given) -> Regimen:
        """Return a regimen with these doses and resets added."""
        return replace(self, doses=(*self.doses, *doses))

    @property
    def products(self) -> tuple[Dose, ...]:
        """Doses of products, without those straight into a state and without resets."""
        return tuple(given for given in self.doses if isinstance(given, Dose))

    @property
    def times(self) -> tuple[float, ...]:
        """Start of every dose with its repeats, also of zero doses, in order. [h]"""
        return tuple(sorted(t for given in self.doses if not isinstance(given, Reset) for t in given.times))

    @property
    def last_time(self) -> float | None:
        """Start of the last dose [h], or None when there is no dose."""
        return times[-1] if (times := self.times) else None

    def records(self, weight_kg: Any, species: str, molecular_weights: Mapping[str, float]) -> tuple[Record, ...]:
        """Take every dose apart, for one person or, where no number of pieces depends on weight, for many.

        Parameters
        ----------
        weight_kg
            Body weight, of one person or of each. (n_people,) [kg]
        species, molecular_weights
            As for :meth:`administrations`.

        Returns
        -------
        tuple of Record
            In order of time, and at one time in the order of writing. A zero dose gives none.

        Raises
        ------
        NotSupported, BadInput
            As for :meth:`administrations`.
        """
        found = [taken_apart(one, i, weight_kg, species, molecular_weights) for i, one in enumerate(self.doses)]
        return tuple(sorted((one for one in found if one), key=lambda one: one.times[0]))

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
            Also for resets, steady states and doses into states: :meth:`records` holds them.
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
    given: Given, index: int, weight_kg: float, species: str, molecular_weights: Mapping[str, float]
) -> Iterable[Administration]:
    if not isinstance(given, Dose) or given.steady_state:
        raise NotSupported("Resets, steady states and doses into states are no list of administrations. Use records.")
    record = taken_apart(given, index, weight_kg, species, molecular_weights)
    if record is None:
        return
    for start in record.times:
        for one in record.pieces:
            kind, fraction = "bolus" if one.duration is None else "infusion", one.fraction
            yield Administration(
                start + one.delay, one.target, one.amount, kind, fraction if isinstance(fraction, str) else None,
                one.duration, given.drug, given.route, index, one.lag if isinstance(one.lag, str) else None,
            )  # fmt: skip
