"""The engine against the referee: every assembly, every state and output, within ten times the tolerance."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.model.assemblies import pharmacokinetics
from raad.model.wiring import wire

TIMES = np.unique(np.concatenate([np.linspace(-3, 340, 120), np.geomspace(0.02, 24, 30)]))
HUMAN = raad.Regimen((
    raad.dose("rapamycin", "oral", AMT="6 mg", TIME="-2 h"),
    raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=3),
    raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", TIME="30 h"),
    raad.dose("esketamine", "oral", AMT="30 mg", TIME="200 h"),
))  # fmt: skip
RODENT = raad.Regimen((
    raad.dose("ketamine", "ip", AMT="10 mg/kg", II="24 h", ADDL=2),
    raad.dose("esketamine", "iv", AMT="5 mg/kg", DUR="10 min", TIME="30 h"),
))  # fmt: skip
OTHERS = raad.Regimen((
    raad.dose("escitalopram", "oral", AMT="10 mg", II="24 h", ADDL=5),
    raad.dose("imipramine", "oral", AMT="50 mg", II="12 h", ADDL=9, TIME="5 h"),
    raad.dose("naltrexone", "oral", AMT="50 mg", TIME="20 h"),
    raad.dose("remifentanil", "iv", AMT="0.5 mg", DUR="1 h", TIME="29 h"),
    raad.dose("memantine", "oral", AMT="20 mg", II="24 h", ADDL=8),
    raad.dose("lithium", "oral", AMT="450 mg", II="12 h", ADDL=9),
    *HUMAN.doses,
))  # fmt: skip
STEPS = {"ampa_antagonist": [(-1, 0.9), (3, 0.0)], "stress_exposure": [(100, 0.4)]}


def only_pharmacokinetics(species):
    return wire("pharmacokinetics", species, pharmacokinetics(species), raad.load_register())


def with_others(species):
    drugs = ("escitalopram", "imipramine", "naltrexone", "remifentanil", "memantine", "lithium")
    return raad.treatment(species, drugs=drugs)


CASES = {
    "human": (raad.treatment, raad.Person(madrs=35, weight=91, age=70), HUMAN, None),
    "human with changing inputs": (raad.treatment, raad.Person(madrs=28, ancestry="japanese"), HUMAN, STEPS),
    "healthy human": (raad.treatment, raad.Person.healthy(), HUMAN, None),
    "human with other drugs": (with_others, raad.Person(madrs=32, weight=66), OTHERS, None),
    "rat": (raad.treatment, raad.Person(species="rat", stress=1), RODENT, None),
    "mouse": (raad.treatment, raad.Person(species="mouse", stress=0.3), RODENT, None),
    "human, pharmacokinetics alone": (only_pharmacokinetics, raad.Person.healthy(), HUMAN, None),
    "rat, pharmacokinetics alone": (only_pharmacokinetics, raad.Person.healthy(species="rat"), RODENT, None),
}


@pytest.fixture(scope="module")
def exact():
    found = {}
    for name, (assembly, person, regimen, inputs) in CASES.items():
        model = assembly(person.species)
        found[name] = raad.simulate(
            model, regimen, person, TIMES, inputs=inputs, solver="cvode", tolerances=(1e-10, 1e-13)
        )
    return found


@pytest.mark.parametrize("rtol", [1e-4, 1e-6, 1e-8])
@pytest.mark.parametrize("case", CASES)
def test_every_value_is_within_ten_times_the_tolerance(case, rtol, exact):
    assembly, person, regimen, inputs = CASES[case]
    ours = raad.simulate(assembly(person.species), regimen, person, TIMES, inputs=inputs, solver=raad.Solver(rtol=rtol))
    theirs = exact[case]
    assert not ours.failures
    assert not theirs.failures
    largest = np.abs(theirs.record[0]).max(axis=0)
    # Below a thousandth of its peak a value is judged against that; what is never there at all is rounding.
    # A signed value is a difference of ratios near 1, and crosses zero: there a twentieth of its peak counts.
    least = np.where([name in ours.model.signed for name in ours.recorded], 0.05, 1e-3)
    scale = np.maximum(np.abs(theirs.record[0]), least * largest) + 1e-9
    off = (np.abs(ours.record[0] - theirs.record[0]) / scale).max(axis=0)
    worst = int(np.argmax(off))
    assert off[worst] < 10 * rtol, f"{ours.recorded[worst]} is off by {off[worst]:.2g}"
