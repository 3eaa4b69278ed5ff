"""Depots: a first-order emptying with a closed form, past the liver or into it."""

import numpy as np
import pytest

import raad


@pytest.mark.parametrize(("route", "site"), [("im", "injected"), ("tablet", "oral"), ("sublingual", "mucosal")])
def test_a_depot_empties_by_its_rate(route, site):
    model = raad.treatment()
    times = np.array([1.0, 2.0, 3.0])
    result = raad.simulate(model, raad.dose("ketamine", route, AMT="20 mg"), raad.Person.healthy(), times)
    for drug in ("esketamine", "arketamine"):
        left = result.values(f"{drug}_{site}_depot")[0]
        rate = result.model.values[f"ka_{site}"]
        assert left[1:] / left[:-1] == pytest.approx(np.exp(-rate), rel=1e-4)


def test_an_injection_passes_by_the_liver_and_a_tablet_does_not():
    def area(route):
        dose, times = raad.dose("ketamine", route, AMT="30 mg"), np.arange(0, 24, 0.01)
        result = raad.simulate(raad.treatment(), dose, raad.Person.healthy(), times, readouts=["venous_ketamine"])
        return np.trapezoid(result.values("venous_ketamine")[0], result.times)

    injected, vein, tablet = area("im"), area("iv"), area("tablet")
    assert injected / vein == pytest.approx(0.93, abs=0.02)
    assert tablet / vein < 0.25
