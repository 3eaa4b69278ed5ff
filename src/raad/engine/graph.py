"""A model as an expression graph: right-hand side, Jacobian and outputs, compiled once per model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from raad.model.wiring import Model
from raad.quantities.readings import as_graph


@dataclass(frozen=True)
class Kernel:
    """Compiled functions of one model; parameters are arguments, so a patient costs no compile.

    All three take the state vector y (n_states,) and the vector p (n_params + n_exogenous,),
    parameters first. `signed` marks the states that may be negative.
    """

    state_names: tuple[str, ...]
    slow_names: tuple[str, ...]
    output_names: tuple[str, ...]
    signed: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    equations: str
    _rhs: Any
    _jacobian: Any
    _outputs: Any

    def rates(self, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return dy/dt. (n_states,) [unit of each state / h]"""
        out = np.empty(len(self.state_names))
        self._rhs.unsafe_real(np.concatenate([y, p]), out)
        return out

    def rates_into(self, work: np.ndarray, out: np.ndarray) -> None:
        """Fill `out` from `work`, which holds y and then p: no allocation in the solver's inner loop."""
        self._rhs.unsafe_real(work, out)

    def jacobian(self, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return the exact Jacobian, dense. (n_states, n_states)"""
        full = np.zeros((len(self.state_names),) * 2)
        values = np.empty(len(self.rows))
        self._jacobian.unsafe_real(np.concatenate([y, p]), values)
        full[self.rows, self.columns] = values
        return full

    def outputs(self, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return the algebraic values. (n_outputs,)"""
        out = np.empty(len(self.output_names))
        self._outputs.unsafe_real(np.concatenate([y, p]), out)
        return out


def compile_model(model: Model) -> Kernel:
    """Compile a model's equations through SymEngine's LLVM back end.

    Notes
    -----
    Derivatives are exact; common subexpressions are computed once. Takes well under a second.
    """
    import symengine

    rates, outputs = model.read(as_graph)
    states, slow = list(model.states), [*model.params, *model.exogenous]
    y = [symengine.Symbol(n) for n in states]
    arguments = [*y, *(symengine.Symbol(n) for n in slow)]
    right = [symengine.sympify(rates[n]) for n in states]
    matrix = symengine.DenseMatrix(len(right), 1, right).jacobian(symengine.DenseMatrix(len(y), 1, y))
    entries = [(i, j) for i in range(len(y)) for j in range(len(y)) if matrix[i, j] != 0]

    def code(expressions: list[Any]) -> Any:
        return symengine.Lambdify(arguments, expressions or [symengine.Integer(0)], cse=True, backend="llvm")

    return Kernel(
        tuple(states), tuple(slow), tuple(model.outputs),
        np.array([n in model.signed for n in states]),
        np.array([i for i, _ in entries], dtype=int), np.array([j for _, j in entries], dtype=int),
        "\n".join(f"d {n} = {e}" for n, e in zip(states, right, strict=True)),
        code(right), code([matrix[i, j] for i, j in entries]),
        code([symengine.sympify(outputs[n]) for n in model.outputs]),
    )  # fmt: skip
