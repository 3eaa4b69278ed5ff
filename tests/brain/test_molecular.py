"""From a dose to connectivity: what ketamine, its metabolite and a release inhibitor do to a depressed brain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import raad
from raad.brain import (
    NetworkParameters,
    SynapticState,
    connectivities,
    connectivity,
    connectome,
    couple,
    slow_inhibition,
    states_along,
)
from raad.quantities.errors import BadInput

TIMES = np.array([0, 2 / 3, 2, 4, 24, 168])
GRID = np.union1d(TIMES, [0.2, 0.4, 1, 1.5, 3, 8, 12, 48, 96])


@pytest.fixture(scope="module")
def runs():
    model, person = raad.treatment(), raad.Cohort.typical(madrs=35)

    def ketamine(mg):
        return raad.Regimen().then(raad.dose("ketamine", "iv", AMT=f"{mg} mg", DUR="40 min"))

    return {
        "0.5 mg/kg": raad.simulate(model, ketamine(37.5), person, times=GRID),
        "0.1 mg/kg": raad.simulate(model, ketamine(7.5), person, times=GRID),
        "2 mg/kg": raad.simulate(model, ketamine(150), person, times=GRID),
        "release inhibited": raad.simulate(
            model, ketamine(37.5), person, times=GRID, inputs={"release_inhibition": 0.5}
        ),
        "none": raad.simulate(model, raad.Regimen(), person, times=GRID),
    }


def course(run, name="dk82"):
    c = connectome(name)
    return connectivities(c, states_along(run, c, TIMES))


def plain(found):
    return np.array([x.prefrontal["plain"] for x in found])


@pytest.mark.parametrize("name", ["dk82", "schaefer100"])
def test_depression_lowers_and_an_infusion_raises_prefrontal_connectivity(runs, name):
    before, infused, at_2h, at_4h, next_day, after_week = plain(course(runs["0.5 mg/kg"], name))
    healthy = connectivity(connectome(name)).prefrontal["plain"]
    assert before < 0.85 * healthy
    assert before < after_week < next_day < infused
    assert before < at_4h < infused and at_2h < infused
    assert 0.03 < infused - before < 0.2, "moderate"
    assert 0.005 < next_day - before < 0.045, "small"


@pytest.mark.parametrize("kappa", [0.8, 0.9, 1.0])
@pytest.mark.parametrize("name", ["dk82", "schaefer100"])
def test_an_infusion_raises_connectivity_of_healthy_people(runs, name, kappa):
    """As in anticevic2015, with room left for those whose homeostasis is slower."""
    c = connectome(name)
    drug = SynapticState.of(runs["0.5 mg/kg"], c, 2 / 3)
    infused = replace(drug, strength=1.0, inflammation=0.0, inhibition_before=couple(c).inhibition)
    rise = connectivity(c, infused, replace(NetworkParameters.of(name), kappa=kappa)).prefrontal["plain"]
    rise -= connectivity(c).prefrontal["plain"]
    assert 0.03 < rise < {0.8: 0.5, 0.9: 0.2, 1.0: 0.1}[kappa]


def test_nothing_given_nothing_changes(runs):
    assert plain(course(runs["none"])) == pytest.approx(plain(course(runs["none"]))[0], rel=1e-3)


def test_dose_curve_turns(runs):
    """Selective block raises; an anaesthetic dose blocks pyramidal cells too, and lowers."""
    at_end = {name: plain(course(run))[1] for name, run in runs.items()}
    assert at_end["none"] < at_end["0.1 mg/kg"] < at_end["0.5 mg/kg"]
    assert at_end["2 mg/kg"] < at_end["none"]


def test_less_release_less_rise(runs):
    assert plain(course(runs["release inhibited"]))[1] < plain(course(runs["0.5 mg/kg"]))[1]


def test_block_prefers_interneurons_as_the_receptors_say(runs, dk82):
    s = SynapticState.of(runs["0.5 mg/kg"], dk82, 2 / 3)
    assert 0.3 < s.block_pyramidal / s.block_interneuron < 0.5
    assert s.throughput[dk82.index("L_superiorfrontal")] > s.throughput[dk82.index("L_cuneus")] > 1


def test_depressed_strength_is_where_connectivity_asks_for_it(runs, dk82):
    s = SynapticState.of(runs["none"], dk82, 0)
    assert np.all((s.strength[dk82.prefrontal] > 0.90) & (s.strength[dk82.prefrontal] < 0.95))
    assert np.all(s.strength[~dk82.prefrontal & dk82.cortical] > 0.97)
    assert s.block_interneuron == 0 and s.throughput == pytest.approx(1, abs=1e-6)


def test_metabolite_alone_acts_without_block(dk82):
    """More throughput, no block: connectivity rises, and rates stay."""
    rest, more = connectivity(dk82), connectivity(dk82, SynapticState(throughput=1.3))
    assert 1.1 < more.prefrontal["plain"] / rest.prefrontal["plain"] < 1.5
    assert more.rate == pytest.approx(rest.rate, rel=1e-6)


def test_firing_rises_while_fast_homeostasis_lags(dk82):
    """What a metabolic scan would see at the end of an infusion (chen2018pet: prefrontal up)."""
    before = couple(dk82).inhibition
    acute = SynapticState(1.0, 0.35, 0.15, 1.3, inhibition_before=before)
    assert connectivity(dk82, acute).rate[dk82.prefrontal].mean() > connectivity(dk82).rate[dk82.prefrontal].mean()


def test_slow_inhibition_follows_in_hours(dk82):
    p = NetworkParameters.of()
    weak, well = SynapticState(strength=0.9), SynapticState()
    slow = slow_inhibition(dk82, [weak, well, well, well], [0, 0, p.tau_homeostasis, 1e4])
    start, end = couple(dk82, weak).settled, couple(dk82, well).settled
    assert slow[1] == pytest.approx(start)
    assert slow[2] == pytest.approx(end + (start - end) / np.e)
    assert slow[3] == pytest.approx(end)


def test_slow_inhibition_along_a_ramp_is_exact(dk82):
    """One step over a ramp is as good as many."""
    ramp = [SynapticState(strength=s) for s in np.linspace(0.9, 1.0, 41)]
    settled = np.array([couple(dk82, s).settled for s in ramp])
    assert np.diff(settled, 2, axis=0) == pytest.approx(0, abs=1e-9), "settled inhibition is linear in strength"
    many = slow_inhibition(dk82, ramp, np.linspace(0, 20, 41))
    assert slow_inhibition(dk82, [ramp[0], ramp[-1]], [0, 20])[-1] == pytest.approx(many[-1])


def test_states_do_not_depend_on_which_times_are_asked(runs, dk82):
    run = runs["0.5 mg/kg"]
    alone = states_along(run, dk82, [24.0])[0]
    among = states_along(run, dk82, TIMES)[4]
    assert alone.inhibition_before == pytest.approx(among.inhibition_before)
    assert alone.strength == pytest.approx(among.strength)


def test_faults_are_named(runs, dk82):
    run = runs["none"]
    with pytest.raises(BadInput, match=r"Time 200 h is outside the trajectory, which runs from 0 to 168 h"):
        SynapticState.of(run, dk82, 200)
    with pytest.raises(BadInput, match="There is no person 3"):
        SynapticState.of(run, dk82, 0, person=3)
    with pytest.raises(BadInput, match="need as many times"):
        slow_inhibition(dk82, [SynapticState()], [1, 0])


def test_potentiation_can_be_made_part_of_strength(runs, dk82):
    p = replace(NetworkParameters.of(), share_potentiation=0.02)
    run, i = runs["0.5 mg/kg"], dk82.index("L_superiorfrontal")
    assert SynapticState.of(run, dk82, 2, parameters=p).strength[i] > SynapticState.of(run, dk82, 2).strength[i] + 0.01
