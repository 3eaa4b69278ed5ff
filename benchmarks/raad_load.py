"""raad's own full model: ketamine 0.5 mg/kg over 40 min, twice a week for four weeks, in people who differ."""

from __future__ import annotations

import numpy as np

from benchmarks.load import DOSE_LASTS, DOSE_TIMES, OUTPUT_TIMES, Load, infusion_boundaries

SEED = 20260101
CIRCUITS, OTHERS = (
    ("gain_", "weight_"),
    ("CL", "V_", "Q_", "k_", "ka_", "ke0_", "kon_", "koff_", "tau_", "Ki_", "EC50_"),
)
CV_CIRCUITS, CV_OTHERS = 0.06, 0.2
KEPT = ("weight_reference",)  # a unit of measurement, not a property of a person
MG_PER_KG = 0.5
INFUSED = ("esketamine_central", "arketamine_central")  # ketamine is one half of each


def raad(people: int = 16) -> Load:
    """Return raad's treatment model with people whose parameters and weight are drawn, at rest under stress.

    Rates, clearances, volumes, time constants and affinities vary log-normally with CV 20 %, gains of circuits
    with 6 %; shares, exponents and fractions do not. All bear the stress that gives a typical person a MADRS
    of 35, and start from their own rest under it.
    """
    import symengine

    import raad as product
    from raad.engine.graph import compile_model
    from raad.engine.rest import settle
    from raad.quantities.readings import as_graph
    from raad.solve.entry import enter

    model = product.treatment()
    kernel = compile_model(model)
    typical = product.Person(madrs=35)
    said = {**model.values, **model.rest_inputs, **typical.covariates()}
    healthy = np.array([model.rest[n] for n in kernel.state_names])
    entry = enter(kernel, healthy, np.array([said[n] for n in kernel.slow_names]), typical)
    values = np.tile(entry.slow, (people, 1)) * _drawn(kernel.slow_names, people)
    starts = np.array([settle(kernel, entry.state, p) for p in values])
    rates, _ = model.read(as_graph)
    right = {n: symengine.sympify(rates[n]) for n in kernel.state_names}
    for name in INFUSED:
        right[name] += symengine.Symbol(f"infused_{name}")
    weight = values[:, kernel.slow_names.index("weight")]
    flow = MG_PER_KG * weight / 2 / model.values["MW_ketamine"] * 1e3 / DOSE_LASTS  # [umol/h] of each enantiomer
    levels = np.zeros((people, 2 * len(DOSE_TIMES) + 1, len(INFUSED)))
    levels[:, 1::2, :] = flow[:, None, None]
    return Load(
        "raad", kernel.state_names, kernel.slow_names, tuple(f"infused_{n}" for n in INFUSED),
        tuple(right.values()), starts, values, infusion_boundaries(), levels, OUTPUT_TIMES,
    )  # fmt: skip


def _drawn(names: tuple[str, ...], people: int) -> np.ndarray:
    """Return by how much each parameter of each person differs from the typical value."""
    cv = np.array([_cv(name) for name in names])
    spread = np.sqrt(np.log1p(cv**2))
    drawn = np.random.default_rng(SEED).standard_normal((people, len(names)))
    return np.exp(spread * drawn)


def _cv(name: str) -> float:
    if name in KEPT:
        return 0.0
    if name.startswith(CIRCUITS):
        return CV_CIRCUITS
    return CV_OTHERS if name == "weight" or name.startswith(OTHERS) else 0.0
