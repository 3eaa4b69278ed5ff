"""Files are short, imports run one way, and nothing speaks of the machine on which it was written."""

from __future__ import annotations

import graphlib
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST, MEDIAN = 400, 130
# In pieces, so that this file does not find itself.
FORBIDDEN = [
    "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tm" + "p/", "/us" + "r/local", "py" + "env", "sha" + "red/",
    "pypi" + r"\.org", "python" + r"hosted\.org", "index" + "-url", "design" + " note", r"\b" + "LL" + r"Ms?\b",
    "anth" + "ropic", "chat" + "gpt", "cop" + "ilot", r"\b" + "pro" + "mpt", "sub" + "agent",
]  # fmt: skip


def tracked() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / line for line in said.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("room", ["src", "tests"])
def test_files_are_short(room):
    lengths = {
        p.relative_to(ROOT): len(p.read_text(encoding="utf-8").splitlines()) for p in (ROOT / room).rglob("*.py")
    }
    assert {str(p): n for p, n in lengths.items() if n > LONGEST} == {}
    assert statistics.median(lengths.values()) <= MEDIAN


def test_imports_make_no_circle():
    grimp = pytest.importorskip("grimp")
    graph = grimp.build_graph("raad")
    needs = {m: graph.find_modules_directly_imported_by(m) - {m} for m in graph.modules}
    assert list(graphlib.TopologicalSorter(needs).static_order())


def test_nothing_speaks_of_a_machine():
    words = re.compile("|".join(rf"(?<![\w.]){w}" if w[0] == "/" else w for w in FORBIDDEN), re.IGNORECASE)
    found = {}
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        if hits := sorted({m.group() for m in words.finditer(text)}):
            found[str(path.relative_to(ROOT))] = hits
    assert found == {}


def test_no_file_is_large():
    assert {p.name: p.stat().st_size for p in tracked() if p.stat().st_size > 1_500_000} == {}
