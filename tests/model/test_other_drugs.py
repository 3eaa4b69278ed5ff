"""Other drugs join the walk where they are asked for, and nowhere else; a new one needs rows only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import raad
from raad.model.other_drugs import checked_drugs, drug_names, templates
from raad.quantities.errors import NotSupported, UnknownName

HOURS = [0, 1, 2, 4, 8, 24]


def one(drug: str, route: str = "oral", **words: str) -> raad.Regimen:
    return raad.Regimen().then(raad.dose(drug, route, **words))


def test_a_model_holds_nothing_that_nobody_takes():
    plain = raad.treatment()
    assert plain is raad.treatment(drugs=())
    assert not [n for n in plain.states if any(d in n for d in drug_names())]


def test_metabolites_come_along():
    assert checked_drugs(("imipramine",), "human") == ("desipramine", "imipramine")
    assert "plasma_naltrexol" in raad.treatment(drugs=("naltrexone",)).outputs


def test_each_combination_is_made_once_whatever_the_order():
    assert raad.treatment(drugs=("lithium", "memantine")) is raad.treatment(drugs=("memantine", "lithium"))


def test_a_dose_of_a_drug_that_the_model_lacks_says_what_to_do():
    with pytest.raises(
        UnknownName, match=r"without escitalopram.*raad.treatment\('human', drugs=\('escitalopram',\)\)"
    ):
        raad.simulate(raad.treatment(), one("escitalopram", AMT="10 mg"), raad.Cohort.typical(), HOURS)


def test_an_unknown_drug_is_met_with_the_nearest():
    with pytest.raises(UnknownName, match=r"'escitaloprm'.*'escitalopram'"):
        raad.treatment(drugs=("escitaloprm",))


def test_a_drug_without_rows_for_the_species_is_refused():
    with pytest.raises(NotSupported, match=r"no rows for imipramine in rat.*reuptake_inhibitor"):
        raad.treatment("rat", drugs=("imipramine",))


@pytest.mark.parametrize(
    ("drug", "port"),
    [
        ("perampanel", "ampa_antagonist"),
        ("lithium", "gsk3_inhibitor"),
        ("lamotrigine", "release_inhibition"),
        ("scopolamine", "interneuron_silencing"),
        ("ampa_potentiator", "ampa_potentiator"),
        ("memantine", "nmda_block_pyramidal"),
        ("naltrexone", "opioid_antagonist"),
        ("remifentanil", "opioid_agonist"),
    ],
)
def test_a_drug_joins_the_walk_at_an_input_that_it_has(drug, port):
    plain, joined = raad.treatment(), raad.treatment(drugs=(drug,))
    assert port in plain.exogenous or port in plain.states
    assert port in joined.outputs


def test_every_drug_of_the_table_has_a_level_or_an_occupancy():
    for drug in drug_names("human"):
        outputs = raad.treatment(drugs=(drug,))
        assert f"plasma_{drug}" in outputs.outputs or any(
            n.startswith(("occupancy_", "nmda_held_")) for n in outputs.exogenous
        )
    assert set(templates()) > {"clearance", "binding", "brain"}


def test_several_drugs_at_once_share_a_target():
    model = raad.treatment(drugs=("escitalopram", "imipramine", "naltrexone", "lithium"))
    given = (("escitalopram", "oral", "10 mg"), ("imipramine", "oral", "50 mg"), ("esketamine", "nasal", "56 mg"))
    regimen = raad.Regimen(tuple(raad.dose(drug, route, AMT=amount) for drug, route, amount in given))
    result = raad.simulate(model, regimen, raad.Cohort.typical(), HOURS)
    held = [result.values(f"bound_sert_{d}")[0] for d in ("escitalopram", "imipramine", "desipramine")]
    total = result.values("occupancy_sert")[0]
    assert total == pytest.approx(sum(held), rel=1e-9)
    assert total.max() < 1
    alone = raad.simulate(model, one("escitalopram", AMT="10 mg"), raad.Cohort.typical(), HOURS)
    assert held[0][-1] < alone.values("bound_sert_escitalopram")[0][-1]


def test_antagonist_and_agonist_share_mu_receptors_and_are_told_apart():
    model = raad.treatment(drugs=("naltrexone", "remifentanil"))
    given = (
        raad.dose("naltrexone", "oral", AMT="50 mg"),
        raad.dose("remifentanil", "iv", AMT="0.01 mg/kg", TIME="24 h", DUR="1 h"),
    )
    result = raad.simulate(model, raad.Regimen(given), raad.Cohort.typical(), [0, 24.5])
    blocked, pleased, total = (result.values(n)[0] for n in ("opioid_antagonist", "opioid_agonist", "occupancy_mor"))
    assert total == pytest.approx(blocked + pleased, rel=1e-9)
    assert blocked[1] > 0.8
    assert 0 < pleased[1] < 0.2
    alone = raad.simulate(
        raad.treatment(drugs=("remifentanil",)), raad.Regimen(given[1:]), raad.Cohort.typical(), [0, 24.5]
    )
    assert alone.values("opioid_agonist")[0][1] > 0.5
    assert "opioid_antagonist" in raad.treatment(drugs=("remifentanil",)).exogenous


PORES = ("pv", "sst", "pyramidal", "resting")


def block(species: str, **held: object) -> dict[str, list[float]]:
    model = raad.treatment(species, drugs=("nmda_antagonist",))
    inputs = {f"nmda_held_{p}_nmda_antagonist": given for p, given in held.items()}
    run = raad.simulate(
        model, raad.dose("ketamine", "ip", AMT="10 mg/kg"), raad.Person(species=species), [0, 1, 4], inputs=inputs
    )
    assert not run.failures
    return {p: run.values(f"nmda_block_{p}")[0].tolist() for p in PORES}


@pytest.mark.parametrize("species", ["rat", "mouse"])
def test_another_blocker_leaves_ketamine_the_rest_of_the_pores(species):
    plain, half = block(species), block(species, pv=0.5, resting=0.5)
    run = raad.simulate(
        raad.treatment(species), raad.dose("ketamine", "ip", AMT="10 mg/kg"), raad.Person(species=species), [0, 1, 4]
    )
    for p in PORES:
        assert plain[p] == pytest.approx(run.values(f"nmda_block_{p}")[0].tolist(), rel=1e-4, abs=1e-9)
    assert half["pv"] == pytest.approx([0.5 + 0.5 * b for b in plain["pv"]], rel=1e-4)
    assert half["sst"] == pytest.approx(plain["sst"], rel=1e-4, abs=1e-9)


def test_a_blocker_that_comes_after_ketamine_takes_its_pores():
    """What both would hold is never more than there is: before, the rest went below zero and no step was left."""
    late = block("mouse", **{p: [(0.5, 0.95)] for p in PORES})
    assert all(0.95 < late[p][1] < 1 for p in PORES)


def test_memantine_and_a_given_blocker_share_with_ketamine():
    model = raad.treatment(drugs=("memantine", "nmda_antagonist"))
    given = (raad.dose("memantine", "oral", AMT="30 mg"), raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min"))
    inputs = {"nmda_held_pv_nmda_antagonist": 0.4}
    run = raad.simulate(model, raad.Regimen(given), raad.Cohort.typical(), [0, 1, 8], inputs=inputs)
    entered = run.values("nmda_held_pv_ketamine") + run.values("nmda_held_pv_memantine")
    assert run.values("nmda_block_pv") == pytest.approx(1 - 0.6 * (1 - entered), rel=1e-9)


def test_memantine_at_rest_leaves_ketamine_as_it_was():
    """The shared pores, with no memantine in them, are the pores of the plain model."""
    regimen = one("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min")
    plain, shared = (
        raad.simulate(raad.treatment(drugs=d), regimen, raad.Cohort.typical(), HOURS) for d in ((), ("memantine",))
    )
    for name in ("nmda_block_pyramidal", "nmda_block_mean", "bdnf_prefrontal_rel", "madrs"):
        assert shared.values(name) == pytest.approx(plain.values(name), rel=1e-5, abs=1e-9)


def test_a_model_with_other_drugs_keeps_them_when_a_route_wakes():
    model = raad.treatment(drugs=("lithium",))
    awake = model.with_values({"ka_lithium": 2 * model.values["ka_lithium"]}).awake()
    assert {"lithium_gut", "esketamine_injected_depot"} <= set(awake.states)
    assert awake.values["ka_lithium"] == 2 * model.values["ka_lithium"]
    assert {m.name for m in model.mechanisms} < {m.name for m in awake.mechanisms}


def test_a_scenario_finds_its_model_by_its_doses():
    from raad.exchange.scenario import parse_scenario, run

    text = """{name: both, treatments: [{drug: esketamine, route: nasal, dose: 56 mg, times: [24 h]}],
    other_treatments: [{drug: escitalopram, route: oral, dose: 10 mg, start: 0 h, every: 24 h, count: 3}],
    outputs: {until: 3 days, every: 6 h, readouts: [madrs, occupancy_sert]}}"""
    assert 0.5 < run(parse_scenario(text)).values("occupancy_sert")[0, -1] < 0.9


ROWS = {
    "model/drugs.csv": [
        "fictitine,clearance,,human,", "fictitine,tissue,,human,", "fictitine,oral_dose,,human,",
        "fictitine,brain,,human,", "fictitine,binding,sert,human,", "fictitine,binding,fictor,human,",
    ],
    "model/targets.csv": ["fictor,,a target that does nothing"],
    "protocols/products.csv": ["fictitine,oral,human,whole,1,fictitine_gut,bolus,,,,assumption,a drug that is not"],
    "protocols/products_limits.csv": ["fictitine,oral,human,MW_fictitine,50 mg,,,assumption,a drug that is not"],
    "evidence/register/other_drugs.csv": [
        f"pk,{symbol} of nothing,{symbol},{value},{unit},none,,,human,assumption,assumed,made up for a test of the rows"
        for symbol, value, unit in (
            ("MW_fictitine", 300, "g/mol"), ("V_fictitine", 100, "L"), ("CL_fictitine", 10, "L/h"),
            ("V_tissue_fictitine", 200, "L"), ("Q_fictitine", 20, "L/h"), ("ka_fictitine", 1, "1/h"),
            ("ratio_brain_fictitine", 0.5, ""), ("ke0_fictitine", 1, "1/h"), ("k_off_fictitine", 1, "1/h"),
            ("Kd_sert_fictitine", 5, "nM"), ("Kd_fictor_fictitine", 50, "nM"), ("shift_in_vivo_fictor", 1, ""),
        )
    ],
}  # fmt: skip
SCRIPT = """
import raad
model = raad.treatment(drugs=("fictitine", "escitalopram"))
regimen = raad.Regimen((raad.dose("fictitine", "oral", AMT="20 mg"), raad.dose("esketamine", "nasal", AMT="84 mg")))
result = raad.simulate(model, regimen, raad.Cohort.typical(), [0, 1, 2, 24, 48])
names = ("plasma_fictitine", "occupancy_sert", "occupancy_fictor", "nmda_block_mean", "madrs")
print(raad.__file__, *(result.values(n)[0, 2] for n in names))
"""


def test_a_fictitious_drug_needs_rows_only(tmp_path):
    """A copy of the package gets rows at the ends of its tables, and not a line of code."""
    copy = tmp_path / "raad"
    shutil.copytree(Path(raad.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, rows in ROWS.items():
        with (copy / name).open("a", encoding="utf-8") as file:
            file.writelines(f"{row}\n" for row in rows)
    command = [sys.executable, "-c", SCRIPT]
    said = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert said.returncode == 0, said.stderr
    where, *numbers = said.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    plasma, sert, fictor, block, score = map(float, numbers)
    assert 20 < plasma < 200
    assert 0.1 < sert < 1 and 0.1 < fictor < 1 and 0.05 < block < 1 and 0 < score < 35
