"""What is asked of a simulation, checked: one clear error before anything is solved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from raad.model.wiring import Model
from raad.people import COVARIATES, Cohort, Person
from raad.protocols import Dose, Regimen, StateDose
from raad.protocols.products import products
from raad.quantities.errors import BadInput, unknown
from raad.quantities.glossary import port_of
from raad.solve.reductions import Reduction

LONGEST = 1e6  # [h]
_MOST_BYTES = 4e9
PERSONAL = (
    "weight", "age", "asian", "japanese", "female", "child_pugh_a", "child_pugh_b", "cyp2b6_6_alleles", "renal_factor",
)  # fmt: skip
"""Inputs that belong to the person: doses and arrival depend on them."""


def checked_cohort(model: Model, cohort: Cohort | Person) -> Cohort:
    """Return a cohort of the species of the model."""
    if not isinstance(model, Model):
        raise BadInput(f"model is {model!r}; a wired model is needed, such as raad.treatment().")
    cohort = Cohort.of(cohort) if isinstance(cohort, Person) else cohort
    if not isinstance(cohort, Cohort):
        raise BadInput(f"cohort is {cohort!r}; write Cohort.typical(), or Cohort.of(Person(...), ...).")
    if cohort.species != model.species:
        raise BadInput(f"The cohort is {cohort.species}, the model {model.species}. Use treatment({cohort.species!r}).")
    return cohort


def checked_regimens(regimen: Regimen | Dose | StateDose | Sequence[Regimen], people: int) -> list[Regimen]:
    """Return one regimen for each person; people who get the same share one object."""
    regimen = Regimen((regimen,)) if isinstance(regimen, (Dose, StateDose)) else regimen
    if not isinstance(regimen, (Regimen, list, tuple)):
        raise BadInput(f"regimen is {regimen!r}; write Regimen().then(dose(...)), or one regimen for each person.")
    regimens = [regimen] * people if isinstance(regimen, Regimen) else list(regimen)
    for one in {id(r): r for r in regimens}.values():
        if not isinstance(one, Regimen):
            raise BadInput(f"{one!r} is no regimen. Write Regimen().then(dose(...)).")
        if max((abs(t) for t in one.times), default=0.0) > LONGEST:
            raise BadInput(f"A dose lies beyond {LONGEST:.0f} h (a century), the longest that can be followed.")
    if len(regimens) != people:
        raise BadInput(f"There are {len(regimens)} regimens for {people} people. Give one for all, or one each.")
    return regimens


def wide_awake(model: Model, regimens: Iterable[Regimen], readouts: Sequence[str] | None = None) -> Model:
    """Return the model with what its reserve holds of the depots that doses enter and of the readouts asked for."""
    doses = {state for one in {id(r): r for r in regimens}.values() for state in entered(one, model.species)}
    named = [readouts] if isinstance(readouts, str) else readouts or ()
    return model.awake(doses | {port_of(name) for name in named})


def asked_for(readouts: Sequence[str] | None, reductions: Iterable[Reduction]) -> list[str]:
    """Return the names that a run is asked for, by readouts and by reductions."""
    named = [readouts] if isinstance(readouts, str) else list(readouts or ())
    return [*named, *(one.readout for one in reductions)]


def entered(regimen: Regimen, species: str) -> Iterator[str]:
    """Yield the states that the doses of a regimen enter."""
    for given in regimen.doses:
        if isinstance(given, Dose):
            what = products().get((given.drug, given.route, species))
            yield from (part.target for part in (what.parts if what else ()))
        elif isinstance(given, StateDose):
            yield given.state


def checked_times(times: Sequence[float] | np.ndarray, empty: bool) -> np.ndarray:
    """Return times as an array that rises; it may be empty when something else is kept."""
    try:
        given = () if times is None else list(times) if isinstance(times, range) else times
        at = np.atleast_1d(np.asarray(given, dtype=float))
    except (TypeError, ValueError):
        raise BadInput(f"times are {times!r}; a rising list of numbers is needed. [h]") from None
    if at.size == 0:
        if empty:
            return at.reshape(0)
        raise BadInput("No times are given. Say when to record: times=range(0, 673), or ask for reductions. [h]")
    if at.ndim != 1 or not len(at) or not np.all(np.isfinite(at)) or np.any(np.diff(at) <= 0):
        raise BadInput("times must be finite numbers that rise, without doubles. [h]")
    if np.max(np.abs(at)) > LONGEST:
        raise BadInput(f"times reach {np.max(np.abs(at)):.3g} h; at most {LONGEST:.0f} h (a century) can be followed.")
    return at


def checked_reductions(reductions: Reduction | Sequence[Reduction]) -> list[Reduction]:
    """Return reductions as a list."""
    wanted = [reductions] if isinstance(reductions, Reduction) else reductions
    if not isinstance(wanted, (list, tuple)) or not all(isinstance(one, Reduction) for one in wanted):
        raise BadInput(f"reductions are {reductions!r}; write [raad.Reduction.maximum('madrs')].")
    return list(wanted)


def checked_tolerances(given: Any) -> tuple[float, float]:
    """Return a relative and an absolute tolerance."""
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        raise BadInput(f"tolerances are {given!r}; a pair (relative, absolute) is needed, such as (1e-6, 1e-12).")
    return given[0], given[1]


def checked_parameters(model: Model, given: Mapping[str, Any] | None, people: int) -> dict[str, np.ndarray]:
    """Return values of parameters or inputs for each person. (n_people,) each"""
    found: dict[str, np.ndarray] = {}
    if not isinstance(given, (Mapping, type(None))):
        raise BadInput(f"parameters are {given!r}; names with values are needed: {{'CLint_liver': array}}.")
    for name, values in (given or {}).items():
        if name in PERSONAL:
            raise BadInput(
                f"{name!r} belongs to the person. Write Cohort.table(n, {name}=...), so that doses follow it."
            )
        if name not in model.params and name not in model.exogenous:
            raise unknown(
                "parameter", name, [*model.params, *model.exogenous], "List them with `raad model --parameters`."
            )
        try:
            column = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            raise BadInput(f"{name} holds {values!r}; numbers are needed.") from None
        if column.shape not in ((), (people,)):
            raise BadInput(f"{name} has the shape {column.shape}; give one value, or one for each of {people} people.")
        if column.shape == () and not np.isfinite(column):  # of one person among many it is that person's failure
            raise BadInput(f"{name} is {values!r}, which is no finite number.")
        found[name] = np.broadcast_to(column, people)
    return found


def checked_readouts(model: Model, readouts: Sequence[str] | None, people: int, times: int) -> list[str]:
    """Return the columns that are kept: all states and outputs, or the readouts that are asked for."""
    known = [*model.states, *model.outputs]
    if readouts is None:
        names = known
    else:
        names = [readouts] if isinstance(readouts, str) else list(readouts)
        for name in names:
            if port_of(name) not in known:
                raise unknown("readout", name, known, "List readouts with `raad model --readouts`.")
        names = list(dict.fromkeys(port_of(name) for name in names))
    size = 8.0 * people * times * len(names)
    if size > _MOST_BYTES:
        raise BadInput(
            f"{people} people, {times} times and {len(names)} values would take {size / 1e9:.0f} GB. Name fewer: "
            "readouts=['madrs']; or keep reductions=[raad.Reduction.maximum('madrs')] without times."
        )
    return names


def fingerprint(regimens: Sequence[Regimen], cohort: Cohort, times: np.ndarray, more: Sequence[Any]) -> str:
    """Hash regimens, people, times and all else that a run depends on; the order of the people counts."""
    total = hashlib.sha256()
    shared = {id(r): r for r in regimens}
    names = {key: hashlib.sha256(repr(r).encode()).hexdigest() for key, r in shared.items()}
    total.update(
        "".join(names[id(r)] for r in regimens).encode() if len(shared) > 1 else repr(list(names.values())).encode()
    )
    for name in (*COVARIATES, "madrs", "stress"):
        total.update(np.ascontiguousarray(cohort.column(name)).tobytes())
    total.update(np.ascontiguousarray(times).tobytes())
    for one in more:
        total.update(one.tobytes() if isinstance(one, np.ndarray) else repr(one).encode())
    return total.hexdigest()
