"""Draws: other values of the parameters, within the spread that their rows tell; for what we do not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from raad.evidence import ParameterTable
from raad.evidence.rows import Parameter

_NORMAL_90 = 1.6448536269514722  # a printed range is read as 5 to 95 %
_NORMAL_95 = 1.959963984540054
_WIDTH = {"range": _NORMAL_90, "ci95_low_high": _NORMAL_95, "ci90_low_high": _NORMAL_90}


def draw(table: ParameterTable, symbols: Iterable[str], random: np.random.Generator) -> dict[str, float]:
    """Draw one value for each of some rows.

    A row with a standard error is drawn from a lognormal or, where it may be 0 or negative, from a normal. A row with a
    range or an interval is drawn from two half (log)normals that meet at its value, and stays within a range. Rows
    without a spread, and rows whose value is 0 (accounts that are switched off), keep their value.

    Parameters
    ----------
    table
        The register.
    symbols
        Names of rows for humans.
    random
        Source of the draws.

    Examples
    --------
    >>> from raad.evidence import load_register
    >>> one = draw(load_register(), ["ceiling_nausea", "MW_ketamine"], np.random.default_rng(1))
    >>> 0.3 < one["ceiling_nausea"] < 0.6, one["MW_ketamine"]
    (True, 237.73)
    """
    found = {}
    for symbol in symbols:
        row = table.row(symbol, "human")
        found[symbol] = _drawn(row, table.value(symbol, row.unit, "human"), float(random.standard_normal()))
    return found


def _drawn(row: Parameter, value: float, z: float) -> float:
    spread = row.spread_in(row.unit) if row.spread is not None else ()
    if value == 0 or not spread:
        return value
    if row.spread_type in ("se", "sd") and len(spread) == 1:
        return float(value * np.exp(z * spread[0] / value)) if value > 0 else value + z * spread[0]
    if row.spread_type not in _WIDTH or len(spread) != 2:
        return value
    low, high = spread
    end = high if z > 0 else low
    steps = abs(z) / _WIDTH[row.spread_type]
    drawn = value * (end / value) ** steps if low > 0 else value + (end - value) * steps
    bounds = (low, high) if row.spread_type == "range" else (0.0, np.inf)
    return float(np.clip(drawn, *bounds))


def central(values: Mapping[str, float] | np.ndarray | list[float], width: float = 90.0) -> tuple[float, float]:
    """Return the ends of the central interval of some draws."""
    low, high = np.nanpercentile(np.asarray(values, float), [50 - width / 2, 50 + width / 2])
    return float(low), float(high)
