"""Numbers for a model of one's own become rows like those of the register, and mistakes are told."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.evidence import load_register
from raad.evidence.tables import PARAMETERS
from raad.quantities.errors import BadInput, BadUnit


def test_a_row_says_that_it_is_a_definition():
    table = raad.parameters({"CL": (np.float64(3), "L/h"), "share": (0.5, "", "guessed")})
    assert table.value("CL", "L/min", "mouse") == pytest.approx(0.05)
    row = table.row("share")
    assert (row.study_id, row.verification, row.species, row.note) == ("definition", "defined", "any", "guessed")
    assert table.sources() == ()


def test_the_register_takes_the_row_as_it_is_written(tmp_path):
    table = raad.parameters({"CL": (3, "L/h")})
    cells = [table.row("CL").cells[column] for column in PARAMETERS.columns]
    path = tmp_path / "own.csv"
    path.write_text(",".join(PARAMETERS.columns) + "\n" + ",".join(f'"{c}"' for c in cells) + "\n", encoding="utf-8")
    assert load_register(path).hash() == table.hash()


@pytest.mark.parametrize(
    ("values", "error", "text"),
    [
        ({"CL": ("fast", "L/h")}, BadInput, "'CL' is 'fast', which is not a number"),
        ({"CL": (True, "L/h")}, BadInput, "not a number"),
        ({"CL": (float("nan"), "L/h")}, BadInput, "'CL'.*finite"),
        ({"CL": (2.2, "L/hour_of_tea")}, BadUnit, "'CL'.*is not a unit"),
        ({"CL": (2.2, None)}, BadInput, "'CL' are text"),
        ({"k out": (1, "1/h")}, BadInput, "'k out' is no name"),
        ({"lambda": (1, "1/h")}, BadInput, "'lambda' is no name"),
        ({3: (1, "1/h")}, BadInput, "3 is no name"),
        ({"CL": 2.2}, BadInput, "Give value and unit"),
        ({"CL": "2.2 L/h"}, BadInput, "Give value and unit"),
        ({"CL": (2.2,)}, BadInput, "Give value and unit"),
        ([("CL", 2.2, "L/h")], BadInput, "Write for example"),
    ],
)
def test_a_mistake_is_told_with_the_name(values, error, text):
    with pytest.raises(error, match=text):
        raad.parameters(values)
