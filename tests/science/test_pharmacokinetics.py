"""Plasma levels against what was observed, one test for each series; bands from the tables where they print one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import raad
from raad.evidence import load_observations, load_parameters

DENSE = np.concatenate([np.arange(0, 6, 0.02), np.arange(6, 24, 0.2), [24.0]])
LONG = np.concatenate([np.arange(0, 6, 0.02), np.arange(6, 240.1, 0.5)])
STRATA = {
    "18-60 y Caucasian": (40, "non_asian"), "18-60 y Asian non-Japanese": (40, "asian"),
    "18-60 y Asian Japanese": (40, "japanese"), ">60 y Caucasian": (70, "non_asian"),
    ">60 y Asian non-Japanese": (70, "asian"), ">60 y Asian Japanese": (70, "japanese"),
}  # fmt: skip
# stratum, weight [kg], tolerance: the typical patient closely, the others as far as the label would round
CELLS = [("18-60 y Caucasian", kg, 0.10) for kg in (70, 74)] + [(s, 74, 0.15) for s in list(STRATA)[1:]]


def rows(study_id: str, arm: str, quantity: str) -> list:
    return [
        o for o in load_observations()
        if (o.domain, o.study_id, o.arm, o.quantity) == ("pk", study_id, arm, quantity)
    ]  # fmt: skip


def row(study_id: str, arm: str, quantity: str):
    (only,) = rows(study_id, arm, quantity)
    return only


@cache
def course(doses: tuple, person: raad.Person, horizon: str = "day"):
    regimen = raad.Regimen(tuple(raad.dose(*d[:2], **dict(d[2:])) for d in doses))
    times = DENSE if horizon == "day" else LONG
    return raad.simulate(raad.treatment(), regimen, raad.Cohort.of(person), times)


def spray(mg: float) -> tuple:
    return (("esketamine", "nasal", ("AMT", f"{mg} mg")),)


def vein(drug: str, amount: str, duration: str, at: str = "0 h") -> tuple:
    return (drug, "iv", ("AMT", amount), ("DUR", duration), ("TIME", at))


def somebody(age: float = 40, weight: float = 74, ancestry: str = "non_asian") -> raad.Person:
    return raad.Person.healthy(age=age, weight=weight, ancestry=ancestry)


def area(result, name: str) -> float:
    return float(np.trapezoid(result.values(name)[0], result.times))


def peak(result, name: str) -> float:
    return float(result.values(name).max())


@pytest.mark.parametrize(("stratum", "weight", "close"), CELLS, ids=str)
@pytest.mark.parametrize("mg", [28, 56, 84])
def test_perezruixo2021_exposures(mg, stratum, weight, close):
    age, ancestry = STRATA[stratum]
    result, arm = course(spray(mg), somebody(age, weight, ancestry)), f"esketamine nasal {mg} mg, {stratum}"
    cmax = row("perezruixo2021", arm, "plasma_esketamine_cmax").value_in("ng/mL")
    auc = row("perezruixo2021", arm, "plasma_esketamine_auc_0_24").value_in("ng*h/mL")
    metabolite = row("perezruixo2021", arm, "plasma_noresketamine_cmax").value_in("ng/mL")
    assert peak(result, "venous_esketamine") == pytest.approx(cmax, rel=close)
    assert area(result, "venous_esketamine") == pytest.approx(auc, rel=close)
    assert peak(result, "venous_noresketamine") == pytest.approx(metabolite, rel=0.15)


@pytest.mark.parametrize("mg", [56, 84])
def test_perezruixo2021_and_spravato_label_bioavailability_of_the_spray(mg):
    nasal = area(course(spray(mg), somebody(), "long"), "venous_esketamine")
    iv = area(course((vein("esketamine", f"{mg} mg", "40 min"),), somebody(), "long"), "venous_esketamine")
    low = row("spravato_label", "84 mg nasal", "absolute_bioavailability").value_in("")
    high = row("perezruixo2021", "esketamine nasal 56 mg", "absolute_bioavailability").value_in("")
    assert low <= nasal / iv <= high + 0.02  # printed as whole percents, of a share that falls with each device


def test_perezruixo2021_and_fanta2015_bioavailability_by_mouth_lies_between():
    oral = area(course((("esketamine", "oral", ("AMT", "84 mg")),), somebody(), "long"), "venous_esketamine")
    iv = area(course((vein("esketamine", "84 mg", "40 min"),), somebody(), "long"), "venous_esketamine")
    low = row("fanta2015", "0.25 mg/kg oral", "absolute_bioavailability").value_in("")
    high = row("perezruixo2021", "swallowed dose", "absolute_bioavailability").value_in("")
    assert low < oral / iv < high


def test_clearance_lies_within_the_published_ones():
    iv = area(course((vein("esketamine", "28 mg", "40 min"),), somebody(weight=70), "long"), "venous_esketamine")
    known = [
        p.value_in("L/h") for p in load_parameters()
        if (p.study_id, p.symbol) in {("simons2022", "CLK1"), ("otto2021", "CL"), ("perezruixo2021", "CL")}
    ]  # fmt: skip
    assert len(known) == 3
    assert min(known) < 28e3 / iv < max(known)


def test_spravato_label_terminal_half_life():
    result = course(spray(84), somebody(), "long")
    late = (result.times >= 48) & (result.times <= 96)
    slope = np.polyfit(result.times[late], np.log(result.values("venous_esketamine")[0, late]), 1)[0]
    low, high = row("spravato_label", "nasal", "plasma_esketamine_terminal_half_life_low").spread_in("h")
    assert low <= np.log(2) / -slope <= high


# kamp2020: arterial curves over three steps of infusion, the last ends at 3 h. Points that the model misses by more
# than 1.5-fold are listed; a point that is no longer missed must leave the list.
STEPS = {
    "esketamine 3-step infusion": ("esketamine", ("0.14 mg/kg", "0.28 mg/kg", "0.57 mg/kg")),
    "racemic 3-step infusion": ("ketamine", ("0.28 mg/kg", "0.57 mg/kg", "1.14 mg/kg")),
}
CURVES = {
    ("esketamine 3-step infusion", "plasma_s_ketamine"): ("arterial_conc_esketamine",),
    ("racemic 3-step infusion", "plasma_s_ketamine"): ("arterial_conc_esketamine",),
    ("racemic 3-step infusion", "plasma_r_ketamine"): ("arterial_conc_arketamine",),
    ("esketamine 3-step infusion", "plasma_s_norketamine"): ("arterial_conc_noresketamine",),
    ("racemic 3-step infusion", "plasma_s_norketamine"): ("arterial_conc_noresketamine",),
    ("racemic 3-step infusion", "plasma_r_norketamine"): ("arterial_conc_norarketamine",),
    ("racemic 3-step infusion", "plasma_hydroxynorketamine_total"):
        ("arterial_conc_hnk_2s6s", "arterial_conc_hnk_2r6r"),
}  # fmt: skip
KNOWN_MISSES: dict[tuple[str, str], set[float]] = {
    # Where a step ends the digitised line already rises (1 h) or does not fall yet (3.083 h, other panels do).
    ("esketamine 3-step infusion", "plasma_s_ketamine"): {1.0},
    ("racemic 3-step infusion", "plasma_s_ketamine"): {3.083},
    ("racemic 3-step infusion", "plasma_r_ketamine"): {1.0},
    # The first metabolite comes later in the model, which has one pool where chains of delays were published.
    ("racemic 3-step infusion", "plasma_hydroxynorketamine_total"): {0.25},
}


@pytest.mark.parametrize(("arm", "quantity"), CURVES, ids=[" ".join(k) for k in CURVES])
def test_kamp2020_arterial_curves(arm, quantity):
    drug, amounts = STEPS[arm]
    doses = [raad.dose(drug, "iv", AMT=a, DUR="1 h", TIME=f"{i} h") for i, a in enumerate(amounts)]
    points = [o for o in rows("kamp2020", arm, quantity) if o.hours >= 0.25]
    times = [o.hours for o in points]
    result = raad.simulate(raad.treatment(), raad.Regimen(tuple(doses)), raad.Cohort.of(somebody(weight=72)), times)
    predicted = np.sum([result.values(n)[0] for n in CURVES[arm, quantity]], axis=0)
    observed = np.array([o.value_in("uM") for o in points])
    fold = np.exp(np.abs(np.log(predicted / observed)))
    missed, known = {t for t, f in zip(times, fold, strict=True) if f > 1.5}, KNOWN_MISSES.get((arm, quantity), set())
    assert len(missed) <= 0.2 * len(points)
    assert missed <= known, f"missed anew at {sorted(missed - known)} h"
    assert known <= missed, f"no longer missed at {sorted(known - missed)} h; remove them from KNOWN_MISSES"


@pytest.mark.parametrize("enantiomer", ["s", "r"])
def test_hasan2021_venous_curves(enantiomer):
    arm, quantity = "racemic 5 mg IV over 30 min", f"plasma_{enantiomer}_ketamine"
    name = {"s": "venous_esketamine", "r": "venous_arketamine"}[enantiomer]
    result = course((vein("ketamine", "5 mg", "30 min"),), somebody(weight=72))
    # The first point is an artefact of digitising, the last lie on the floor of the picture (notes of the rows).
    points = [o for o in rows("hasan2021", arm, quantity) if 0.1 < o.hours < 11]
    at = np.interp([o.hours for o in points], result.times, result.values(name)[0])
    off = np.log(at / [o.value_in("ng/mL") for o in points])
    assert np.sqrt(np.mean(off**2)) < 0.35
    cmax = row("hasan2021", arm, f"{quantity}_cmax")
    assert peak(result, name) == pytest.approx(cmax.value_in("ng/mL"), abs=cmax.spread_in("ng/mL")[0])


def test_hasan2021_clearance_of_r_over_s():
    result = course((vein("ketamine", "5 mg", "30 min"),), somebody(weight=72), "long")
    arm = "racemic 5 mg IV over 30 min"
    s, r = (row("hasan2021", arm, f"plasma_{e}_ketamine_metabolic_clearance").value_in("L/h") for e in "sr")
    ratio = area(result, "venous_esketamine") / area(result, "venous_arketamine")
    assert ratio == pytest.approx(r / s, rel=0.05)


def test_kamp2020_s_ketamine_from_the_racemate_is_that_from_esketamine():
    racemate = course((vein("ketamine", "50 mg", "40 min"),), somebody())
    alone = course((vein("esketamine", "25 mg", "40 min"),), somebody())
    for name in ("venous_esketamine", "arterial_esketamine", "venous_noresketamine", "arterial_hnk_2s6s"):
        assert racemate.values(name) == pytest.approx(alone.values(name), rel=1e-5, abs=1e-6)
    assert peak(alone, "venous_arketamine") == 0


@pytest.mark.parametrize(
    ("what", "other", "ratio"),
    [
        ("older people clear less", {"age": 80},
         lambda a, b: area(b, "venous_esketamine") / area(a, "venous_esketamine")),
        ("Asians make less of other metabolites", {"ancestry": "asian"},
         lambda a, b: area(b, "venous_esketamine") / area(a, "venous_esketamine")),
        ("Asians clear less norketamine", {"ancestry": "asian"},
         lambda a, b: area(b, "venous_noresketamine") / area(a, "venous_noresketamine")),
        ("Japanese absorb more by the nose", {"ancestry": "japanese"},
         lambda a, b: peak(b, "venous_esketamine") / peak(a, "venous_esketamine")),
        ("lighter people have higher peaks", {"weight": 50},
         lambda a, b: peak(b, "venous_esketamine") / peak(a, "venous_esketamine")),
        ("lighter people clear less", {"weight": 50},
         lambda a, b: area(b, "venous_esketamine") / area(a, "venous_esketamine")),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)  # fmt: skip
def test_covariates_point_the_right_way(what, other, ratio):
    assert ratio(course(spray(56), somebody()), course(spray(56), somebody(**other))) > 1.02, what


def test_age_below_the_onset_and_asian_ancestry_of_japanese():
    young, middle = (course(spray(56), somebody(age=a)) for a in (20, 60))
    assert np.array_equal(young.values("venous_esketamine"), middle.values("venous_esketamine"))
    iv = (vein("ketamine", "20 mg", "40 min"),)
    asian, japanese = (course(iv, somebody(ancestry=a)) for a in ("asian", "japanese"))
    assert np.array_equal(asian.values("venous_ketamine"), japanese.values("venous_ketamine"))
