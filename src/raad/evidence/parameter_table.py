"""The numbers of a model as one frozen value: looked up by symbol and species, in the asked unit."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from raad.evidence.rows import Parameter, converted
from raad.quantities.errors import BadInput, NotSupported, unknown

SPECIES = ("human", "rat", "mouse")
ANY = "any"
UNPUBLISHED = ("assumption", "definition", "calibration")


@dataclass(frozen=True)
class ParameterTable:
    """Rows of the register, one per symbol and species; a species' row goes before the one for 'any'."""

    rows: tuple[Parameter, ...]

    @cached_property
    def _by_symbol(self) -> dict[str, dict[str, Parameter]]:
        found: dict[str, dict[str, Parameter]] = {}
        for row in self.rows:
            if row.species in found.setdefault(row.symbol, {}):
                raise BadInput(f"Parameter {row.symbol!r} has two rows for {row.species}. Keep one.")
            found[row.symbol][row.species] = row
        return found

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names that mechanisms use, in alphabetical order."""
        return tuple(sorted(self._by_symbol))

    def __iter__(self) -> Iterator[str]:
        return iter(self.symbols)

    def __len__(self) -> int:
        return len(self._by_symbol)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._by_symbol

    def _rows_of(self, symbol: str) -> dict[str, Parameter]:
        if symbol not in self._by_symbol:
            raise unknown("parameter", symbol, self._by_symbol, "List them with the symbols of the table.")
        return self._by_symbol[symbol]

    def row(self, symbol: str, species: str = "human") -> Parameter:
        """Return the row of a symbol for a species, or the row for any species.

        Raises
        ------
        UnknownName
            If there is no such symbol or species.
        NotSupported
            If the symbol has rows of other species only.
        """
        if species not in (*SPECIES, ANY):
            raise unknown("species", species, (*SPECIES, ANY))
        rows = self._rows_of(symbol)
        found = rows.get(species) or rows.get(ANY)
        if found is None:
            others = " and ".join(rows)
            raise NotSupported(f"Parameter {symbol!r} is known for {others}, not for {species}. Add a row for it.")
        return found

    def value(self, symbol: str, unit: str, species: str = "human") -> float:
        """Return the number of a symbol in the asked unit.

        Raises
        ------
        UnknownName, NotSupported
            As for `row`.
        BadUnit
            If the row is in a unit of another kind; the text names both.
        """
        row = self.row(symbol, species)
        if row.value is None:
            raise BadInput(f"Parameter {symbol!r} is the text {row.text!r}, not a number.")
        return converted((row.value,), row.unit, unit, f"Parameter {symbol!r}")[0]

    def hash(self) -> str:
        """Return a fingerprint of all numbers; wording, sources and the order of rows do not change it."""
        lines = sorted(
            "|".join((r.symbol, r.species, repr(r.value), r.unit, r.spread_type, repr(r.spread))) for r in self.rows
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def with_values(self, values: Mapping[str | tuple[str, str], float]) -> ParameterTable:
        """Return a table with other numbers, each in the unit of its row; the note says what it was.

        Parameters
        ----------
        values
            Numbers by symbol, or by (symbol, species) where a symbol has rows of several species.

        Raises
        ------
        UnknownName
            If there is no such symbol, or no row of that species.
        BadInput
            If a number is not finite, or a symbol alone does not say which of its rows is meant.
        """
        changed: dict[tuple[str, str], Parameter] = {}
        for key, value in values.items():
            symbol, species = key if isinstance(key, tuple) else (key, "")
            rows = self._rows_of(symbol)
            if not species and len(rows) > 1:
                pairs = " or ".join(repr((symbol, s)) for s in rows)
                raise BadInput(f"Parameter {symbol!r} has rows of several species. Write {pairs}.")
            species = species or next(iter(rows))
            if species not in rows:
                raise unknown(f"row of parameter {symbol!r} for species", species, rows)
            changed[symbol, species] = _with_value(rows[species], value)
        return ParameterTable(tuple(changed.get((r.symbol, r.species), r) for r in self.rows))

    def sources(self, symbols: Iterable[str] | None = None, species: str = "human") -> tuple[str, ...]:
        """Return the studies that rows rest on, as "domain/study_id" for `cite`.

        Assumptions, definitions and calibrations have no study and are left out. Without `symbols`,
        all rows of all species count.
        """
        rows = self.rows if symbols is None else [self.row(s, species) for s in symbols]
        return tuple(sorted({r.study for r in rows if r.study_id not in UNPUBLISHED}))


def _with_value(row: Parameter, value: float) -> Parameter:
    number = float(value)
    if not math.isfinite(number):
        raise BadInput(f"Parameter {row.symbol!r} cannot be set to {value!r}; a finite number is needed.")
    was = f"value set for this run; the register has {row.text}"
    note = row.note if row.note.endswith(was) else f"{row.note}; {was}".removeprefix("; ")
    return replace(row, value=number, note=note)
