"""Dorsal raphe: whatever the block, firing comes back to its rest when autoreceptors have waned."""

from __future__ import annotations

import pytest

from raad.mechanisms.raphe import RAPHE
from raad.mechanisms.reading import rates_of, read
from raad.quantities.readings import as_number

PARAMS = {"weight_autoreceptor": 1.0, "exponent_autoreceptor": 4.0, "tau_raphe": 0.5, "tau_autoreceptor": 96.0}


@pytest.mark.parametrize("kept", [1.0, 2.0, 8.0])
def test_adaptation_is_complete(kept):
    rest = {"raphe_firing_rel": 1.0, "autoreceptor_rel": 1 / kept, "serotonin_kept_rel": kept}
    assert rates_of(read(RAPHE, as_number, PARAMS | rest)) == pytest.approx(
        {"raphe_firing_rel": 0, "autoreceptor_rel": 0}
    )


def test_a_block_brakes_at_once_and_more_when_it_is_larger():
    def pull(kept: float) -> float:
        return rates_of(read(RAPHE, as_number, PARAMS | {"serotonin_kept_rel": kept}))["raphe_firing_rel"]

    assert 0 > pull(2.0) > pull(5.0)
