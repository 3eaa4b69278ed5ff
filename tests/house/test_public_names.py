"""Public names are documented, on one page and in their docstrings, with examples that run."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import raad

ROOT = Path(__file__).resolve().parents[2]
# Public, and shown in the example of another name.
SHOWN_ELSEWHERE = {
    "Mechanism",
    "Model",
    "RaadError",
    "Regimen",
    "Trajectory",
    "load_observations",
    "load_studies",
}
EQUATIONS = ("mechanisms", "instruments")


def test_public_names_are_the_documented_names():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"auto(?:function|class|exception):: raad\.(\w+)", page)) == sorted(raad.__all__)


@pytest.mark.parametrize("name", raad.__all__)
def test_a_public_name_has_a_docstring_with_an_example(name):
    text = inspect.getdoc(getattr(raad, name)) or ""
    assert text
    assert ">>>" in text or name in SHOWN_ELSEWHERE


def test_dir_lists_them():
    assert set(raad.__all__) <= set(dir(raad))


def test_an_unknown_name_is_met_with_the_nearest():
    with pytest.raises(AttributeError, match=r"simulat.*Did you mean 'simulate'"):
        raad.simulat  # noqa: B018


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("*.py")), ids=lambda p: p.stem)
def test_whatever_is_public_says_what_it_does(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a file says on top what it is for"
    if path.parent.name in EQUATIONS and path.stem not in ("base", "reading"):
        return  # the docstring of the file is the biology; the function is its equation
    protocols = {n for c in ast.walk(tree) if isinstance(c, ast.ClassDef) and c.bases for n in ast.walk(c)
                 if any(getattr(b, "id", "") == "Protocol" for b in c.bases)}  # fmt: skip
    silent = [n.name for n in public(tree) if n not in protocols and not ast.get_docstring(n)]
    assert silent == []


def public(tree: ast.Module) -> list[ast.ClassDef | ast.FunctionDef]:
    """Functions and classes of a file and methods of its public classes, without those that begin with _."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    top = [n for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")]
    inside = [m for c in top if isinstance(c, ast.ClassDef) for m in c.body if isinstance(m, kinds)]
    return [*top, *(m for m in inside if not m.name.startswith("_"))]
