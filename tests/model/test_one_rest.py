"""The cascade is monostable: whatever it is started from, one rest is reached for one strength of stress."""

from __future__ import annotations

import numpy as np
import pytest

from raad.engine.graph import compile_model
from raad.engine.rest import settle
from raad.engine.timetable import Timetable
from raad.model.assemblies import treatment
from raad.solve.cvode import follow

LONG = np.array([0.0, 24 * 365 * 3.0])


@pytest.mark.parametrize("stress", [0.0, 0.6, 1.0])
def test_one_rest_is_reached_from_anywhere(stress):
    model = treatment("human")
    kernel = compile_model(model)
    given = {**model.values, **model.rest_inputs, "stress_exposure": stress}
    slow = np.array([given[n] for n in kernel.slow_names])
    healthy = np.array(list(model.rest.values()))
    rest = settle(kernel, healthy, slow)
    rng = np.random.default_rng(5)
    for lowest, highest in ((0.7, 1.3), (0.4, 0.8), (1.1, 1.5)):
        begun = healthy * rng.uniform(lowest, highest, len(healthy))
        states, _ = follow(kernel, begun, slow, Timetable.of([[]]), LONG)
        assert states[-1] == pytest.approx(rest, abs=1e-6)
