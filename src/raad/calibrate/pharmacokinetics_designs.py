"""Who was studied and how, in the words of the model; and what is read from a course of the spray."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from raad.calibrate.linear import LinearBody, LinearCourse
from raad.calibrate.pharmacokinetics_priors import published
from raad.people import Person
from raad.protocols import Regimen, dose

DOSES = (28, 56, 84)
# 70 y reproduces the printed strata above 60 y when the printed model is run; weights of the studies are not printed.
STRATA = MappingProxyType({
    "18-60 y Caucasian": (40, "non_asian"), "18-60 y Asian non-Japanese": (40, "asian"),
    "18-60 y Asian Japanese": (40, "japanese"), ">60 y Caucasian": (70, "non_asian"),
    ">60 y Asian non-Japanese": (70, "asian"), ">60 y Asian Japanese": (70, "japanese"),
})  # fmt: skip
TYPICAL = "18-60 y Caucasian"
KAMP_ARMS = MappingProxyType({
    "esketamine 3-step infusion": ("esketamine", (0.14, 0.28, 0.57)),
    "racemic 3-step infusion": ("ketamine", (0.28, 0.57, 1.14)),
})  # fmt: skip
HASAN_ARM = "racemic 5 mg IV over 30 min"
SPRAY_GAP = 5 / 60  # [h] between devices


def nasal(mg: float) -> Regimen:
    """Return one session of esketamine nasal spray, devices of 28 mg five minutes apart."""
    return Regimen((dose("esketamine", "nasal", AMT=f"{mg} mg"),))


def intravenous(mg: float) -> Regimen:
    """Return esketamine by vein over 40 min, the comparison for bioavailability."""
    return Regimen((dose("esketamine", "iv", AMT=f"{mg} mg", DUR="40 min"),))


def kamp_infusion(arm: str) -> Regimen:
    """Return the three steps of one hour each, as the arms of kamp2020 name them."""
    drug, steps = KAMP_ARMS[arm]
    return Regimen(tuple(dose(drug, "iv", AMT=f"{mg} mg/kg", TIME=f"{i} h", DUR="1 h") for i, mg in enumerate(steps)))


def hasan_infusion() -> Regimen:
    """Return 5 mg of the racemate over half an hour."""
    return Regimen((dose("ketamine", "iv", AMT="5 mg", DUR="30 min"),))


def person_of(stratum: str, weight: float) -> Person:
    """Return the person whom a stratum of perezruixo2021 stands for."""
    age, ancestry = STRATA[stratum]
    return Person(age=age, ancestry=ancestry, weight=weight)


def bioavailability(course: LinearCourse, reference: Regimen) -> float:
    """Return the area of a course over that of a reference in the same person, both for ever."""
    venous = ("venous_esketamine",)
    return course.area(venous) / course.body.course(reference).area(venous)


def half_life(body: LinearBody) -> float:
    """Return the half-life of the slowest exponential of S-ketamine in plasma, tissues and liver. [h]"""
    return body.slowest_half_life([f"esketamine_{place}" for place in ("central", "rapid", "slow", "deep", "liver")])


def half_life_seen(course: LinearCourse) -> float:
    """Return the half-life that two samples at 12 and 24 h show. [h]"""
    early, late = course.values(("venous_esketamine",), (12, 24))
    return float(12 * np.log(2) / np.log(early / late))


def as_printed() -> Mapping[str, float]:
    """Return the parameters with which this structure becomes that of perezruixo2021, for a person of 70 kg.

    No third tissue and no lag between arterial and venous plasma; norketamine as ours.
    """

    def printed(symbol: str, unit: str) -> float:
        return published("perezruixo2021", symbol, unit)

    made, other = printed("kmet", "1/h"), printed("kel", "1/h")
    return {
        "V_central": printed("Vc", "L"), "V_rapid": printed("Vp1", "L"), "V_slow": printed("Vp2", "L"),
        "Q_rapid": printed("Q1", "L/h"), "Q_slow": printed("Q2", "L/h"), "V_deep": 1.0, "Q_deep": 1e-9,
        "V_liver": printed("Vh", "L"), "Q_hepatic": printed("Qh", "L/h"), "tau_venous": 1e-4,
        "CLint_liver": printed("Vh", "L") * (made + other), "fm_norketamine": made / (made + other),
        "ka_nasal": printed("ka_n", "1/h"), "ka_swallowed": printed("ka_sw", "1/h"),
        "V_norketamine": printed("Vcn/F", "L"), "V_tissue_norketamine": printed("Vpn/F", "L"),
        "Q_norketamine": printed("Q3/F", "L/h"), "CL_norketamine": printed("CLn/F", "L/h"),
    }  # fmt: skip
