"""The Python code of README and of the page about a model of one's own runs, and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/own_model.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch, capsys):
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    assert blocks
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for block in blocks:
        above = text[: block.start(1)].count("\n")  # so that a fault names the line of the page
        exec(compile("\n" * above + block[1], page, "exec"), names)
        promised = re.findall(r"^print\(.*\)  # -> (.*)$", block[1], re.MULTILINE)
        printed = capsys.readouterr().out.splitlines()
        assert not promised or printed == promised
