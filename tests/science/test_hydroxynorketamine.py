"""Doses of hydroxynorketamine itself: of either mirror image, into a vein or the peritoneum of a rodent."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput

HOURS = np.linspace(0, 4, 81)
IMAGES = ("hnk_2r6r", "hnk_2s6s")


def peak(species: str, drug: str, route: str, amount: str, readout: str) -> float:
    given = raad.dose(drug, route, AMT=amount)
    run = raad.simulate(raad.treatment(species), given, raad.Person(species=species), HOURS)
    assert not run.failures
    return float(run.values(readout)[0].max())


@pytest.mark.parametrize("species", ["rat", "mouse"])
@pytest.mark.parametrize("drug", IMAGES)
def test_ten_mg_per_kg_give_far_more_than_ketamine_makes_of_itself(species, drug):
    mine = f"arterial_{drug}"
    given, made = (peak(species, d, "ip", "10 mg/kg", mine) for d in (drug, "ketamine"))
    assert given > 3 * made > 0


def test_only_the_image_of_arketamine_reaches_what_it_acts_on():
    free = "brain_hnk_2r6r_free"
    assert peak("mouse", "hnk_2r6r", "ip", "10 mg/kg", free) > 3.3  # half of its effect on release (highland2021) [uM]
    assert peak("mouse", "hnk_2s6s", "ip", "10 mg/kg", free) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("drug", IMAGES)
def test_a_dose_is_as_large_as_was_studied_and_no_larger(drug):
    assert peak("rat", drug, "iv", "40 mg/kg", f"arterial_{drug}") > 0
    assert peak("human", drug, "iv", "0.5 mg/kg", f"arterial_{drug}") > 0
    with pytest.raises(BadInput, match="too much"):
        peak("mouse", drug, "ip", "60 mg/kg", f"arterial_{drug}")


def test_it_blocks_next_to_nothing():
    assert peak("mouse", "hnk_2r6r", "ip", "10 mg/kg", "nmda_block_pyramidal") < 0.15
