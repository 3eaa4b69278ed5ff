"""A system of equations without meaning: names, rates and outputs as expression graphs, one unit of time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from raad.model.wiring import Model
from raad.quantities.readings import as_graph


@dataclass(frozen=True, eq=False)
class System:
    """Ordinary differential equations dy/dt = f(y, p), and values g(y, p) that are read from them.

    Parameters
    ----------
    states
        Names in the order of y. (n_states,)
    slow
        Names in the order of p: parameters and inputs, constant between two events. (n_slow,)
    rates, outputs
        Expressions of states and slow names, one for each state, and by name.
    signed
        States that may be negative.
    """

    states: tuple[str, ...]
    slow: tuple[str, ...]
    rates: tuple[Any, ...]
    outputs: dict[str, Any]
    signed: frozenset[str]

    @classmethod
    def of(cls, model: Model) -> System:
        """Read a wired model as graphs.

        Examples
        --------
        >>> import raad
        >>> len(System.of(raad.treatment()).states)
        84
        """
        import symengine

        rates, outputs = model.read(as_graph)
        return cls(
            tuple(model.states),
            (*model.params, *model.exogenous),
            tuple(symengine.sympify(rates[n]) for n in model.states),
            {n: symengine.sympify(outputs[n]) for n in model.outputs},
            model.signed,
        )

    @cached_property
    def text(self) -> str:
        """The equations in words that do not depend on how they were built; its hash names the system."""
        return "\n".join(
            [
                "states " + " ".join(self.states),
                "slow " + " ".join(self.slow),
                "signed " + " ".join(sorted(self.signed)),
                *(f"d {n} = {e}" for n, e in zip(self.states, self.rates, strict=True)),
                *(f"{n} = {e}" for n, e in self.outputs.items()),
            ]
        )

    @cached_property
    def sha256(self) -> str:
        """Hash of the text: the same equations have the same hash."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, System) and other.sha256 == self.sha256

    @cached_property
    def jacobian(self) -> dict[tuple[int, int], Any]:
        """Exact derivatives of rate i by state j, by (i, j), where they are not zero."""
        import symengine

        y = {symengine.Symbol(n): j for j, n in enumerate(self.states)}
        return {
            (i, j): derivative
            for i, rate in enumerate(self.rates)
            for symbol, j in sorted(((s, y[s]) for s in rate.free_symbols if s in y), key=lambda pair: pair[1])
            if (derivative := rate.diff(symbol)) != 0
        }
