"""The exact course of a linear model: its matrix from the compiled equations, exponentials instead of a solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from raad.engine.graph import Kernel
from raad.engine.timetable import Kind, Timetable
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Regimen
from raad.quantities.errors import NotSupported
from raad.solve.schedule_flows import People
from raad.solve.schedule_table import timetable
from raad.solve.simulate import kernel_of

PEAK_GRID = np.arange(0, 6.001, 0.02)  # [h] a parabola through the highest three points finds the rest


@dataclass(frozen=True)
class LinearBody:
    """One person in a model whose rates are linear in its states.

    Parameters
    ----------
    model, person
        Whose equations; nothing is checked for linearity here, the tests do that.
    kernel
        The compiled equations of the model.
    slow
        Parameters and covariates in the order of the kernel. (n_slow,)
    """

    model: Model
    person: Person
    kernel: Kernel
    slow: np.ndarray

    @classmethod
    def of(cls, model: Model, person: Person) -> LinearBody:
        """Take the parameters of a model and the covariates of a person."""
        kernel = kernel_of(model)
        values = {**model.values, **model.rest_inputs, **person.covariates()}
        return cls(model, person, kernel, np.array([values[n] for n in kernel.slow_names]))

    @cached_property
    def matrix(self) -> np.ndarray:
        """How fast each state moves each other. (n_states, n_states) [1/h]"""
        return self.kernel.jacobian(np.zeros(len(self.kernel.state_names)), self.slow)

    @cached_property
    def empty_outputs(self) -> np.ndarray:
        """Outputs before any dose. (n_outputs,)"""
        return self.kernel.outputs(np.zeros(len(self.kernel.state_names)), self.slow)

    @cached_property
    def sensors(self) -> np.ndarray:
        """How each output follows each state. (n_states, n_outputs)"""
        one_each = np.eye(len(self.kernel.state_names))
        return np.array([self.kernel.outputs(y, self.slow) - self.empty_outputs for y in one_each])

    @cached_property
    def modes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Eigenvalues [1/h], eigenvectors and their inverse, found in each enantiomer apart.

        Apart, because S and R share eigenvalues where their parameters agree, and mixed vectors lose digits.
        """
        from scipy.sparse.csgraph import connected_components

        n = len(self.matrix)
        roots, vectors, inverse = np.zeros(n, complex), np.zeros((n, n), complex), np.zeros((n, n), complex)
        count, block = connected_components(self.matrix != 0, directed=False)
        for b in range(count):
            at = np.flatnonzero(block == b)
            roots[at], part = np.linalg.eig(self.matrix[np.ix_(at, at)])
            vectors[np.ix_(at, at)], inverse[np.ix_(at, at)] = part, np.linalg.inv(part)
        return roots, vectors, inverse

    def slowest_half_life(self, states: Sequence[str]) -> float:
        """Return the half-life of the slowest exponential of some states, the others left out. [h]"""
        at = [self.kernel.state_names.index(n) for n in states]
        return float(np.log(2) / np.min(-np.linalg.eigvals(self.matrix[np.ix_(at, at)]).real))

    def course(self, regimen: Regimen) -> LinearCourse:
        """Return what a regimen does to this person."""
        weight = np.array([self.person.covariates()["weight"]])
        people = People(weight, self.slow[None, :], self.empty_outputs[None, :])
        found = timetable(self.model, [regimen], people)
        for error in found.failures.values():
            raise error
        other = set(found.timetable.kind.tolist()) - {Kind.START, Kind.STOP, Kind.BOLUS}
        if other:
            names = ", ".join(Kind(k).name for k in sorted(other))
            raise NotSupported(f"A linear course takes doses only; the regimen also holds {names}. Use raad.simulate.")
        return LinearCourse(self, found.timetable)


@dataclass(frozen=True)
class LinearCourse:
    """One person under one regimen; outputs are asked for by name, several are summed."""

    body: LinearBody
    events: Timetable

    def states(self, times: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return the states. (n_times, n_states)"""
        at = np.atleast_1d(np.asarray(times, dtype=float))
        roots, vectors, inverse = self.body.modes
        modal = np.zeros((len(at), len(roots)), complex)
        for time, kind, index, amount in self._events:
            late = np.flatnonzero(at > time)
            moved = np.flatnonzero(inverse[:, index])
            grown, entered = np.outer(at[late] - time, roots[moved]), inverse[moved, index] * amount
            if kind == Kind.BOLUS:
                modal[np.ix_(late, moved)] += np.exp(grown) * entered
            else:  # an infusion is one that never ends, less the same from its end on
                sign = 1 if kind == Kind.START else -1
                modal[np.ix_(late, moved)] += sign * np.expm1(grown) / roots[moved] * entered
        return np.real(modal @ vectors.T)

    @property
    def _events(self) -> Iterator[tuple[float, int, int, float]]:
        lines = self.events
        return zip(lines.time.tolist(), lines.kind.tolist(), lines.index.tolist(), lines.value.tolist(), strict=True)

    def values(self, outputs: Sequence[str], times: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return the sum of outputs. (n_times,)"""
        return self._summed(self.states(times), outputs)

    def _summed(self, states: np.ndarray, outputs: Sequence[str]) -> np.ndarray:
        column = [self.body.kernel.output_names.index(n) for n in outputs]
        return states @ self.body.sensors[:, column].sum(axis=1)

    @cached_property
    def _early(self) -> np.ndarray:
        return self.states(PEAK_GRID)

    def peak(self, outputs: Sequence[str]) -> tuple[float, float]:
        """Return the highest value and its time [h] within six hours."""
        y = self._summed(self._early, outputs)
        i = min(max(int(np.argmax(y)), 1), len(y) - 2)
        before, top, after = y[i - 1 : i + 2]
        shift = (before - after) / (before - 2 * top + after) / 2
        return float(top - (before - after) * shift / 4), float(PEAK_GRID[i] + shift * (PEAK_GRID[1] - PEAK_GRID[0]))

    def area(self, outputs: Sequence[str], until: float | None = None) -> float:
        """Return the area under the curve from the first dose to a time after all doses, or for ever."""
        remaining = 0.0 if until is None else self.states([until])[0]
        entered = np.zeros(len(self.body.matrix))
        for time, kind, index, amount in self._events:
            if kind == Kind.BOLUS:
                entered[index] += amount
            else:
                entered[index] += amount * time * (1 if kind == Kind.STOP else -1)
        return float(self._summed(np.linalg.solve(self.body.matrix, remaining - entered), outputs))
