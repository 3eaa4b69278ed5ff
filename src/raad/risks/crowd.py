"""A crowd: virtual people around one patient, who differ in exposure, in susceptibility and in pressure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.people import Cohort, Person
from raad.people.person import ranges
from raad.quantities.errors import BadInput

MOST_PEOPLE = 20_000
OLD = 65.0  # years; trials are of people below or from 65 on
_LOGNORMAL = ("V_central", "V_rapid", "Q_hepatic", "CLint_liver", "ka_nasal", "ka_swallowed", "CL_norketamine")


@dataclass(frozen=True)
class Crowd:
    """People who are followed together.

    Parameters
    ----------
    cohort
        Their covariates. (n_people,)
    factors
        How parameters of the model differ from their typical value: as factors, (n_people,) each.
    shares
        As `factors`, on the scale of logits: what is added.
    sbp, dbp
        Pressures before a session. (n_people,) [mmHg]
    seed
        What they were drawn with.
    """

    cohort: Cohort
    factors: Mapping[str, np.ndarray]
    shares: Mapping[str, np.ndarray]
    sbp: np.ndarray
    dbp: np.ndarray
    seed: int

    def parameters(self, typical: Mapping[str, float]) -> dict[str, np.ndarray]:
        """Return the values of everybody's parameters, from typical ones. (n_people,) each"""
        found = {name: typical[name] * factor for name, factor in self.factors.items() if name in typical}
        for name, added in self.shares.items():
            if name in typical:
                odds = typical[name] / (1 - typical[name]) * np.exp(added)
                found[name] = odds / (1 + odds)
        return found

    def __len__(self) -> int:
        return len(self.cohort)


def crowd(person: Person, people: int, numbers: Mapping[str, float], seed: int = 0) -> Crowd:
    """Draw a crowd around a patient: the same ancestry, liver, genotype, medicines and severity.

    Age and weight spread around the patient's and stay on the patient's side of 65 years; pressures are those that
    the patient's health tells, or those of people whose dose would not be held.

    Parameters
    ----------
    person
        The patient in the middle.
    people
        How many. 1 to 20000
    numbers
        Rows of spread, as `raad.risks.endpoints.numbers` gives them.
    seed
        Of all draws.

    Raises
    ------
    BadInput
        If the patient is no human, or the number of people cannot be used.

    Examples
    --------
    >>> from raad.risks.endpoints import numbers
    >>> some = crowd(Person(age=45), 200, numbers(), seed=1)
    >>> bool(30 < some.cohort.column("age").mean() < 60), some.factors["V_central"].shape
    (True, (200,))
    """
    if person.species != "human":
        raise BadInput(f"Risks are known for humans only, and this is a {person.species}. Set species: human.")
    if isinstance(people, bool) or not isinstance(people, int) or not 1 <= people <= MOST_PEOPLE:
        raise BadInput(f"people is {people!r}; a whole number from 1 to {MOST_PEOPLE} is needed.")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise BadInput(f"seed is {seed!r}; a whole number from 0 on is needed.")
    random = np.random.default_rng(seed)
    columns = {name: random.standard_normal(people) for name in ("age", "weight", "cadss", "sedation", "common")}
    etas = {name: random.standard_normal(people) for name in (*_LOGNORMAL, "F_nasal")}
    pressures = random.standard_normal((2, people, 40))
    ill = random.random(people) < numbers["share_hypertension"]
    cohort = _cohort(person, people, numbers, columns, random.random(people))
    factors = {name: np.exp(numbers[f"omega_{name}"] * etas[name]) for name in _LOGNORMAL}
    for name, cv, z in (("gain_cadss", "CV_cadss", "cadss"), ("gain_bprs_positive", "CV_bprs_positive", "cadss"),
                        ("gain_moaas", "CV_moaas", "sedation")):  # fmt: skip
        sigma = np.sqrt(numbers["correlation_sessions"] * np.log1p(numbers[cv] ** 2))
        factors[name] = np.exp(sigma * columns[z])
    shares = {"F_nasal": numbers["omega_F_nasal"] * etas["F_nasal"]}
    sbp, dbp = _pressures(person, numbers, pressures, ill)
    return Crowd(cohort, factors, shares, sbp, dbp, seed)


def _cohort(
    person: Person, people: int, numbers: Mapping[str, float], z: Mapping[str, np.ndarray], u: np.ndarray
) -> Cohort:
    known, age = ranges()["human"], float(person.age or 0)
    low, high = (OLD, known["age"].highest) if age >= OLD else (known["age"].lowest, np.nextafter(OLD, 0))
    ages = np.clip(age + numbers["sd_age"] * z["age"], low, high)
    sigma = np.sqrt(np.log1p(numbers["CV_weight"] ** 2))
    weights = np.clip(
        float(person.weight or 0) * np.exp(sigma * z["weight"]), known["weight"].lowest, known["weight"].highest
    )
    ill: dict[str, Any] = {"madrs": person.madrs} if person.madrs is not None else {"stress": person.stress}
    return Cohort.table(
        people, age=ages, weight=weights, sex=np.where(u < numbers["share_female"], "female", "male"),
        ancestry=person.ancestry, liver=person.liver, cyp2b6=person.cyp2b6,
        comedication=" + ".join(person.comedication), renal_factor=person.renal_factor, **ill,
    )  # fmt: skip


def _pressures(
    person: Person, numbers: Mapping[str, float], z: np.ndarray, ill: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return pressures before a session; those that a protocol would hold are drawn again, up to forty times."""
    shared = np.sqrt(numbers["correlation_sbp_dbp"])
    own = np.sqrt(1 - numbers["correlation_sbp_dbp"])
    sbp = numbers["mean_sbp"] + ill[:, None] * numbers["shift_sbp_hypertension"] + numbers["sd_sbp"] * z[0]
    dbp = (
        numbers["mean_dbp"]
        + ill[:, None] * numbers["shift_dbp_hypertension"]
        + numbers["sd_dbp"] * (shared * z[0] + own * z[1])
    )
    fits = (sbp <= numbers["limit_before_sbp"]) & (dbp <= numbers["limit_before_dbp"])
    first, rows = np.argmax(fits, axis=1), np.arange(len(z[0]))
    told = (person.health.systolic, person.health.diastolic)
    drawn = (sbp[rows, first], dbp[rows, first])
    systolic, diastolic = (np.full(len(rows), t) if t is not None else d for t, d in zip(told, drawn, strict=True))
    return systolic, diastolic
