"""Risks of a session against what was read: courses in minutes, order of thresholds, maxima of trials."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import raad
from raad.evidence import load_observations, load_parameters

MINUTES = np.arange(0, 241) / 60
MW_KETAMINE = 237.73
SPRAY = ("esketamine", "nasal")
IV_40 = ("ketamine", "iv", "0.5 mg/kg", "40 min")

# Rows that the model misses, each with the reason; the tests hold the model to them.
MISSED = {
    "domino1965": "unconscious within 1 min of 2 mg/kg; here after 2, as the brain lags with a half-life of 6 min",
    "colina2023": "liver tests hardly moved in 101 inpatients after 72-168 h; here most are strained after 168 h",
    "spravato_uspi2021": "pressure raised for about 4 h; here a third of the peak is left at 2 h and little at 4",
}


def row(study_id: str, quantity: str, arm: str = "") -> float:
    found = [
        o for o in load_observations() if (o.study_id, o.quantity) == (study_id, quantity) and o.arm.startswith(arm)
    ]
    assert len(found) == 1 and found[0].verification == "read"
    return float(found[0].value)


@cache
def course(drug: str, route: str, amount: str, over: str = "", *more: tuple[str, float]):
    names = (
        *("cadss", "bprs_positive_rise", "moaas", "unconsciousness", "sbp_rise", "dbp_rise", "heart_rate_rise"),
        *("dizziness_drive", "nausea_drive", "vomiting_drive", "headache_drive", "drug_liking", "cognitive_impairment"),
    )
    given = raad.dose(drug, route, AMT=amount, **({"DUR": over} if over else {}))
    person = raad.Cohort.of(raad.Person(age=45, weight=70, madrs=30))
    model = raad.treatment().awake(names)
    result = raad.simulate(model, given, person, MINUTES, readouts=names, parameters=dict(more))
    assert not result.failures
    return {name: result.values(name)[0] for name in names}


def minute_of_peak(values) -> float:
    return float(60 * MINUTES[np.argmax(values)])


# Dissociation


def test_jnj_dissoc2024_the_spray_peaks_at_40_min_and_is_over_by_90():
    for amount in ("56 mg", "84 mg"):
        score = course(*SPRAY, amount)["cadss"]
        assert minute_of_peak(score) == pytest.approx(row("jnj_dissoc2024", "time_of_peak_cadss"), abs=10)
        assert score[90] < 0.15 * score.max()


def test_wlodarczyk2021_nothing_is_left_an_hour_after_the_infusion():
    hours = row("wlodarczyk2021", "time_of_cadss_and_bprs_return_to_absent")
    for name in ("cadss", "bprs_positive_rise"):
        values = course(*IV_40)[name]
        assert values[40 + round(60 * hours)] < 0.02 * values.max()


def test_lahti2001_a_bolus_lasts_less_than_half_an_hour():
    values = course("ketamine", "iv", "0.3 mg/kg", "1 min")["bprs_positive_rise"]
    assert values[round(row("lahti2001", "duration_psychotic_symptom_increase"))] < 0.1 * values.max()


def test_cadss_mood2021_mean_of_people_who_differ():
    """Susceptibility is lognormal with the CV that was read (9.2 over 7.7); the register holds the median person."""
    sigma = np.sqrt(np.log(1 + (9.2 / 7.7) ** 2))
    model = raad.treatment().awake(["cadss"])
    gains = model.values["gain_cadss"] * np.exp(sigma * np.random.default_rng(1).standard_normal(4000))
    felt = course(*IV_40)["cadss"].max() / model.values["gain_cadss"]
    scores = 92 * (1 - np.exp(-gains * felt / 92))
    assert scores.mean() == pytest.approx(row("cadss_mood2021", "cadss_total"), rel=0.15)


def test_bowdle1998_steps_of_infusion_are_felt_in_proportion():
    """Four steps to 200 ng/mL of the racemate, half of it S, each held for half an hour."""
    levels = np.array([50.0, 100.0, 150.0, 200.0])
    model = raad.treatment().awake(["dissociation_drive"])
    felt = [adapted(model, np.repeat(levels[: n + 1], 30))[-1] for n in range(len(levels))]
    low = row("bowdle1998", "vas_concentration_relation_linear_R_range_low")
    assert np.all(np.diff(felt) > 0)
    assert np.corrcoef(levels, felt)[0, 1] > low


def adapted(model, racemate):
    """Dissociation, minute by minute, under a given level of racemate. [ng/mL]"""
    from raad.mechanisms.dissociation import DISSOCIATION

    values, states, found = model.values, dict.fromkeys(DISSOCIATION.states, 0.0), []
    for level in racemate:
        site = {"effect_site_esketamine": level / 2 / MW_KETAMINE, "effect_site_arketamine": level / 2 / MW_KETAMINE}
        said = DISSOCIATION(states, {**site, "effect_site_noresketamine": 0.0}, values)
        found.append(said.outputs["dissociation_drive"])
        states = {n: v + said.rates[n] / 60 for n, v in states.items()}
    return found


ACCOUNTS = {
    "adaptation": (),
    "metabolite": (("share_adaptation_dissociation", 0.0), ("antagonism_noresketamine_dissociation", 4.0)),
    "rate": (("share_adaptation_dissociation", 0.0), ("gain_rate_dissociation", 4.0)),
    "none": (("share_adaptation_dissociation", 0.0),),
}


@pytest.mark.parametrize(
    ("account", "peak", "left"), [("adaptation", True, 0.15), ("metabolite", False, 0.2), ("rate", True, 0.45)]
)
def test_three_accounts_of_the_early_end(account, peak, left):
    """Each ends earlier than the drug alone; only adaptation meets peak and end."""
    score = course(*SPRAY, "84 mg", "", *ACCOUNTS[account])["cadss"]
    alone = course(*SPRAY, "84 mg", "", *ACCOUNTS["none"])["cadss"]
    assert score[90] / score.max() < left < alone[90] / alone.max()
    assert (abs(minute_of_peak(score) - 40) <= 10) is peak


def test_chen2022_scores_fall_dose_by_dose_and_psychosis_does_not():
    sprays = raad.dose(*SPRAY, AMT="84 mg", II="84 h", ADDL=7)
    peaks = [raad.Reduction.maximum(n, since=84.0 * k, until=84.0 * k + 4) for n in BOTH for k in range(8)]
    found = raad.simulate(raad.treatment(), sprays, raad.Person(), readouts=["madrs"], reductions=peaks)
    values = np.array([found.reduced[p.label][0] for p in peaks]).reshape(3, 8)
    assert np.all(np.diff(values[0]) < 0) and 0.35 < values[0, -1] / values[0, 0] < 0.7
    assert values[1] == pytest.approx(values[1, 0], rel=0.05)  # wlodarczyk2021: BPRS without difference
    assert np.all(values[2] >= 0.99 * values[2, 0])  # pressure comes back in full


BOTH = ("cadss", "bprs_positive_rise", "sbp_rise")


# Thresholds


def test_zanos2018_pain_then_perception_then_consciousness():
    """By the steady level of the racemate at which each effect is told. [ng/mL]"""
    model = raad.treatment().awake()
    levels = np.geomspace(10, 5000, 2000)
    names = ("analgesia", "dissociation_drive", "unconsciousness")
    site = levels / 2 / MW_KETAMINE
    made = [m for m in model.mechanisms if {*m.outputs} & {*names}]
    found = {}
    for mechanism in made:
        states = dict.fromkeys(mechanism.states, 0.0)
        for name in {*mechanism.outputs} & {*names}:
            at = [
                mechanism(states, {n: (s if "norket" not in n and "nores" not in n else 0.0) for n in mechanism.inputs},
                          model.values).outputs[name] for s in site
            ]  # fmt: skip
            found[name] = np.array(at)
    felt = 4 / model.values["gain_cadss"]  # 4 points of CADSS
    first = {
        "analgesia": levels[np.argmax(found["analgesia"] > 0.25)],
        "dissociation": levels[np.argmax(found["dissociation_drive"] > felt)],
        "unconscious": levels[np.argmax(found["unconsciousness"] > 0.5)],
    }
    assert first["analgesia"] < first["dissociation"] < first["unconscious"]
    inside(first["analgesia"], "plasma_cmax_analgesia")
    inside(first["dissociation"], "plasma_range_dissociation")
    assert first["unconscious"] == pytest.approx(row("zanos2018", "plasma_cmax_general_anaesthesia_low"), rel=0.15)


def inside(level: float, quantity: str) -> None:
    assert row("zanos2018", f"{quantity}_low") < level < row("zanos2018", f"{quantity}_high")


# Sedation


def test_jnj_sedation2025_course_after_the_spray():
    drop = 5 - course(*SPRAY, "84 mg")["moaas"]
    low, high = (row("jnj_sedation2025", f"sedation_peak_time_{end}") for end in ("low", "high"))
    assert low <= minute_of_peak(drop) <= high
    assert drop[round(row("jnj_sedation2025", "sedation_onset_time"))] > 0.4 * drop.max()
    assert drop[round(row("jnj_sedation2025", "sedation_resolution_time_high"))] < 0.1
    assert drop.max() < 1  # mostly grade 4


def test_loss_of_consciousness_is_rare_at_sessions_and_the_rule_in_anaesthesia():
    share = 100 * course(*SPRAY, "84 mg")["unconsciousness"].max()
    low, high = (row("spravato_uspi2021", f"incidence_loss_of_consciousness_{end}") for end in ("low", "high"))
    assert low - 0.1 <= share <= high + 0.1
    assert course("ketamine", "iv", "2 mg/kg", "1 min")["unconsciousness"].max() > 0.7
    assert course(*IV_40)["unconsciousness"].max() < 0.02


def test_doenicke1992_half_follow_orders_8_min_after_1_mg_per_kg_of_s():
    minutes = round(row("doenicke1992", "time_to_follow_simple_orders", "S-ketamine"))
    assert course("esketamine", "iv", "1 mg/kg", "1 min")["unconsciousness"][minutes] == pytest.approx(0.5, abs=0.1)


def test_domino1965_onset_is_a_known_miss():
    share = course("ketamine", "iv", "2 mg/kg", "1 min")["unconsciousness"]
    assert ("domino1965" in MISSED) == (share[1] < 0.5) and share[3] > 0.5


# Pressure and pulse


@pytest.mark.parametrize(
    ("name", "quantity"), [("sbp_rise", "mean_max_sbp_increase"), ("dbp_rise", "mean_max_dbp_increase")]
)
def test_doherty2020_rise_above_the_visit(name, quantity):
    drug, visit = (row("doherty2020", quantity, arm) for arm in ("esketamine + AD, 18", "placebo + AD, 18"))
    low, high = (course(*SPRAY, amount)[name] for amount in ("56 mg", "84 mg"))
    assert low.max() < drug - visit < high.max() < 1.2 * (drug - visit)
    assert minute_of_peak(high) == pytest.approx(40, abs=10)
    assert high[120] < 0.4 * high.max()


def test_the_label_of_4_h_is_a_known_miss():
    rise = course(*SPRAY, "84 mg")["sbp_rise"]
    hours = row("spravato_uspi2021", "duration_of_bp_increase")
    assert ("spravato_uspi2021" in MISSED) == (rise[round(60 * hours)] < 0.2 * rise.max())


def test_yale_bp2024_an_infusion_at_a_visit():
    rise = course(*IV_40)
    for name, visit in (("sbp", 6.1), ("dbp", 4.9)):
        seen = row("yale_bp2024", f"{name}_change_from_baseline")
        assert rise[f"{name}_rise"][40] + visit == pytest.approx(seen, rel=0.25)
    assert minute_of_peak(rise["sbp_rise"]) == pytest.approx(40, abs=2)
    assert rise["sbp_rise"][90] < 0.1 * rise["sbp_rise"].max()  # szarmach2020


def test_langsjo2005_anaesthesia():
    """S-ketamine brought to about 2 ug/mL within 25 min; mean pressure from 93 mmHg, pulse from 65."""
    model = raad.treatment()
    half = raad.dose("esketamine", "iv", AMT="150 mg", DUR="25 min")
    given = raad.Regimen((half, half))
    names = ["venous_esketamine", "sbp_rise", "dbp_rise", "heart_rate_rise"]
    result = raad.simulate(model, given, raad.Person(age=45, weight=70, madrs=30), MINUTES, readouts=names)
    level, sbp, dbp, pulse = (result.values(name)[0] for name in names)
    assert level.max() == pytest.approx(row("langsjo2005", "plasma_esketamine", "S-ketamine anaesthetic"), rel=0.2)
    assert 100 * (sbp + 2 * dbp).max() / 3 / 93 == pytest.approx(
        row("langsjo2005", "mean_blood_pressure_increase_max"), rel=0.2
    )
    assert 100 * pulse.max() / 65 == pytest.approx(row("langsjo2005", "heart_rate_increase_max"), rel=0.2)


# What is told as an adverse event


@pytest.mark.parametrize("event", ["dizziness", "nausea", "vomiting", "headache"])
def test_pooled9rct2023_incidence_in_four_weeks(event):
    placebo = next(
        p.value for p in load_parameters()
        if p.name == f"4-week incidence exposure-response, {event} AE, placebo part"
    )  # fmt: skip
    for amount in ("56 mg", "84 mg"):
        told = placebo + (1 - placebo) * course(*SPRAY, amount)[f"{event}_drive"].max()
        seen = row("pooled9rct2023", f"incidence_{event}", f"esketamine {amount}")
        n = 135 if amount == "56 mg" else 395
        assert abs(100 * told - seen) < 2.6 * np.sqrt(told * (1 - told) / n) * 100


def test_hap_study_liking_of_sprays_is_like_that_of_the_infusion_and_more_than_by_mouth():
    spray, more, vein = (course(*g)["drug_liking"].max() for g in ((*SPRAY, "84 mg"), (*SPRAY, "112 mg"), IV_40))
    assert 0.8 < spray / vein < 1.25 and more > spray
    assert course("ketamine", "oral", "100 mg")["drug_liking"].max() < 0.6 * spray
    assert course("arketamine", "iv", "0.5 mg/kg", "40 min")["drug_liking"].max() < 0.01


def test_morrison2018_cognition_is_impaired_at_40_min_and_not_at_2_h():
    impaired = course(*SPRAY, "84 mg")["cognitive_impairment"]
    assert impaired[40] > 0.5 and np.all(impaired[120:] < 0.05)


# Bladder and liver


@cache
def years(*doses: tuple[str, str, str, str, int]):
    regimen = raad.Regimen(tuple(raad.dose(d, r, AMT=a, II=every, ADDL=n - 1) for d, r, a, every, n in doses))
    names = ["urinary_hazard", "cystitis", "weekly_exposure", "liver_strain"]
    result = raad.simulate(
        raad.treatment(), regimen, raad.Cohort.of(raad.Person(age=30, weight=70)), np.arange(0, 366) * 24.0,
        readouts=names,
    )  # fmt: skip
    return {name: result.values(name)[0] for name in names}


def test_a_year_of_sessions_irritates_and_does_not_wound():
    found = years((*SPRAY, "84 mg", "168 h", 52))
    told = 100 * (1 - np.exp(-np.trapezoid(found["urinary_hazard"], dx=24)))
    assert told == pytest.approx(row("jnj_urinary2025", "incidence_renal_urinary_teae"), abs=5)
    assert 100 * found["cystitis"].max() < 0.26  # upper bound of sustain3
    assert found["liver_strain"].max() < 0.01


def test_taiwan_luts2019_grams_a_week_wound_within_two_years_and_half_heals():
    found = years(("ketamine", "nasal", "100 mg", "4 h", 1080))
    assert found["cystitis"][180] > 0.1
    assert found["cystitis"][-1] < 0.75 * found["cystitis"][181]


def strained(*doses) -> float:
    regimen = raad.Regimen(doses)
    result = raad.simulate(
        raad.treatment(), regimen, raad.Person(weight=70), np.arange(0, 500), readouts=["liver_strain"]
    )
    return 100 * float(result.values("liver_strain")[0].max())


def test_noppers2011_the_liver_bears_sessions_and_not_100_h():
    long = strained(
        *(raad.dose("esketamine", "iv", AMT="15 mg", DUR="1 h", II="1 h", ADDL=99, TIME=t) for t in ("0 h", "384 h"))
    )
    assert long == pytest.approx(row("noppers2011", "incidence_hepatotoxicity", "S-ketamine 2 x 100"), abs=15)
    daily = strained(raad.dose("ketamine", "iv", AMT="100 mg", DUR="4 h", II="24 h", ADDL=9))
    assert daily == pytest.approx(row("lee2025crps", "incidence_hepatotoxicity"), abs=2)


def test_colina2023_is_a_known_miss():
    week = strained(raad.dose("ketamine", "iv", AMT="10 mg", DUR="1 h", II="1 h", ADDL=167))
    assert ("colina2023" in MISSED) == (week > 50)
