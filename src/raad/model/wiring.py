"""Wiring: mechanisms meet at named ports, each port has one owner, and every unit is proved."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from raad.evidence import ParameterTable
from raad.mechanisms.base import Mechanism
from raad.mechanisms.reading import prove_units, rates_of
from raad.quantities.errors import BadInput, BuildError, UnitsDisagree, unknown
from raad.quantities.readings import Leaf
from raad.quantities.units import unit


@dataclass(frozen=True)
class Model:
    """Wired mechanisms with their parameter table, for one species.

    Made by `wire` or by an assembly such as `raad.treatment()`; frozen.

    Parameters
    ----------
    name
        Name of the assembly.
    species
        human, rat or mouse: chooses the rows of the register.
    mechanisms
        In the order of evaluation: an output stands before those who read it.
    parameters
        The register, with its sources.
    reserve
        Mechanisms that only some doses or readouts need, such as the depot of an injection into a muscle, or what
        leads to a CADSS score; `awake` adds them.
    hypothesis
        Names of the rival accounts under which `under` has put it; none is the default.
    """

    name: str
    species: str
    mechanisms: tuple[Mechanism, ...]
    parameters: ParameterTable
    reserve: tuple[Mechanism, ...] = ()
    hypothesis: tuple[str, ...] = ()

    @cached_property
    def states(self) -> dict[str, str]:
        """Names and units of the states, in the order of the state vector. (n_states,)"""
        return {name: text for m in self.mechanisms for name, text in m.states.items()}

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Names and units of the algebraic values."""
        return {name: text for m in self.mechanisms for name, text in m.outputs.items()}

    @cached_property
    def params(self) -> dict[str, str]:
        """Names and units of the parameters that are read."""
        return {name: text for m in self.mechanisms for name, text in m.params.items()}

    @cached_property
    def exogenous(self) -> dict[str, str]:
        """Names and units of inputs that no mechanism gives: covariates, infusions, antagonists."""
        return {
            name: text
            for m in self.mechanisms
            for name, text in m.inputs.items()
            if name not in self.states and name not in self.outputs
        }

    @cached_property
    def rest(self) -> dict[str, float]:
        """Value of each state in the drug-free healthy subject. [unit of the state]"""
        return {name: m.rest.get(name, 0.0) for m in self.mechanisms for name in m.states}

    @cached_property
    def rest_inputs(self) -> dict[str, float]:
        """Value of each exogenous input when nothing is given. [unit of the input]"""
        return {n: m.rest_inputs.get(n, 0.0) for m in self.mechanisms for n in m.inputs if n in self.exogenous}

    @cached_property
    def signed(self) -> frozenset[str]:
        """States that may be negative."""
        return frozenset(name for m in self.mechanisms for name in m.signed)

    @cached_property
    def values(self) -> dict[str, float]:
        """Value of each parameter in the unit that its mechanism declares."""
        return {name: self.parameters.value(name, text, self.species) for name, text in self.params.items()}

    def owner(self, port: str) -> Mechanism:
        """Return the mechanism that gives a state or an output."""
        for mechanism in self.mechanisms:
            if port in mechanism.states or port in mechanism.outputs:
                return mechanism
        raise unknown("state or output", port, [*self.states, *self.outputs], "List them with `raad model`.")

    def evaluate(
        self, states: Mapping[str, Any], exogenous: Mapping[str, Any], params: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Evaluate all mechanisms in order with any kind of values.

        Returns
        -------
        rates, outputs
            Rate of each state [unit/h] and value of each output, of the kind that was put in.
        """
        ports: dict[str, Any] = {**exogenous, **states}
        rates: dict[str, Any] = {}
        for m in self.mechanisms:
            said = m({n: ports[n] for n in m.states}, {n: ports[n] for n in m.inputs}, {n: params[n] for n in m.params})
            ports.update(said.outputs)
            for name, rate in rates_of(said).items():
                rates[name] = rates[name] + rate if name in rates else rate
        return {name: rates[name] for name in self.states}, {name: ports[name] for name in self.outputs}

    def read(self, leaf: Leaf) -> tuple[dict[str, Any], dict[str, Any]]:
        """Read the whole model with one kind of leaf, at rest."""
        return self.evaluate(
            {n: leaf(n, u, self.rest[n]) for n, u in self.states.items()},
            {n: leaf(n, u, self.rest_inputs[n]) for n, u in self.exogenous.items()},
            {n: leaf(n, u, self.values[n]) for n, u in self.params.items()},
        )

    def with_values(self, values: Mapping[str, float]) -> Model:
        """Return the model with other values of some parameters. [unit of each parameter's row]

        Raises
        ------
        UnknownName
            If the model does not read one of them.
        """
        for name in values:
            if name not in self.params:
                raise unknown("parameter", name, self.params, "List them with `raad model --parameters`.")
        rows: dict[str | tuple[str, str], float] = {
            (name, self.parameters.row(name, self.species).species): value for name, value in values.items()
        }
        return replace(self, parameters=self.parameters.with_values(rows))

    def under(self, *hypotheses: str) -> Model:
        """Return the model under one rival hypothesis, or under several together.

        Parameters
        ----------
        hypotheses
            Codes or names, such as "H4" or "H6_opioid_gate"; "default" changes nothing. `raad hypotheses` lists
            them, with every parameter that each of them changes and why. What one of them switches off stays on
            where another needs it.

        Raises
        ------
        UnknownName, BadInput
            If a name is not known, two of them contradict each other, or the model is under one already.

        Examples
        --------
        >>> import raad
        >>> rival = raad.treatment().under("H6_opioid_gate")
        >>> rival.name, rival.hypothesis, rival.values["opioid_gate"]
        ('treatment under H6', ('H6_opioid_gate',), 1.0)
        """
        from raad.model.hypotheses import chosen, values_under

        asked = chosen((*self.hypothesis, *hypotheses))
        names = tuple(one.name for one in asked)
        if names == self.hypothesis:
            return self
        if self.hypothesis:
            raise BadInput(f"This model is under {' and '.join(self.hypothesis)}. Name all at once: under{names}.")
        changed = self.with_values(values_under(names, self.values))
        called = f"{self.name} under {' and '.join(one.code for one in asked)}"
        return replace(changed, name=called, hypothesis=names)

    def awake(self, ports: Iterable[str] | None = None) -> Model:
        """Return the model with those mechanisms of its reserve that give these states or outputs; with all when None.

        Those that they read come along. The same question gets the same model, so that its machine code is made
        once. A model that holds the names already, or whose reserve does not know them, is returned as it is.

        Examples
        --------
        >>> import raad
        >>> model = raad.treatment()
        >>> "esketamine_injected_depot" in model.states, "esketamine_injected_depot" in model.awake().states
        (False, True)
        """
        names = self._sleepers(ports)
        if not names:
            return self
        if names not in self._awakened:
            more = [m for m in self.reserve if m.name in names]
            left = [m for m in self.reserve if m.name not in names]
            woken = wire(self.name, self.species, [*self.mechanisms, *more], self.parameters, left)
            self._awakened[names] = replace(woken, hypothesis=self.hypothesis)
        return self._awakened[names]

    def _sleepers(self, ports: Iterable[str] | None) -> frozenset[str]:
        """Name the mechanisms of the reserve that give some ports, and those that they read."""
        if ports is None:
            return frozenset(m.name for m in self.reserve)
        wanted, found = set(ports), frozenset[str]()
        while more := [m for m in self.reserve if m.name not in found and wanted & {*m.states, *m.outputs}]:
            found |= {m.name for m in more}
            wanted |= {name for m in more for name in m.inputs}
        return found

    @cached_property
    def _awakened(self) -> dict[frozenset[str], Model]:
        return {}


def wire(
    name: str, species: str, mechanisms: Sequence[Mechanism], parameters: ParameterTable,
    reserve: Sequence[Mechanism] = (),
) -> Model:  # fmt: skip
    """Wire mechanisms into a model.

    Parameters
    ----------
    name, species
        What the model is called and whom it describes.
    mechanisms
        In any order; they are sorted so that each value is known before it is read.
    parameters
        The register, or a table of one's own: `raad.parameters`.
    reserve
        Mechanisms that are wired only when a dose or a readout needs them.

    Returns
    -------
    Model
        Checked: one owner for each port, one unit for each name, all units proved, all parameters known.

    Raises
    ------
    BuildError, UnitsDisagree
        Name the mechanism and what does not fit.

    Examples
    --------
    >>> import raad
    >>> def elimination(states, inputs, params):
    ...     conc = states.body / params.V
    ...     return raad.step(raad.flow("body", None, params.CL * conc), outputs={"conc": conc})
    >>> mechanism = raad.Mechanism(
    ...     "elimination", elimination, states={"body": "umol"}, params={"CL": "L/h", "V": "L"}, outputs={"conc": "uM"}
    ... )
    >>> model = wire("one compartment", "human", [mechanism], raad.parameters({"CL": (2.2, "L/h"), "V": (20, "L")}))
    >>> bolus = raad.dose(CMT="body", AMT="100 umol")
    >>> raad.simulate(model, bolus, raad.Person(), times=[1, 10]).values("conc").round(3).tolist()
    [[4.479, 1.664]]
    """
    owners: dict[str, Mechanism] = {}
    declared: dict[str, tuple[str, str]] = {}
    for m in mechanisms:
        prove_units(m)
        for port in (*m.states, *m.outputs):
            if port in owners:
                raise BuildError(f"{port!r} is given by {owners[port].name!r} and by {m.name!r}; one of them must go.")
            owners[port] = m
        for port, text in {**m.states, **m.outputs, **m.inputs, **m.params}.items():
            said = declared.setdefault(port, (text, m.name))
            if unit(said[0]) != unit(text):
                raise UnitsDisagree(
                    f"{port!r} is in {said[0] or 'no unit'} for {said[1]!r}, but in {text or 'no unit'} for {m.name!r}."
                )
    for m in mechanisms:
        for symbol, text in m.params.items():
            try:
                parameters.value(symbol, text, species)
            except BadInput as err:
                raise BuildError(f"Mechanism {m.name!r} cannot read its parameter {symbol!r}: {err}") from None
    return Model(name, species, _sorted(mechanisms, owners), parameters, tuple(reserve))


def _sorted(mechanisms: Sequence[Mechanism], owners: Mapping[str, Mechanism]) -> tuple[Mechanism, ...]:
    place = {m.name: i for i, m in enumerate(mechanisms)}
    if len(place) < len(mechanisms):
        raise BuildError("Two mechanisms have the same name; each instance needs its own.")
    needs = {m.name: {owners[p].name for p in m.inputs if p in owners and p in owners[p].outputs} for m in mechanisms}
    sorter = graphlib.TopologicalSorter({n: sorted(needs[n], key=place.__getitem__) for n in place})
    try:
        order = list(sorter.static_order())
    except graphlib.CycleError as err:
        loop = " -> ".join(err.args[1])
        raise BuildError(f"Algebraic values run in a circle: {loop}. A state must stand between them.") from None
    return tuple(mechanisms[place[n]] for n in order)
