"""Reading one mechanism: with numbers, quantities, symbols or as a graph; and the proof of its units."""

from __future__ import annotations

import inspect
import linecache
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from raad.mechanisms.base import Mechanism, Step, plain
from raad.quantities.errors import UnitsDisagree
from raad.quantities.readings import Leaf, as_quantity
from raad.quantities.units import unit


def read(mechanism: Mechanism, leaf: Leaf, values: Mapping[str, float] | None = None) -> Step:
    """Evaluate a mechanism with one kind of leaf at its rest point, or at given values.

    Parameters
    ----------
    mechanism
        What to read.
    leaf
        `as_number`, `as_quantity`, `as_symbol` or `as_graph`.
    values
        Values by name, in declared units; states and inputs default to rest, parameters to 0.7, at which no
        equation divides by zero.

    Examples
    --------
    >>> from raad.mechanisms.bdnf import BDNF
    >>> from raad.quantities.readings import as_symbol
    >>> sorted(read(BDNF.of(place="prefrontal"), as_symbol).rates)
    ['bdnf_prefrontal_rel']
    """
    given = dict(values or {})

    def leaves(names: Mapping[str, str], default: Mapping[str, float], other: float) -> dict[str, Any]:
        return {n: leaf(n, u, given.get(n, default.get(n, other))) for n, u in names.items()}

    return mechanism(
        leaves(mechanism.states, mechanism.rest, 0.0),
        leaves(mechanism.inputs, mechanism.rest_inputs, 0.0),
        leaves(mechanism.params, {}, 0.7),
    )


def rates_of(said: Step) -> dict[str, Any]:
    """Return the rate of every state that a step touches: its signals and its flows summed."""
    total: dict[str, Any] = dict(said.rates)
    for one in said.flows:
        for end, sign in ((one.source, -1), (one.target, 1)):
            if end is not None:
                total[end] = total[end] + sign * one.rate if end in total else sign * one.rate
    return total


def prove_units(mechanism: Mechanism) -> None:
    """Check every term of a mechanism without solving anything.

    Raises
    ------
    UnitsDisagree
        Names the mechanism, the term with its line, and both units.
    """
    from pint import DimensionalityError

    try:
        said = read(mechanism, as_quantity)
    except DimensionalityError as err:
        raise UnitsDisagree(
            f"Mechanism {mechanism.name!r}: the term `{_term(mechanism, err)}` mixes units: "
            f"{err.units1} where {err.units2} is needed."
        ) from None
    ports = {**mechanism.inputs, **mechanism.states}
    expected = [(f"rate of {n}", q, f"({ports[n] or 'dimensionless'})/h") for n, q in said.rates.items()]
    expected += [
        (f"flow {f.source or 'outside'} -> {f.target or 'outside'}", f.rate, f"({ports[end] or 'dimensionless'})/h")
        for f in said.flows for end in (f.source, f.target) if end
    ]  # fmt: skip
    expected += [(f"output {n}", q, mechanism.outputs[n]) for n, q in said.outputs.items()]
    for what, got, want in expected:
        have = getattr(got, "units", unit(""))
        if not unit(want).is_compatible_with(have):
            raise UnitsDisagree(f"Mechanism {mechanism.name!r}: the {what} is in {have}, but {unit(want)} is declared.")
    _prove_scale(mechanism, said)


def _prove_scale(mechanism: Mechanism, said: Step) -> None:
    """Units may agree in kind and still hide a factor (1/min for 1/h): bare numbers must say the same."""
    bare = read(mechanism, lambda name, text, value: as_quantity(name, text, value).magnitude)
    ports = {**mechanism.inputs, **mechanism.states, **mechanism.outputs}
    for kind, one, other in (("rate", rates_of(said), rates_of(bare)), ("output", said.outputs, bare.outputs)):
        for name, got in one.items():
            want = f"({ports[name] or 'dimensionless'}){'/h' if kind == 'rate' else ''}"
            value = float(got.to(unit(want)).magnitude) if hasattr(got, "to") else float(got)
            if abs(value - other[name]) > 1e-9 * max(abs(value), abs(other[name]), 1e-9):
                have = getattr(got, "units", "a bare number")
                raise UnitsDisagree(
                    f"Mechanism {mechanism.name!r}: the {kind} of {name!r} is in {have} "
                    f"where {unit(want)} is declared, and its numbers differ by a factor {value / other[name]:g}."
                )


def _term(mechanism: Mechanism, err: Exception) -> str:
    """Find the line of the equation in which pint stumbled."""
    file = inspect.getsourcefile(plain(mechanism.function)) or ""
    frames = [f for f in traceback.extract_tb(err.__traceback__) if f.filename == file]
    if not frames:
        return "?"
    line = frames[-1].lineno or 0
    return f"{linecache.getline(file, line).strip()} ({Path(file).name}, line {line})"
