"""Numbers for a model of one's own, written in Python instead of in a file of the register."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import Any

from raad.evidence.parameter_table import ANY, ParameterTable
from raad.evidence.rows import Parameter
from raad.quantities import units
from raad.quantities.errors import BadInput, BadUnit

_NOTE = "given in Python, without a source"


def parameters(values: Mapping[str, Sequence[Any]]) -> ParameterTable:
    """Make a table of parameters for a model of one's own.

    Every row says of itself that it is a definition: no study stands behind it, and `raad.cite` leaves it out.
    Work that others should be able to check has its numbers in a file, with a source for each: `raad.load_register`.

    Parameters
    ----------
    values
        By the name that mechanisms use: (value, unit) or (value, unit, note). The unit of a plain number is "".

    Returns
    -------
    ParameterTable
        Rows for any species, for :func:`raad.wire`.

    Raises
    ------
    BadInput
        If a name cannot stand in an equation, a value is no finite number, or something is missing.
    BadUnit
        If a unit is unknown.

    Examples
    --------
    >>> table = parameters({"CL": (2.2, "L/h"), "V": (20, "L", "about the water outside cells")})
    >>> table.value("CL", "mL/min")
    36.66...
    >>> table.row("V").verification, table.row("V").note
    ('defined', 'about the water outside cells')
    """
    if not isinstance(values, Mapping):
        raise BadInput(f"Parameters are {values!r}. Write for example {{'CL': (2.2, 'L/h')}}.")
    return ParameterTable(tuple(_row(name, given) for name, given in values.items()))


def _row(name: object, given: object) -> Parameter:
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise BadInput(f"{name!r} is no name that a mechanism can use. Write for example 'CL' or 'k_out'.")
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) not in (2, 3):
        raise BadInput(
            f"Parameter {name!r} is {given!r}. Give value and unit, for example (2.2, 'L/h'); "
            "a plain number has the unit ''."
        )
    value, unit, note = given[0], given[1], (given[2] if len(given) == 3 else _NOTE)
    number = units.number(value, f"Parameter {name!r}")
    if not isinstance(unit, str) or not isinstance(note, str):
        raise BadInput(f"Unit and note of parameter {name!r} are text. Write for example (2.2, 'L/h', 'guessed').")
    try:
        units.unit(unit)
    except BadUnit as err:
        raise BadUnit(f"Parameter {name!r}: {err}") from None
    told = {
        "domain": "pk", "name": name, "symbol": name, "unit": unit, "spread_type": "none", "conditions": "",
        "species": ANY, "study_id": "definition", "verification": "defined", "note": note,
    }  # fmt: skip
    text = str(value)
    cells = {**told, "value": text, "spread": ""}
    return Parameter(**told, value=number, text=text, spread=(), line=0, cells=cells)
