"""The network as it was first probed: 68 equal regions, bare tract counts, G 0.6, unlimited strength, direct blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from raad.brain import Connectome, NetworkParameters, connectome, couple


@pytest.fixture(scope="session")
def probe() -> tuple[Connectome, NetworkParameters]:
    cortex = connectome("dk82").cortex()
    plain = NetworkParameters.homogeneous(G=0.6)
    # All current through NMDA receptors: a block is then the loss of drive that the probe speaks of.
    direct = replace(plain, strength_ceiling=np.inf, share_nmda_E=1.0, share_nmda_I=1.0, kappa=1.0)
    return replace(cortex, nmda_density=np.ones(len(cortex))), direct


@pytest.fixture(scope="session")
def settled(probe) -> np.ndarray:
    """Inhibition of the healthy network. (n,) [nA]"""
    return couple(probe[0], None, probe[1]).inhibition


@pytest.fixture(scope="session")
def dk82() -> Connectome:
    return connectome("dk82")
