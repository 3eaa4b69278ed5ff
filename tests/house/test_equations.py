"""Files of mechanisms hold equations only: no numbers, no branches, no loops, no library."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import raad

ROOM = Path(raad.__file__).parent
MECHANISMS = sorted(p for p in (ROOM / "mechanisms").glob("*.py") if p.stem not in ("__init__", "base", "reading"))
INSTRUMENTS = sorted(p for p in (ROOM / "instruments").glob("*.py") if p.stem != "__init__")
EQUATIONS = [*MECHANISMS, *INSTRUMENTS]
MAY_IMPORT = {"raad.mechanisms.base", "raad.quantities.maths"}
BRANCHES = (ast.If, ast.IfExp, ast.Match, ast.Try, ast.While, ast.For, ast.ListComp, ast.DictComp, ast.GeneratorExp)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def numbers(tree: ast.AST) -> set[float]:
    constants = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    return {c for c in constants if isinstance(c, (int, float)) and not isinstance(c, bool)}


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", MECHANISMS, ids=lambda p: p.stem)
def test_a_mechanism_holds_no_numbers(path):
    assert numbers(tree_of(path)) <= {0, 1, 2}, "other numbers are rows of the register"


@pytest.mark.parametrize("path", MECHANISMS, ids=lambda p: p.stem)
def test_an_equation_has_no_branches_and_no_loops(path):
    found = [
        type(node).__name__ for f in functions(tree_of(path)) for node in ast.walk(f) if isinstance(node, BRANCHES)
    ]
    assert not found, "switches are values between 0 and 1; time belongs to the solver"


@pytest.mark.parametrize("path", INSTRUMENTS, ids=lambda p: p.stem)
def test_an_instrument_counts_its_items_with_named_constants_only(path):
    inside = {n for f in functions(tree_of(path)) for n in numbers(f)}
    assert inside <= {0, 1, 2}, "name the number of items or grades at the top of the file"


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda p: p.stem)
def test_an_equation_uses_operators_and_the_maths_of_all_readings(path):
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    assert found <= MAY_IMPORT


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda p: p.stem)
def test_the_biology_stands_on_top_in_a_sentence(path):
    text = ast.get_docstring(tree_of(path)) or ""
    assert text.endswith("."), "say in one sentence what happens"
    assert len(text) < 200


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda p: p.stem)
def test_every_file_stands_on_the_causal_list(path):
    rooms = [ROOM / "model" / name for name in ("assemblies.py", "other_drugs.py")]
    causal_list = "\n".join(p.read_text(encoding="utf-8") for p in rooms)
    said = (f"from raad.{path.parent.name}.{path.stem} import", f"from raad.{path.parent.name} import {path.stem}")
    assert any(line in causal_list for line in said)
