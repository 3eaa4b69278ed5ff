"""The page of errors: how far each readout of the engine is from the referee, for several tolerances."""

from __future__ import annotations

import numpy as np

import raad
from raad.quantities.glossary import glossary, port_of, readout_names

RTOLS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
EXACT = (1e-11, 1e-14)  # of the referee; tighter, rounding in its own steps would show
SMALL = 1e-3  # of the largest value of a readout: below that, errors count against this


def cases() -> list[tuple[object, raad.Person]]:
    """Return what is followed: courses that stress the fast and the slow parts of the model."""
    nasal = raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7)
    vein = raad.dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min", II="84 h", ADDL=7)
    return [
        (nasal, raad.Person()),
        (vein, raad.Person(madrs=28, age=60, weight=95)),
        (raad.dose("esketamine", "nasal", AMT="28 mg"), raad.Person(madrs=40, weight=50, ancestry="japanese")),
    ]


def errors() -> tuple[list[str], dict[float, np.ndarray]]:
    """Return the readouts, and the largest relative error of each by tolerance."""
    model = raad.treatment()
    times = np.union1d(np.linspace(0, 672, 337), np.geomspace(0.05, 24, 40))
    known = {*model.states, *model.outputs}
    names = [n for n in readout_names() if port_of(n) in known]
    worst: dict[float, np.ndarray] = {rtol: np.zeros(len(names)) for rtol in RTOLS}
    for dose, person in cases():
        exact = _values(raad.simulate(model, dose, person, times, solver="cvode", tolerances=EXACT), names)
        scale = np.abs(exact) + SMALL * np.abs(exact).max(axis=1, keepdims=True) + 1e-9
        for rtol in RTOLS:
            found = _values(raad.simulate(model, dose, person, times, solver=raad.Solver(rtol=rtol)), names)
            worst[rtol] = np.maximum(worst[rtol], (np.abs(found - exact) / scale).max(axis=1))
    return names, worst


def _values(result: raad.Trajectory, names: list[str]) -> np.ndarray:
    return np.array([result.values(name)[0] for name in names])


def accuracy_page() -> str:
    """Return the page as Markdown."""
    names, worst = errors()
    labels = {name: term.label for name, term in glossary().items()}
    order = np.argsort(-worst[RTOLS[1]])
    lines = [
        "# Errors of the readouts",
        "",
        "Largest relative error over 28 days and three courses (84 mg nasal twice weekly; 0.5 mg/kg over 40 min twice "
        "weekly, at 60 years and 95 kg; one dose of 28 mg at 50 kg), against CVODE at rtol 1e-11. Error: "
        "|engine - referee| / (|referee| + a thousandth of its largest value). Worst readouts at rtol 1e-4 first.",
        "",
        "Defaults chosen from this table: 1e-6 for fewer than 100 people, 1e-4 for more.",
        "",
        "| readout | " + " | ".join(f"{rtol:.0e}" for rtol in RTOLS) + " |",
        "| --- |" + " ---: |" * len(RTOLS),
    ]
    rows = [("all, the worst", [worst[r].max() for r in RTOLS])]
    rows += [("all, the median", [float(np.median(worst[r])) for r in RTOLS])]
    rows += [(f"{labels.get(names[k], names[k])} (`{names[k]}`)", [worst[r][k] for r in RTOLS]) for k in order]
    lines += [f"| {name} | " + " | ".join(f"{value:.1e}" for value in values) + " |" for name, values in rows]
    return "\n".join(lines) + "\n"
