"""The fitted network: how well it meets measured connectivity, and the same signs as the probe where it must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from raad.brain import NetworkParameters, SynapticState, connectivity, connectome, couple
from raad.calibrate import brain as calibration
from raad.calibrate.brain import readings
from raad.evidence import load_register
from raad.quantities.errors import SolveFailed

LEAST_FIT = {"dk82": 0.80, "schaefer100": 0.62}


def cortical(c, fc):
    return fc[np.ix_(c.cortical, c.cortical)]


@pytest.mark.parametrize("name", LEAST_FIT)
def test_meets_measured_connectivity(name):
    c = connectome(name)
    said = readings(c, cortical(c, connectivity(c).fc))
    measured = readings(c, cortical(c, c.fc_pearson))
    assert said["fit"] > LEAST_FIT[name]
    assert said["difference"] < 0 and said["difference"] == pytest.approx(measured["difference"], abs=0.02)
    assert said["mean"] == pytest.approx(measured["mean"], abs=0.05)


def test_regions_that_are_most_connected_in_the_data_are_so_in_the_network(dk82):
    measured = np.arctanh(cortical(dk82, dk82.fc_pearson)).mean(axis=1)
    assert np.corrcoef(connectivity(dk82).gbc["plain"][dk82.cortical], measured)[0, 1] > 0.85


@pytest.mark.parametrize(("taken_from", "least"), [("dk82", 0.42), ("schaefer100", 0.67)])
def test_what_one_connectome_teaches_holds_for_the_other(taken_from, least):
    """Better than equal regions and bare counts, which reach 0.29 on 100 parcels and 0.50 on 82 regions."""
    other = next(n for n in LEAST_FIT if n != taken_from)
    c = connectome(other)
    p = replace(NetworkParameters.of(taken_from), G=NetworkParameters.of(other).G, exponent_gain=0.0)
    assert readings(c, cortical(c, connectivity(c, None, p).fc))["fit"] > least


def test_register_is_at_the_optimum():
    problem = calibration.problem()
    values = {u.symbol: load_register().row(u.symbol).value for u in problem.unknowns}

    def objective(at):
        said = problem.predict(at)
        off = [t.residual(said[t.name]) for t in problem.targets]
        away = [np.log(at[u.symbol] / u.prior) / u.spread for u in problem.unknowns]
        return float(np.sum(np.square(off + away)))

    best = objective(values)
    for symbol, value in values.items():
        for step in (0.97, 1.03):
            assert objective({**values, symbol: value * step}) > best - 1e-3


def test_estimated_rows_are_the_unknowns():
    rows = {r.symbol for r in load_register().rows if r.study_id == "calibration" and "'brain'" in r.note}
    assert rows == {u.symbol for u in calibration.unknowns()}


def in_front(c, s):
    return np.where(c.prefrontal, s, 1.0)


@pytest.mark.parametrize("name", LEAST_FIT)
def test_weaker_prefrontal_synapses_lower_connectivity(name):
    c = connectome(name)
    p = replace(NetworkParameters.of(name), strength_ceiling=np.inf)
    found = [connectivity(c, SynapticState(strength=in_front(c, s)), p) for s in (0.8, 0.9, 0.95, 1, 1.05, 1.1)]
    assert np.all(np.diff([x.prefrontal["plain"] for x in found]) > 0)
    assert np.all(np.diff([x.prefrontal["gsr_zscored"] for x in found[1:]]) > 0)
    assert np.all(np.diff([x.prefrontal["gsr_raw"] for x in found[1:]]) < 0)


@pytest.mark.parametrize("name", LEAST_FIT)
def test_selectivity_decides_the_sign_here_too(name):
    c = connectome(name)
    p = replace(NetworkParameters.of(name), kappa=1.0, share_nmda_E=1.0, share_nmda_I=1.0)
    c = replace(c, nmda_density=np.ones(len(c)))

    def at(rho):
        return connectivity(c, SynapticState(block_interneuron=0.2, block_pyramidal=0.2 * rho), p).prefrontal["plain"]

    rest = connectivity(c, None, p).prefrontal["plain"]
    assert at(0.2) > at(0.3) > rest > at(0.5) > at(0.7)


def test_frozen_inhibition_is_unusable_here_too(dk82):
    before = couple(dk82).inhibition
    p = replace(NetworkParameters.of(), kappa=0.0, share_nmda_I=1.0)
    with pytest.raises(SolveFailed, match="hypersynchronous"):
        connectivity(dk82, SynapticState(block_interneuron=0.03, inhibition_before=before), p)


def test_global_signal_regression_turns_when_all_cortex_takes_part(dk82):
    """No statement about GBC holds without its variant: here raw rises and z-scored falls, the other way round."""
    rest, surge = connectivity(dk82), connectivity(dk82, SynapticState(throughput=1.5))
    change = {v: surge.prefrontal[v] - rest.prefrontal[v] for v in rest.prefrontal}
    assert change["plain"] > 0.03 and change["gsr_raw"] > 0 > change["gsr_zscored"]
