"""Inflammation: what raises and lowers cytokines, and which way tryptophan goes."""

from __future__ import annotations

import numpy as np
import pytest

import raad


@pytest.fixture(scope="module")
def ill():
    person = raad.Person(madrs=33)
    infusion = raad.Regimen().then(raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min"))
    return raad.simulate(raad.treatment(), infusion, person, times=[0, 3.83, 24, 72, 480])


def test_depression_raises_cytokines_by_about_half(ill):
    """IL-6 lies 0.61 standard deviations up (osimo2020)."""
    assert 1.3 < ill.values("cytokine_rel")[0, 0] < 1.8


def test_ido_stays_below_its_start_for_three_days_and_kynurenic_acid_above(ill):
    """kadriu2019: IDO down at 230 min, day 1 and day 3; kynurenic acid up on days 1 and 3."""
    ido, kyna = ill.values("ido_rel")[0], ill.values("kyna_rel")[0]
    assert np.all(np.diff(ido[:3]) < 0) and ido[3] < ido[0]
    assert np.all(kyna[2:4] > kyna[0])


def test_cytokines_return(ill):
    cytokine = ill.values("cytokine_rel")[0]
    assert cytokine[2] < cytokine[0] and abs(cytokine[4] / cytokine[0] - 1) < 0.05


def test_what_holds_microglia_or_ido_holds_what_follows():
    once = {"inflammation": 2.0}
    at = {}
    for name, more in (("ill", {}), ("microglia", {"microglia_inhibitor": 1.0}), ("ido", {"ido_inhibitor": 0.9})):
        model, nothing = raad.treatment("mouse"), raad.Regimen()
        at[name] = raad.simulate(model, nothing, raad.Person(species="mouse"), times=[0], inputs=once | more)
    assert at["ill"].values("cytokine_rel")[0, 0] == pytest.approx(3, rel=0.02)
    assert at["microglia"].values("cytokine_rel")[0, 0] == pytest.approx(1, rel=1e-6)
    assert at["ido"].values("quin_rel")[0, 0] < at["microglia"].values("quin_rel")[0, 0]


def test_illness_takes_spines():
    mouse = raad.Person(species="mouse")
    ill = raad.simulate(raad.treatment("mouse"), raad.Regimen(), mouse, times=[0], inputs={"inflammation": 5.0})
    assert ill.values("spine_density_prefrontal_rel")[0, 0] < 0.99
