"""A virtual study: patients and controls who differ, scanned before and after, with the statistics papers report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from raad.brain.connectivity import VARIANTS
from raad.brain.connectome import Connectome
from raad.brain.cores import one_core_each
from raad.brain.coupling import couple
from raad.brain.linear_noise import solve
from raad.brain.parameters import NetworkParameters
from raad.brain.scan import ScanLength, scanned
from raad.brain.study_people import Conditions, Spread, Traits
from raad.brain.study_statistics import Effect, between, paired
from raad.brain.synaptic_state import SynapticState
from raad.brain.working_point import fitted
from raad.quantities.errors import BadInput, RaadError


@dataclass(frozen=True)
class LostScan:
    """A scan that cannot be had, because the person's network has no stable rest; the others went on."""

    group: str
    person: int
    scan: str
    reason: str


@dataclass(frozen=True, eq=False)
class Study:
    """What a virtual study found.

    Parameters
    ----------
    effects
        Differences of prefrontal GBC with their statistics, in each of its variants.
    patients, controls
        By variant: prefrontal GBC of each person, before and after; controls are scanned once. NaN where a scan was
        lost. (n, 2) and (m, 1)
    failures
        Scans that were lost.
    """

    effects: tuple[Effect, ...]
    patients: dict[str, np.ndarray]
    controls: dict[str, np.ndarray]
    failures: tuple[LostScan, ...]

    def effect(self, contrast: str, variant: str, kind: str) -> Effect:
        """Return one difference.

        Raises
        ------
        BadInput
            If there is none; the text lists them.
        """
        for one in self.effects:
            if (one.contrast, one.variant, one.kind) == (contrast, variant, kind):
                return one
        known = ", ".join(dict.fromkeys(f"{e.contrast!r} by {e.kind}" for e in self.effects))
        raise BadInput(f"The study has no {contrast!r} by {variant!r} and {kind!r}. It has {known}, in {VARIANTS}.")


@one_core_each()
def virtual_study(
    connectome: Connectome,
    before: SynapticState,
    after: SynapticState,
    *,
    patients: int = 20,
    controls: int = 20,
    controls_state: SynapticState | None = None,
    scan: ScanLength | None = None,
    spread: Spread | None = None,
    parameters: NetworkParameters | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Study:
    """Scan people who differ before and after a treatment, and compare them as a paper would.

    Parameters
    ----------
    connectome
        Regions and tracts, the same for all.
    before, after
        Synapses of the patient in the middle. Where inhibition has not had time to settle, `after` holds that of
        before: ``after.after(couple(connectome, before).settled)``.
    patients, controls
        How many of each; 0 controls for a study of one group.
    controls_state
        Synapses of the control in the middle; healthy when left out.
    scan
        Length of a scan; that of the register when left out.
    spread
        How people differ; that of the register when left out.
    parameters
        Network of the person in the middle; as fitted for the connectome when left out.
    seed
        The same seed gives the same study; a person does not change when others are added.
    progress
        Called with (people done, people in all).

    Returns
    -------
    Study
        A person whose network has no stable rest is a failure in it, counted, and left out of the comparisons.

    Examples
    --------
    >>> from raad.brain import SynapticState, connectome
    >>> small = virtual_study(
    ...     connectome("dk82"), SynapticState(), SynapticState(block_interneuron=0.1, block_pyramidal=0.03),
    ...     patients=3, controls=0,
    ... )
    >>> small.patients["plain"].shape
    (3, 2)
    """
    _check(patients, controls, seed)
    p = parameters or fitted(connectome)
    spread, length = spread or Spread.of_register(), scan or ScanLength.of_register()
    groups = {
        "patients": (patients, Conditions(connectome, p, (before, after))),
        "controls": (controls, Conditions(connectome, p, (controls_state or SynapticState.healthy(),))),
    }
    found: dict[str, dict[str, np.ndarray]] = {}
    failures: list[LostScan] = []
    done = 0
    for g, (group, (n, conditions)) in enumerate(groups.items()):
        found[group] = {v: np.full((n, len(conditions.states)), np.nan) for v in VARIANTS}
        for person in range(n):
            rng = np.random.default_rng((seed, g, person))
            for k, seen in enumerate(_scans(conditions, spread, length, rng)):
                if isinstance(seen, RaadError):
                    failures.append(LostScan(group, person, ("before", "after")[k], str(seen)))
                    continue
                for variant, value in seen.items():
                    found[group][variant][person, k] = value
            done += 1
            if progress:
                progress(done, patients + controls)
    effects = [e for v in VARIANTS for e in _effects(v, found["patients"][v], found["controls"][v])]
    return Study(tuple(effects), found["patients"], found["controls"], tuple(failures))


def _scans(
    conditions: Conditions, spread: Spread, length: ScanLength, rng: np.random.Generator
) -> list[dict[str, float] | RaadError]:
    """Scan one person in each condition; prefrontal GBC by variant."""
    person = Traits.draw(spread, rng)
    sessions = rng.normal(0, spread.session, len(conditions.states))
    found: list[dict[str, float] | RaadError] = []
    for p, state in conditions.of(person, sessions):
        noise = np.random.default_rng(rng.integers(2**63))
        try:
            linear = solve(couple(conditions.connectome, state, p))
            found.append(scanned(conditions.connectome, linear.K, linear.r_E, length.independent, noise).prefrontal)
        except RaadError as err:
            found.append(err)
    return found


def _effects(variant: str, patients: np.ndarray, controls: np.ndarray) -> list[Effect]:
    before, after = patients.T
    found = [*paired("after - before", variant, before, after)]
    if len(controls):
        found.append(between("patients before - controls", variant, before, controls[:, 0]))
        found.append(between("patients after - controls", variant, after, controls[:, 0]))
    return found


def _check(patients: int, controls: int, seed: int) -> None:
    if not (isinstance(patients, int) and patients >= 2):
        raise BadInput(f"{patients!r} patients make no study; ask for 2 or more.")
    if not (isinstance(controls, int) and (controls == 0 or controls >= 2)):
        raise BadInput(f"{controls!r} controls make no group; ask for 0, or for 2 or more.")
    if not (isinstance(seed, int) and seed >= 0):
        raise BadInput(f"The seed is {seed!r}; it must be a whole number, 0 or more.")
