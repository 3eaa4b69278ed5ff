"""`raad evidence` prints rows for people and for programs, with citations when asked."""

import json

import pytest
import typer
from typer.testing import CliRunner

from raad.cli.evidence_cmd import evidence
from raad.quantities.errors import UnknownName


@pytest.fixture
def run():
    app = typer.Typer()
    app.command("evidence")(evidence)
    return lambda *words: CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


@pytest.mark.parametrize("table", ["parameters", "observations", "interventions", "studies", "rules"])
def test_each_table_prints(run, table):
    answer = run("--table", table, "--limit", "3")
    assert answer.exit_code == 0
    assert answer.output.count(table) == 3
    assert "The first 3 rows" in answer.output


def test_words_and_citations(run):
    answer = run("central", "volume", "--study", "pk/perezruixo2021", "--cite")
    assert answer.exit_code == 0
    assert "192 L" in answer.output
    assert "- Perez-Ruixo C" in answer.output


def test_brackets_are_no_markup(run):
    answer = run("1H-[13C]-NMR", "--table", "studies")
    assert "1H-[13C]-NMR" in answer.output


def test_json_is_json(run):
    answer = run("nasal", "--domain", "pk", "--json", "--cite", "--limit", "2")
    found = json.loads(answer.output)
    assert len(found["rows"]) == 2
    assert {row["domain"] for row in found["rows"]} == {"pk"}
    assert all(citation["study_id"] for citation in found["citations"])
    assert "citations" not in json.loads(run("nasal", "--json").output)


def test_bibtex_alone(run):
    answer = run("nasal", "--domain", "pk", "--bibtex")
    assert answer.output.startswith("@misc{pk_")


def test_nothing_found_and_wrong_requests(run):
    assert run("nothing", "like", "this", "xyzzy").exit_code == 1
    assert json.loads(run("xyzzy", "--json").output) == {"rows": []}
    assert run("nasal", "--json", "--bibtex").exit_code == 2
    assert isinstance(run("nasal", "--domain", "brian").exception, UnknownName)
