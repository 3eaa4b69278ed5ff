"""Tables of experiments and of words, written for one test."""

from __future__ import annotations

from pathlib import Path

import pytest

HEAD = "id,intervention,on_top_of,readout,expected_direction,time,species"


@pytest.fixture
def table(tmp_path):
    """Write rows of experiments; return the path."""

    def write(*rows: str, head: str = HEAD, name: str = "own.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def words(tmp_path):
    """Write vocabulary tables by name; return their folder."""

    def write(**tables: str) -> Path:
        folder = tmp_path / "words"
        folder.mkdir(exist_ok=True)
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return write
