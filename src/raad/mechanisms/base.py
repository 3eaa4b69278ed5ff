"""What a mechanism is: one plain function over named values, and the names that it declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from raad.quantities.errors import BuildError

Function = Callable[[Any, Any, Any], "Step"]


def local(name: str) -> str:
    """Return the name that an equation uses: `bdnf_{place}_rel` is `bdnf_rel` there, and `{product}` is `product`."""
    return re.sub(r"\{\w+\}_|_\{\w+\}", "", name).strip("{}")


@dataclass(frozen=True)
class Flow:
    """Matter that leaves one state and enters another; `None` is the outside."""

    source: str | None
    target: str | None
    rate: Any


@dataclass(frozen=True)
class Step:
    """What a mechanism says: rates of signals, flows of matter, values for other mechanisms."""

    rates: Mapping[str, Any] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)


def step(*flows: Flow, rates: Mapping[str, Any] | None = None, outputs: Mapping[str, Any] | None = None) -> Step:
    """Collect what a mechanism says: what its function returns.

    Parameters
    ----------
    flows
        Matter that moves, each made by :func:`flow`.
    rates
        Rate of each state that is a signal and not matter. [unit of the state/h]
    outputs
        Algebraic values for other mechanisms and for the reader. [unit of the output]

    Returns
    -------
    Step
        Every state of the mechanism needs a flow or a rate, and every output a value.

    Examples
    --------
    >>> said = step(flow("body", None, 0.3), rates={"effect": -0.1}, outputs={"conc": 1.5})
    >>> said.flows[0].source, said.rates, said.outputs
    ('body', {'effect': -0.1}, {'conc': 1.5})
    """
    return Step(rates or {}, flows, outputs or {})


def flow(source: str | None, target: str | None, rate: Any) -> Flow:
    """Let matter move from one state to another; both sides get the same rate, so mass is kept.

    Parameters
    ----------
    source, target
        Names of states; None is the outside.
    rate
        How much moves. [unit of the states/h]

    Returns
    -------
    Flow
        For :func:`step`.

    Examples
    --------
    >>> flow("depot", "central", 2.0)
    Flow(source='depot', target='central', rate=2.0)
    """
    return Flow(source, target, rate)


@dataclass(frozen=True)
class Mechanism:
    """One biological step: its function and what goes in and out, each with a unit.

    Parameters
    ----------
    name
        What it is called on the causal list.
    function
        `function(states, inputs, params) -> Step`, with operators and `raad.quantities.maths` only.
    states
        Names and units of the states that it owns.
    inputs
        Names and units of values that other mechanisms, the patient or the treatment give.
    params
        Names and units of the rows of the parameter register that it reads.
    outputs
        Names and units of algebraic values that it offers.
    rest
        Value of each state in the drug-free healthy subject; 0 where not named.
    rest_inputs
        Value of each input there; 0 where not named.
    signed
        States that may be negative; all others are amounts or ratios and never fall below zero.

    Notes
    -----
    Names may hold a placeholder, `bdnf_{place}_rel`; `of(place="prefrontal")` fills it in.
    The function sees the name without it: `states.bdnf_rel`.
    """

    name: str
    function: Function
    states: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    rest: Mapping[str, float] = field(default_factory=dict)
    rest_inputs: Mapping[str, float] = field(default_factory=dict)
    signed: tuple[str, ...] = ()

    def of(self, **fill: str) -> Mechanism:
        """Return this mechanism at one place, for one enantiomer, for one population."""

        def wired(names: Mapping[str, Any]) -> dict[str, Any]:
            return {_fill(key, fill): value for key, value in names.items()}

        function, templates = self.function, (self.states, self.inputs, self.params, self.outputs)
        here = {local(key): _fill(key, fill) for names in templates for key in names}
        if len(here) < len({key for names in templates for key in names}):
            raise BuildError(f"Mechanism {self.name!r}: two of its names look the same inside its equation.")
        return replace(
            self,
            name=_fill(self.name, fill),
            function=_renamed(function, here),
            states=wired(self.states), inputs=wired(self.inputs), params=wired(self.params),
            outputs=wired(self.outputs), rest=wired(self.rest), rest_inputs=wired(self.rest_inputs),
        )  # fmt: skip

    @property
    def summary(self) -> str:
        """First sentence of the file: the biology in a line."""
        import sys

        text = sys.modules[plain(self.function).__module__].__doc__ or ""
        return text.strip().split("\n\n")[0].replace("\n", " ")

    def __call__(self, states: Mapping[str, Any], inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Step:
        """Evaluate with any kind of values: numbers, quantities, symbols, graph nodes."""
        said = self.function(SimpleNamespace(**states), SimpleNamespace(**inputs), SimpleNamespace(**params))
        self._check(said)
        return said

    def _check(self, said: Step) -> None:
        moved = {end for one in said.flows for end in (one.source, one.target) if end}
        for kind, names in (("rate", set(said.rates) | (moved - set(self.inputs))), ("output", set(said.outputs))):
            declared = set(self.states if kind == "rate" else self.outputs)
            if names != declared:
                raise BuildError(
                    f"Mechanism {self.name!r} declares {sorted(declared)} but gives a {kind} for {sorted(names)}."
                )


def plain(function: Function) -> Function:
    """Return the function as it stands in its file, without the renaming of `of`."""
    return getattr(function, "__wrapped__", function)


def _fill(name: str, fill: Mapping[str, str]) -> str:
    try:
        return name.format(**fill)
    except KeyError as err:
        raise BuildError(f"{name!r} needs {err} to be filled in.") from None
    except (IndexError, ValueError) as err:
        raise BuildError(f"{name!r} is no template of a name: {err}") from err


def _renamed(function: Function, here: Mapping[str, str]) -> Function:
    """Let a function that speaks of `bdnf_rel` be called with `bdnf_prefrontal_rel`."""
    back = {wired: name for name, wired in here.items()}

    def call(states: Any, inputs: Any, params: Any) -> Step:
        views = [
            SimpleNamespace(**{back.get(str(key), str(key)): value for key, value in vars(part).items()})
            for part in (states, inputs, params)
        ]
        said = plain(function)(*views)
        return Step(
            {here.get(k, k): v for k, v in said.rates.items()},
            tuple(
                Flow(here.get(f.source or "", f.source), here.get(f.target or "", f.target), f.rate) for f in said.flows
            ),
            {here.get(k, k): v for k, v in said.outputs.items()},
        )

    call.__wrapped__ = plain(function)  # type: ignore[attr-defined]
    return call
