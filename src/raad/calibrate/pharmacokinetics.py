"""Pharmacokinetics: one disposition for arterial and venous plasma, both enantiomers, nose, mouth and vein."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from raad.calibrate.fit import Fit, Problem, estimate
from raad.calibrate.linear import LinearBody
from raad.calibrate.pharmacokinetics_priors import unknowns
from raad.calibrate.pharmacokinetics_targets import Demand, demands
from raad.evidence import ParameterTable, load_register
from raad.instruments.plasma_assay import PLASMA_ASSAY
from raad.model.assemblies import pharmacokinetics, routes_in_reserve
from raad.model.wiring import Model, wire

_NOT_NEEDED = ("rapamycin", "brain_entry")  # no plasma level of ketamine depends on them, and one is not linear


def plasma_model(parameters: ParameterTable | None = None) -> Model:
    """Return the mechanisms of the human model from the dose to plasma; linear in its states, other routes asleep."""
    chain = [m for m in pharmacokinetics("human") if not m.name.startswith(_NOT_NEEDED)]
    table = load_register() if parameters is None else parameters
    return wire("plasma", "human", [*chain, PLASMA_ASSAY], table, routes_in_reserve("human"))


def predict(model: Model, values: Mapping[str, float], asked: tuple[Demand, ...]) -> dict[str, float]:
    """Return the prediction of each demand, by the name of its target, with other values of some parameters."""
    changed = model.with_values(values)
    bodies = {d.person: LinearBody.of(changed, d.person) for d in asked}
    courses = {(d.person, d.regimen): bodies[d.person].course(d.regimen) for d in asked}
    return {d.target.name: d.read(courses[d.person, d.regimen]) for d in asked}


def calibrate(progress: Callable[[int, float], None] | None = None) -> Fit:
    """Estimate the disposition of ketamine and its metabolites from the shipped tables.

    Fitted: exposures of perezruixo2021 (Table 4, model output), arterial curves of kamp2020, venous curves of
    hasan2021, the half-life of the label. Fractions and durations of entry stay as perezruixo2021 prints them.

    Parameters
    ----------
    progress
        Called with the number of evaluations and the objective.

    Returns
    -------
    Fit
        Values at 70 kg, in the units of their register rows, with residuals of every target.

    Holds for
        Adults near 70 kg, others by powers of weight; sub-anaesthetic doses. Arterial ketamine comes out
        17 % low on kamp2020, because its clearance and that of perezruixo2021 differ: no single typical
        value fits both.
    """
    return estimate(problem(), progress)


def problem() -> Problem:
    """Return what is sought and what it must explain."""
    model = plasma_model()
    asked = demands(model)
    targets = tuple(d.target for d in asked)
    return Problem(tuple(unknowns()), targets, lambda values: predict(model, values, asked))
