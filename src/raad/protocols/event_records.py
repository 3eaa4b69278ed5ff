"""Dose records of an event table: what kind of event a row is, and the dose that it describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from raad.protocols.compartments import Compartments
from raad.protocols.dose import Dose
from raad.protocols.event_cells import DOSE_COLUMNS, MISSING, Cells
from raad.protocols.repeats import STEADY
from raad.protocols.state_dose import StateDose
from raad.quantities.errors import BadInput, NotSupported

OBSERVATION, DOSE, OTHER, RESET, RESET_AND_DOSE = range(5)  # the values of EVID
_NUMBERS = ("AMT", "RATE", "DUR", "ADDL", "II", "SS")


class Doses:
    """Turns rows into doses; most dose records of a table differ in time only and are read once."""

    def __init__(self, cells: Cells, drug: str | None, route: str | None, compartments: Compartments) -> None:
        self.cells, self.given, self.compartments = cells, {"DRUG": drug, "ROUTE": route}, compartments
        self.templates: dict[tuple[str, ...], Dose | StateDose] = {}

    def event(self, row: list[str], at: Mapping[str, int]) -> int:
        """Say what a row is: OBSERVATION, DOSE, OTHER, RESET or RESET_AND_DOSE."""
        amount = row[at["AMT"]].strip()
        event = row[at["EVID"]].strip() if "EVID" in at else ""
        if event == "0" and (amount in MISSING or amount == "0"):  # the usual observation, told quickly
            return OBSERVATION
        size = 0.0 if amount in MISSING else self.cells.number("AMT", amount, self._unit(row, at))
        if size < 0:
            self.cells.fail("AMT", f"{amount} is negative. A dose is 0 or more, in {self._unit(row, at)}.")
        endless = size == 0 and self._says(row, at, "SS") and self._says(row, at, "RATE")
        if event in MISSING:
            if size > 0 or endless:
                return DOSE
            return OTHER if self._says(row, at, "MDV") else OBSERVATION
        code = self.cells.number("EVID", event)
        if code not in (0, 1, 2, 3, 4):
            self.cells.fail(
                "EVID",
                f"{event!r} is no event. Use 0 (observation), 1 (dose), 2 (other), 3 (reset) or 4 (reset and dose).",
            )
        if code in (1, 4) and amount in MISSING and not endless:
            self.cells.fail("AMT", f"the amount of a dose (EVID {code:g}) is missing.")
        if code in (0, 2, 3) and size > 0:
            kind = {0: "an observation", 2: "no dose", 3: "a reset without a dose"}[int(code)]
            self.cells.fail("EVID", f"EVID {code:g} is {kind}, but AMT is {amount}. Write EVID 1 for a dose.")
        return int(code)

    def _unit(self, row: list[str], at: Mapping[str, int]) -> str:
        """Say in what unit a row has its amount: of a product in mg, into a state in the unit of that state."""
        product = any(text or self._filled(row, at, name) for name, text in self.given.items())
        return "the unit of the state" if not product and self._filled(row, at, "CMT") else "mg"

    def _filled(self, row: list[str], at: Mapping[str, int], column: str) -> bool:
        return column in at and row[at[column]].strip() not in MISSING

    def _says(self, row: list[str], at: Mapping[str, int], column: str) -> bool:
        text = row[at[column]].strip() if column in at else ""
        return text not in MISSING and self.cells.number(column, text) != 0

    def dose(self, row: list[str], at: Mapping[str, int], time: float) -> Dose | StateDose:
        """Return the dose of a row. [h]"""
        key = tuple(row[at[name]] if name in at else "" for name in DOSE_COLUMNS)
        if key not in self.templates:
            if len(self.templates) > 10_000:  # weight-based amounts may all differ; memory stays bounded
                self.templates.clear()
            self.templates[key] = self._template(dict(zip(DOSE_COLUMNS, key, strict=True)))
        return replace(self.templates[key], time=time)

    def _template(self, cells: dict[str, str]) -> Dose | StateDose:
        texts = {name: text.strip() for name, text in cells.items() if text.strip() not in MISSING}
        values: dict[str, Any] = {n: self.cells.number(n, t) for n, t in texts.items() if n in _NUMBERS}
        # RATE and DUR of 0 mean "at once" and II of 0 means "no repeat" in such tables.
        values = {name: value for name, value in values.items() if value or name == "AMT"}
        self._check(values)
        product = {name: texts.get(name) or given for name, given in self.given.items()}
        try:
            if not any(product.values()) and "CMT" in texts:
                return self._into_state(texts["CMT"], values)
            return self._product(product, values)
        except BadInput as err:
            if str(err).startswith(self.cells.name):
                raise
            raise type(err)(f"{self.cells.where}: {err}") from None

    def _check(self, values: Mapping[str, Any]) -> None:
        """Refuse a steady state that nobody knows, and a rate of nothing."""
        if (steady := values.get("SS", 0)) not in STEADY:
            hint = " NONMEM's 3 is 1 with another way of solving: write 1." if steady == 3 else ""
            self.cells.fail(
                "SS",
                f"SS is {steady:g}; it must be 0 (no steady state), 1 (the state is replaced by the steady state) "
                f"or 2 (the steady state is added to what is there).{hint}",
            )
        rate = values.get("RATE", 0)
        if not values.get("AMT") and not steady and (rate > 0 or rate == -1):
            self.cells.fail(
                "RATE",
                f"RATE is {rate:g}, but AMT is 0: nothing would enter. Fill AMT, or leave RATE out; for an infusion "
                "into a state that has run for ever and ends at TIME, write SS 1 or 2.",
            )

    def _product(self, product: Mapping[str, str | None], values: Mapping[str, Any]) -> Dose:
        if values.get("RATE") in (-1, -2):
            problem = "-1 and -2 are not supported for a product. Use DUR [h], or a dose into a state (CMT)."
            raise NotSupported(f"{self.cells.where}, column RATE: {problem}")
        for name, text in product.items():
            if not text:
                self.cells.fail(
                    name,
                    f"a dose needs a {name.lower()}. Fill {name}, or give {name.lower()}=...; "
                    "or fill CMT with a state of the model.",
                )
        return Dose(
            str(product["DRUG"]), str(product["ROUTE"]), values.get("AMT", 0.0), duration=values.get("DUR"),
            rate=values.get("RATE"), **_repeats(values),
        )  # fmt: skip

    def _into_state(self, cell: str, values: Mapping[str, Any]) -> StateDose:
        given = self.compartments
        try:
            state = given.state(cell)
        except BadInput as err:
            raise type(err)(f"{self.cells.where}, column CMT: {err}") from None
        rate, duration = values.get("RATE"), values.get("DUR")
        for code, word, behind in ((-1, "R", given.R), (-2, "D", given.D)):
            if rate != code:
                continue
            if state not in behind:
                kind = "rate" if code == -1 else "duration"
                self.cells.fail("RATE", f"{code} is a modelled {kind}. Give Compartments({word}={{{state!r}: ...}}).")
            rate, duration = (behind[state], duration) if code == -1 else (None, behind[state])
        return StateDose(
            state, values.get("AMT", 0.0), fraction=given.fraction(state), lag=given.lag(state), rate=rate,
            duration=duration, **_repeats(values),
        )  # fmt: skip


def _repeats(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"interval": values.get("II"), "additional": values.get("ADDL", 0), "steady_state": values.get("SS", 0)}
