"""Block of open channels: how deep it gets follows affinity alone, how fast follows how often channels open."""

from __future__ import annotations

import pytest

from raad.mechanisms.nmda_block import NMDA_BLOCK
from raad.mechanisms.reading import read
from raad.quantities.readings import as_number

PV = NMDA_BLOCK.of(population="pv")
AT = {"kon_nmda": 540.0, "koff_nmda": 792.0, "potency_shift_pv": 1.0, "open_probability_pv": 0.01}


def rate(block, ligand, **changed):
    values = {**AT, "nmda_block_pv": block, "nmda_ligand_free": ligand, **changed}
    return read(PV, as_number, values).rates["nmda_block_pv"]


@pytest.mark.parametrize("ligand", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("shift", [0.3, 1.0])
def test_it_settles_at_the_occupancy_of_its_affinity(ligand, shift):
    dissociation = AT["koff_nmda"] / AT["kon_nmda"] * shift
    settled = ligand / (ligand + dissociation)
    assert rate(settled, ligand, potency_shift_pv=shift) == pytest.approx(0, abs=1e-12)


def test_it_is_trapped_while_channels_stay_closed():
    assert rate(0.5, 0.0, open_probability_pv=0.0) == 0


def test_escape_is_as_frequent_as_opening():
    assert rate(0.5, 0.0, open_probability_pv=0.02) == pytest.approx(2 * rate(0.5, 0.0))


def test_it_stays_between_none_and_all():
    assert rate(0.0, 5.0) > 0
    assert rate(1.0, 1e6) < 0
