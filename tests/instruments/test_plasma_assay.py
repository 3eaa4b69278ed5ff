"""Plasma assay: micromolar into mass per volume; a racemic assay reports the sum of both enantiomers."""

from __future__ import annotations

import pytest

from raad.instruments.plasma_assay import PLASMA_ASSAY
from raad.mechanisms.reading import read
from raad.quantities.readings import as_number
from raad.quantities.units import factor

MASS = {"MW_ketamine": 237.73, "MW_norketamine": 223.7, "MW_hnk": 239.7}


def said(**conc):
    return read(PLASMA_ASSAY, as_number, {**MASS, **conc}).outputs


def test_a_micromole_of_ketamine_weighs_its_molecular_weight():
    grams = MASS["MW_ketamine"] * factor("umol/L * g/mol", "ng/mL")
    assert said(venous_conc_esketamine=1.0)["venous_esketamine"] == pytest.approx(grams)


@pytest.mark.parametrize("site", ["venous", "arterial"])
def test_a_racemic_assay_sees_both(site):
    seen = said(**{f"{site}_conc_esketamine": 0.3, f"{site}_conc_arketamine": 0.5})
    assert seen[f"{site}_ketamine"] == pytest.approx(seen[f"{site}_esketamine"] + seen[f"{site}_arketamine"])
    assert seen[f"{site}_norketamine"] == 0
