"""Small tables that a test can spoil."""

from collections.abc import Callable
from pathlib import Path

import pytest

from raad.evidence import tables

GOOD = {
    "studies.csv": {
        "domain": "pk",
        "study_id": "own2024",
        "citation": "Own A et al. A study of ours. J Test 2024;1:1-2",
        "doi": "10.1000/own",
        "year": "2024",
        "species": "human",
        "n": "12",
        "read_level": "full_text (table 1)",
    },
    "observations.csv": {
        "domain": "pk",
        "study_id": "hasan2021",
        "arm": "IV",
        "quantity": "plasma_ketamine_cmax",
        "time": "40",
        "time_unit": "min",
        "value": "2",
        "unit": "ng/mL",
        "spread_type": "ci95_low_high",
        "spread": "1;3",
        "n": "12",
        "species": "human",
        "verification": "read",
    },
    "parameters.csv": {
        "domain": "pk",
        "name": "central volume",
        "symbol": "V_central",
        "value": "192",
        "unit": "L",
        "spread_type": "none",
        "species": "human",
        "study_id": "perezruixo2021",
        "verification": "read",
        "note": "central volume as printed, before any scaling",
    },
    "interventions.csv": {
        "domain": "mechanism",
        "id": "MX1",
        "intervention": "an antagonist",
        "on_top_of": "ketamine",
        "readout": "FST",
        "expected_direction": "block",
        "species": "mouse",
        "study_id": "lepack2014",
        "verification": "read",
    },
    "supervision_rules.csv": {
        "rule_id": "RX1",
        "jurisdiction": "us",
        "condition": "before_dose",
        "action": "measure_bp",
        "source": "label",
        "verification": "read",
    },
}
COLUMNS = {
    kind.file: kind.columns
    for kind in (tables.STUDIES, tables.OBSERVATIONS, tables.PARAMETERS, tables.INTERVENTIONS, tables.RULES)
}


def csv_line(cells: tuple[str, ...] | list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a table of the given kind: one good row for each dict, changed by its cells."""

    def write(file: str, *changes: dict[str, str], name: str | None = None) -> Path:
        columns = COLUMNS[file]
        lines = [",".join(columns)]
        lines += [csv_line([(GOOD[file] | change).get(column, "") for column in columns]) for change in changes]
        path = tmp_path / (name or file)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
