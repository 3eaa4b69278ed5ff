"""How ill people are before the first dose: the drug-free rest of each one's own model, for many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.engine.batch import settle, tabulate
from raad.quantities.errors import BadInput, RaadError, SolveFailed

EXPOSURE, SCORE = "stress_exposure", "madrs"
_STRONGEST, _STRIDE = 4.0, 0.25  # far beyond the strongest exposure that a person may be given by hand
_NEARBY = 1e3  # [h] first implicit step from a neighbouring rest
_EXACT = 1e-13


@dataclass(frozen=True)
class Arrival:
    """Before treatment: states (n_people, n_states), parameters and inputs (n_people, n_slow), and who has no rest."""

    state: np.ndarray
    slow: np.ndarray
    failures: dict[int, RaadError]


class _Search:
    """People whose exposure is sought; each one's last rest is the start of the next."""

    def __init__(self, code: Any, healthy: np.ndarray, slow: np.ndarray) -> None:
        self.code, self.slow = code, np.array(slow, dtype=float)
        self.place = code.system.slow.index(EXPOSURE)
        self.state = np.tile(healthy, (len(slow), 1))
        self.fresh = np.ones(len(slow), bool)
        self.restless = np.zeros(len(slow), np.int64)

    def rest(self, who: np.ndarray, strength: np.ndarray) -> np.ndarray:
        """Let some people settle under an exposure; keep the rest where one is found, and say where."""
        slow = self.slow[who]
        slow[:, self.place] = strength
        state, found = np.empty((len(who), self.state.shape[1])), np.zeros(len(who), bool)
        for fresh, hours in ((True, 10.0), (False, _NEARBY)):
            part = self.fresh[who] == fresh
            state[part], found[part], self.restless[who[part]] = settle(
                self.code, self.state[who[part]], slow[part], hours
            )
        self.state[who[found]] = state[found]
        self.slow[who[found]] = slow[found]
        self.fresh[who[found]] = False
        return found

    def score(self, who: np.ndarray) -> np.ndarray:
        """Return the score of some people where they are."""
        return tabulate(self.code, [SCORE], self.state[who], self.slow[who], np.arange(len(who)))[:, 0]


def arrive(code: Any, healthy: np.ndarray, slow: np.ndarray, madrs: np.ndarray, stress: np.ndarray) -> Arrival:
    """Find the rest of people: by stress exposure, or by the exposure that explains the MADRS at entry.

    Parameters
    ----------
    code
        A compiled system.
    healthy
        Rest of the healthy, where everybody's search begins. (n_states,)
    slow
        Parameters and inputs. (n_people, n_slow)
    madrs
        Score at entry; NaN for people who are given by their stress. [points] (n_people,)
    stress
        Exposure of those people. [ratio] (n_people,)
    """
    if EXPOSURE not in code.system.slow:
        state, found, restless = settle(code, np.tile(healthy, (len(slow), 1)), slow)
        return Arrival(state, slow, {i: _no_rest(code, int(restless[i])) for i in np.flatnonzero(~found).tolist()})
    search = _Search(code, healthy, slow)
    by_stress, by_score = np.flatnonzero(np.isnan(madrs)), np.flatnonzero(~np.isnan(madrs))
    failures: dict[int, RaadError] = {}
    found = search.rest(by_stress, stress[by_stress])
    failures |= {i: _no_rest(code, int(search.restless[i])) for i in by_stress[~found].tolist()}
    if len(by_score):
        failures |= _match(search, by_score, madrs)
    return Arrival(search.state, search.slow, failures)


def _no_rest(code: Any, state: int) -> SolveFailed:
    name = code.system.states[state]
    return SolveFailed(f"No drug-free baseline was found: {name!r} keeps moving. Check parameters, inputs and stress.")


def _match(search: _Search, who: np.ndarray, madrs: np.ndarray) -> dict[int, RaadError]:
    """Stride up until the score is reached, then close in; the same steps for everybody, each alone."""
    failures: dict[int, RaadError] = {}
    found = search.rest(who, np.zeros(len(who)))
    failures |= {i: _no_rest(search.code, int(search.restless[i])) for i in who[~found].tolist()}
    who = who[found]
    low, high = np.zeros(len(search.slow)), np.zeros(len(search.slow))
    under, over = np.full(len(search.slow), np.nan), np.full(len(search.slow), np.nan)
    under[who] = search.score(who) - madrs[who]
    for i in who[under[who] > 1e-9].tolist():
        healthy = under[i] + madrs[i]
        failures[i] = BadInput(
            f"MADRS {madrs[i]:g} at entry is below the healthy rest of {healthy:.2f}. Give a higher score."
        )
    climbing = who[under[who] < -1e-9]
    between: list[np.ndarray] = []
    for step in range(1, round(_STRONGEST / _STRIDE) + 1):
        high[climbing] = step * _STRIDE
        found = search.rest(climbing, high[climbing])
        # Stress so strong that the model has no rest: what was reached is the most there is.
        _out_of_reach(failures, climbing[~found], madrs, under)
        climbing = climbing[found]
        over[climbing] = search.score(climbing) - madrs[climbing]
        there = over[climbing] >= 0
        between.append(climbing[there])
        climbing = climbing[~there]
        low[climbing], under[climbing] = high[climbing], over[climbing]
    _out_of_reach(failures, climbing, madrs, under)
    inside = np.sort(np.concatenate([*between, np.zeros(0, np.int64)])).astype(np.int64)
    _close_in(search, inside, madrs, (low, high), (under, over))
    return failures


def _out_of_reach(failures: dict[int, RaadError], who: np.ndarray, madrs: np.ndarray, under: np.ndarray) -> None:
    for i in who.tolist():
        reached = under[i] + madrs[i]
        failures[i] = BadInput(
            f"MADRS {madrs[i]:g} at entry is out of reach: the strongest stress gives {reached:.1f}."
        )


def _close_in(
    search: _Search, who: np.ndarray, madrs: np.ndarray, ends: tuple[np.ndarray, np.ndarray],
    values: tuple[np.ndarray, np.ndarray],
) -> None:  # fmt: skip
    """Find the exposure between two ends: regula falsi with halved weights (Illinois), everybody at an own pace."""
    low, high = ends
    under, over = values
    side = np.zeros(len(search.slow), np.int64)
    for _ in range(100):
        if not len(who):
            return
        guess = (low[who] * over[who] - high[who] * under[who]) / (over[who] - under[who])
        guess = np.clip(guess, low[who], high[who])
        search.rest(who, guess)
        value = search.score(who) - madrs[who]
        below = value < 0
        again = np.where(below, side[who] == -1, side[who] == 1)
        over[who] = np.where(below, np.where(again, over[who] / 2, over[who]), value)
        under[who] = np.where(below, value, np.where(again, under[who] / 2, under[who]))
        low[who], high[who] = np.where(below, guess, low[who]), np.where(below, high[who], guess)
        side[who] = np.where(below, -1, 1)
        who = who[(np.abs(value) > 1e-11) & (high[who] - low[who] > _EXACT)]
