"""Four arms of each experiment - nothing, treatment, intervention, both - and the verdict on its row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from raad.bench.arms import Arm, drugs_needed, shifted
from raad.bench.experiment import Experiment, Together, dose_of
from raad.bench.rivals import DEFAULT
from raad.bench.rows import Condition, Readout
from raad.bench.rule import (
    CANNOT_SAY,
    FAIL,
    PASS,
    Point,
    agrees,
    lost_of,
    missing,
    name_of_effect,
    name_of_loss,
    relative,
)
from raad.bench.running import Runner
from raad.quantities.errors import RaadError

# The treatment whose effect is the unit: the dose of most rodent work, and the infusion of trials in people.
_ONCE = {"duration": "", "count": 1, "interval": 24.0}
_RODENT = Together((dose_of("ketamine", "ip", "10 mg/kg", _ONCE),))
REFERENCE = {
    "rat": _RODENT, "mouse": _RODENT,
    "human": Together((dose_of("ketamine", "iv", "0.5 mg/kg", {**_ONCE, "duration": " over 40 min"}),)),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One choice among the alternatives of an experiment, under a hypothesis; times count from what is treated with."""

    experiment: Experiment
    hypothesis: str
    condition: Condition
    intervention: Together
    base: Together
    drugs: tuple[str, ...]

    def arm(self, changes: Together, hypothesis: str = "", ill: bool = True) -> Arm:
        """Return an arm of this case."""
        condition = self.condition if ill else None
        return Arm(self.experiment.row.species, hypothesis or self.hypothesis, self.drugs, condition, changes)


def cases(experiment: Experiment, hypothesis: str) -> Iterator[Case]:
    """Yield every choice among alternatives."""
    species = experiment.row.species
    for intervention in experiment.interventions:
        for base in experiment.bases:
            zero = (base.start if base else intervention.start) or 0.0
            moved, under = shifted(intervention, -zero), shifted(base, -zero)
            drugs = drugs_needed(species, [*moved.lines, *under.lines])
            for condition in experiment.conditions:
                yield Case(experiment, hypothesis, condition, moved, under, drugs)


def points(case: Case, runner: Runner) -> list[Point]:
    """Meet every readout at every time."""
    if gap := "; ".join(filter(None, (case.intervention.missing, case.base.missing))):
        return [Point(CANNOT_SAY, None, "", f"The model has no node for it: {gap}")]
    found: list[Point] = []
    for readout in case.experiment.readouts:
        if not readout.outputs:
            found.append(Point(CANNOT_SAY, None, "", f"No output of the model is this readout: {readout.why}"))
        hours = case.experiment.hours if readout.statistic.kind == "at" else case.experiment.hours[:1]
        for output in readout.outputs:
            for hour in hours:
                try:
                    found.append(_point(case, runner, replace(readout, outputs=(output,)), hour))
                except RaadError as err:
                    found.append(Point(CANNOT_SAY, None, "", f"It could not be run: {err}"))
    return found


def _point(case: Case, runner: Runner, readout: Readout, hour: float) -> Point:
    def value(changes: Together, hypothesis: str = "", ill: bool = True) -> float:
        arm = case.arm(changes, hypothesis, ill)
        return runner.value(arm, readout.outputs[0], readout.statistic, hour, readout.benefit)

    def effect(changes: Together, on: Together | None = None, hypothesis: str = "") -> float:
        on = on or Together()
        return value(on + changes, hypothesis) - value(on, hypothesis)

    row = case.experiment.row
    when = f"at {hour:g} h" if readout.statistic.kind == "at" else readout.statistic.label
    what = f"{readout.outputs[0]} {when}"
    scale = max(abs(value(Together())), 1.0)
    if case.base and row.expected != "mimic":
        before = effect(case.base)
        # the treatment that is given counts as missing against the reference under the model's own values
        if missing(before, effect(REFERENCE[row.species], hypothesis=DEFAULT), scale):
            return Point(CANNOT_SAY, None, "", f"{case.base.label} does not move {what} under {case.hypothesis}: "
                         f"{before:+.3g}, so nothing can be lost")  # fmt: skip
        after = effect(case.base, on=case.intervention)
        return _lost(case, what, before, after, case.base.label)
    if row.expected in ("block", "attenuate", "enhance") and _ill(case):
        before = value(Together()) - value(Together(), ill=False)
        if missing(before, 0.0, scale):
            return Point(CANNOT_SAY, None, "", f"{case.condition.phrase} does not move {what}: {before:+.3g}")
        return _lost(case, what, before, before + effect(case.intervention), case.condition.phrase)
    unit = case.base or REFERENCE[row.species]
    reference, own = effect(unit), effect(case.intervention)
    size = relative(own, reference, scale, readout.benefit)
    called = name_of_effect(size)
    of = f"{size:+.2f} of the effect of {unit.label} ({own:+.3g} against {reference:+.3g})"
    why = f"{case.intervention.label} moves {what} by {of}: {called.replace('_', ' ')}"
    return Point(PASS if agrees(row.expected, called) else FAIL, size, called, why)


def _ill(case: Case) -> bool:
    c = case.condition
    return c.phrase != "none" and (c.stress > 0 or c.inflammation > 0)


def _lost(case: Case, what: str, before: float, after: float, of: str) -> Point:
    lost = lost_of(before, after)
    called = name_of_loss(lost)
    change = f"{lost:.0%} of the effect of {of} on {what} is lost" if lost >= 0 else (
        f"the effect of {of} on {what} grows by {-lost:.0%}"
    )  # fmt: skip
    why = f"with {case.intervention.label} {change} ({before:+.3g} becomes {after:+.3g}): {called.replace('_', ' ')}"
    return Point(PASS if agrees(case.experiment.row.expected, called) else FAIL, lost, called, why)
