"""A subject of an event table: doses, observations and covariates, and the order of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from raad.protocols.regimen import Regimen


class TableRow(NamedTuple):
    """A row of an event table: an observation, something given (dose or reset), or neither.

    `values` holds the covariates and further columns of this row, by the name of the model's input.
    """

    time: float  # [h]
    given: int | None  # place in the regimen
    observation: int | None  # number of the observation, from 0
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Subject:
    """One ID of an event table.

    Parameters
    ----------
    id
        As written.
    regimen
        Doses and resets.
    observation_times
        One for each observation record. (n_observations,) [h]
    covariates
        What the table gives, by the arguments of a person (age [year], sex, weight [kg], ancestry, liver,
        cyp2b6, comedication, madrs [points]); of those that change, the first value.
    warnings
        What was read but may not be meant.
    rows
        All records in the order of the table. (n_rows,)
    """

    id: str
    regimen: Regimen
    observation_times: tuple[float, ...]
    covariates: dict[str, float | str]
    warnings: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
