"""Routes, patients and co-medication against the tables, study by study; misses are listed and must stay misses."""

from __future__ import annotations

import pytest

import raad
from raad.calibrate.exposures import exposures

MET = {(e.row.study_id, e.row.arm, e.row.quantity): e for e in exposures() if e.kind != "curve"}
# Every peak, area or ratio that the model misses by more than 1.5-fold, and why.
KNOWN_MISSES = {
    ("simons2022", "film", "norketamine"): "its swallowed share makes more norketamine than was swallowed (F2 116 %)",
    ("simons2022", "film", "hydroxynorketamine"): "assays of HNK disagree 5- to 9-fold; see exposure_hnk",
    ("zanos2018", "Lahti", "ketamine"): "a peak after a bolus depends on minutes and on the site of sampling",
    ("zanos2018", "Grant", "ketamine"): "the share that survives the first pass is disputed two-fold (F_gut)",
    ("spravato_label", "elderly 75-85", "cmax"): "recalled row; age acts on hepatic flow only",
}


def known(e) -> bool:
    return any(s == e.row.study_id and a in e.row.arm and q in e.row.quantity for s, a, q in KNOWN_MISSES)


def met(study: str, arm: str, quantity: str):
    return MET[study, arm, quantity]


def test_misses_of_exposures_and_ratios_are_those_that_are_known():
    missed = [e for e in MET.values() if e.kind in ("exposure", "ratio") and e.missed]
    assert [e.name for e in missed if not known(e)] == []
    for study, arm, quantity in KNOWN_MISSES:
        assert any(e.row.study_id == study and arm in e.row.arm and quantity in e.row.quantity for e in missed)


@pytest.mark.parametrize("mg", [50, 100])
def test_simons2022_film(mg):
    arm = f"oral thin film {mg} mg S-ketamine"
    assert met("simons2022", arm, "plasma_s_ketamine_cmax").fold < 1.5
    assert met("simons2022", arm, "plasma_s_ketamine_auc_0_6h").fold < 1.3
    assert met("simons2022", f"20 mg IV/20 min after {mg} mg film", "plasma_s_ketamine_cmax").fold < 1.5


def test_peltoniemi2011_ticlopidine():
    arm = "oral 0.2 mg/kg + ticlopidine vs placebo"
    assert met("peltoniemi2011", arm, "auc_inf_ratio_ketamine").fold < 1.1


@pytest.mark.parametrize("arm", ["IV 0.1 mg/kg + rifampicin vs placebo", "oral 0.3 mg/kg + rifampicin vs placebo"])
def test_peltoniemi2012rif(arm):
    assert met("peltoniemi2012rif", arm, "auc_inf_change_ketamine").fold < 1.1


@pytest.mark.parametrize("analyte", ["s_ketamine", "s_norketamine"])
def test_noppers2011(analyte):
    arm = "IV 20 or 40 mg/70kg/h x 2 h + rifampicin vs placebo"
    assert met("noppers2011", arm, f"auc_change_{analyte}").fold < 1.1


@pytest.mark.parametrize("drug", ["84 mg nasal + clarithromycin", "nasal + rifampicin"])
@pytest.mark.parametrize("quantity", ["cmax", "auc"])
def test_spravato_label_interactions_follow_from_the_structure(drug, quantity):
    """Recalled rows; no constant of the nose was given to either drug."""
    assert met("spravato_label", drug, f"{quantity}_change_esketamine").fold < 1.1


def test_the_finding_on_rifampicin_of_the_evidence():
    """IV, nose and mouth by one set: pk.md computes areas x0.86, x0.71 and x0.14 with the printed disposition."""
    iv = met("peltoniemi2012rif", "IV 0.1 mg/kg + rifampicin vs placebo", "auc_inf_change_ketamine")
    mouth = met("peltoniemi2012rif", "oral 0.3 mg/kg + rifampicin vs placebo", "auc_inf_change_ketamine")
    nose = met("spravato_label", "nasal + rifampicin", "auc_change_esketamine")
    assert mouth.predicted < nose.predicted < iv.predicted < 1
    assert (iv.predicted, nose.predicted, mouth.predicted) == pytest.approx((0.86, 0.71, 0.14), rel=0.05)


def test_spravato_label_cirrhosis_raises_the_area_more_than_the_peak():
    arm = "28 mg nasal, Child-Pugh B vs healthy"
    area, peak = (met("spravato_label", arm, f"{q}_change_esketamine") for q in ("auc", "cmax"))
    assert area.predicted > 1.3 and 1 < peak.predicted < area.predicted
    assert area.fold < 1.5 and peak.fold < 1.2


@pytest.mark.parametrize("group", ["Chinese", "Japanese", "Korean"])
@pytest.mark.parametrize("quantity", ["cmax", "auc"])
def test_spravato_label_ancestry(group, quantity):
    assert met("spravato_label", f"56 mg nasal, {group} vs Caucasian", f"{quantity}_change_esketamine").fold < 1.3


def test_li2015_and_rao2016_enclose_the_genotype():
    """Clearance of *6/*6 over *1/*1: 0.32 in li2015, no difference in rao2016."""
    one, both = (
        met("li2015", f"SC infusion, CYP2B6 {g}", "clearance_ketamine") for g in ("*1/*1", "*6/*6")
    )  # fmt: skip
    assert both.observed / one.observed < both.predicted / one.predicted < 1


def test_lapidus2014_nasal_racemate():
    by_time = {e.row.hours: e for e in exposures() if e.row.study_id == "lapidus2014"}
    assert by_time[2 / 3].fold < 1.5
    assert by_time[1 / 3].missed  # the nose of the model, that of esketamine, is slower


def test_glue2020_is_mostly_norketamine():
    assert met("glue2020", "CR tablet 60-240 mg", "fraction_present_as_norketamine").fold < 1.1


def test_exposure_of_hnk_is_carried_as_a_factor():
    """hasan2021 and prket_abstract enclose the range of `exposure_hnk`; the course keeps its shape."""
    dose, times = raad.dose("ketamine", "iv", AMT="5 mg", DUR="30 min"), [0.5, 2, 6]
    low, high = raad.load_register().row("exposure_hnk", "human").spread
    cohort = raad.Cohort.table(2, stress=0.0)
    result = raad.simulate(raad.treatment(), dose, cohort, times, parameters={"exposure_hnk": [low, high]})
    hnk = result.values("arterial_hnk_2r6r")
    assert hnk[1] / hnk[0] == pytest.approx(high / low, rel=1e-3)
    assert result.values("venous_ketamine")[0] == pytest.approx(result.values("venous_ketamine")[1], rel=1e-4)


def test_kidneys_act_on_metabolites_only():
    dose, times = raad.dose("esketamine", "nasal", AMT="56 mg"), [1, 4, 12]
    cohort = raad.Cohort.table(2, stress=0.0, renal_factor=[1.0, 0.5])
    result = raad.simulate(raad.treatment(), dose, cohort, times)
    for name, moved in (("venous_esketamine", False), ("venous_noresketamine", True), ("arterial_hnk_2s6s", True)):
        healthy, failing = result.values(name)
        assert (failing[1:] > 1.05 * healthy[1:]).all() if moved else failing == pytest.approx(healthy, rel=1e-4)
