"""Endpoints: what counts as an event of a session or a course, and which readout of the model leads to it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from raad.evidence import ParameterTable, load_register
from raad.quantities.errors import unknown

# Symptoms that are told, scores above a limit, grades seen, pressures with the noise of a visit, limits of the mean
# course, limits that differ between people, hazards that add up; `any` joins others.
KINDS = ("told", "score", "graded", "rise", "level", "any", "reached", "threshold", "threshold_course", "hazard")
OF_COURSE = ("hazard", "threshold_course")  # known for the course only
# Rows of the register that the spread between people and sessions rests on.
SPREAD = (
    "correlation_sessions", "sessions_of_incidence", "CV_cadss", "CV_bprs_positive", "sd_session_sbp",
    "sd_session_dbp", "correlation_pressures", "mean_sbp", "mean_dbp", "sd_sbp", "sd_dbp", "correlation_sbp_dbp",
    "sd_age", "CV_weight", "share_female", "omega_V_central", "omega_V_rapid", "omega_Q_hepatic",
    "omega_CLint_liver", "omega_ka_nasal", "omega_ka_swallowed", "omega_F_nasal", "omega_CL_norketamine",
    "limit_before_sbp", "limit_before_dbp", "shift_sbp_hypertension", "shift_dbp_hypertension", "share_hypertension",
    "CV_moaas", "cv_anchor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of endpoints.csv.

    Parameters
    ----------
    name, label, group
        As tables of trials call it, as a page shows it, and where it stands.
    kind
        How a readout becomes an event; one of `KINDS`.
    readout
        What of the model leads to it; for `any` the names of endpoints.
    limit
        From which value on it is an event. [unit]
    background, strength
        Rows of the register: share with an event in four weeks without drug, and what the drug adds.
    """

    name: str
    label: str
    group: str
    kind: str
    readout: str
    limit: float | None
    unit: str
    background: str
    strength: str
    meaning: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Endpoints that `any` joins."""
        return tuple(self.readout.split("|")) if self.kind == "any" else ()

    @property
    def symbols(self) -> tuple[str, ...]:
        """Rows of the register that it reads."""
        return tuple(s for s in (self.background, self.strength) if s)


@lru_cache(maxsize=1)
def endpoints() -> dict[str, Endpoint]:
    """Return all endpoints by name, in the order of the page.

    Examples
    --------
    >>> endpoints()["nausea"].strength, endpoints()["sbp_ge_180"].limit
    ('ceiling_nausea', 180.0)
    """
    text = files("raad.risks").joinpath("endpoints.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        text = row.pop("limit")
        limit = float(text) if text else None
        found[row["name"]] = Endpoint(limit=limit, **row)
    return found


def endpoint(name: str) -> Endpoint:
    """Return one endpoint.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    if name not in endpoints():
        raise unknown("endpoint", name, endpoints(), "List them with `raad risks --endpoints`.")
    return endpoints()[name]


def readouts() -> tuple[str, ...]:
    """Return the readouts that endpoints ask for, each once."""
    return tuple(dict.fromkeys(e.readout for e in endpoints().values() if e.kind != "any"))


def session_readouts() -> tuple[str, ...]:
    """Return the readouts that are followed within sessions."""
    wanted = [e.readout for e in endpoints().values() if e.kind not in ("any", *OF_COURSE)]
    return tuple(dict.fromkeys([*wanted, "moaas"]))


@lru_cache(maxsize=1)
def symbols() -> tuple[str, ...]:
    """Return the rows of the register that this room reads itself."""
    return tuple(dict.fromkeys([*(s for e in endpoints().values() for s in e.symbols), *SPREAD]))


def numbers(table: ParameterTable | None = None) -> dict[str, float]:
    """Return the values of these rows, in the units of their rows.

    Examples
    --------
    >>> numbers()["sd_session_sbp"]
    11.2
    """
    table = load_register() if table is None else table
    found = {}
    for symbol in symbols():
        row = table.row(symbol, "human")
        found[symbol] = table.value(symbol, row.unit, "human")
    return found
