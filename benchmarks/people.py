"""A virtual population for timings: people of different weight, age, severity and parameters."""

from __future__ import annotations

import numpy as np

import raad

_VARIED = ("CLint_liver", "V_central", "gain_disinhibition", "tau_spine_stage", "k_out_bdnf")


def population(people: int, seed: int = 1) -> tuple[raad.Cohort, dict[str, np.ndarray]]:
    """Return a cohort and the parameters that differ in it, log-normal with a CV of 20 %."""
    draw = np.random.default_rng(seed)
    cohort = raad.Cohort.table(
        people, weight=draw.uniform(50, 110, people), age=draw.uniform(20, 64, people),
        madrs=draw.uniform(26, 40, people),
    )  # fmt: skip
    values = raad.treatment().values
    varied = [n for n in _VARIED if n in values]
    return cohort, {n: values[n] * np.exp(0.2 * draw.standard_normal(people)) for n in varied}
