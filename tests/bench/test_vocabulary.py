"""Tables of words are read strictly; no row of the experiments is met by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import raad
from raad.bench.checks import check_vocabulary
from raad.bench.table import load_rows
from raad.bench.vocabulary import load_vocabulary
from raad.quantities.errors import BadTable

ROOM = Path(raad.__file__).parent
HEAD = "perturbation,place,kind,name,how,value,begin,end,drugs,why\n"


def test_the_shipped_words_are_words_of_the_model():
    check_vocabulary(load_vocabulary())


def test_no_code_knows_a_row_by_its_name():
    ids = {r.id for r in load_rows()}
    files = [*(ROOM / "bench").glob("*.py"), *(ROOM / "cli").glob("bench*"), *(ROOM / "report").glob("bench*")]
    found = {w for p in files for w in re.findall(r"\w+", p.read_text(encoding="utf-8"))} & ids
    tables = [p for p in (ROOM / "bench" / "tables").glob("*.csv") if p.stem != "contradictions"]
    found |= {w for p in tables for w in re.findall(r"\w+", p.read_text(encoding="utf-8"))} & ids
    assert files
    assert found == set()


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("perturbations", HEAD + "a,,inptu,x,set,1,,,,", r"perturbations.csv, line 2, column 'kind'.*'input'"),
        ("perturbations", HEAD + "a,,input,x,set,much,,,,", r"line 2, column 'value'.*no.* number"),
        ("perturbations", HEAD + "a,,dose,naltrexone,set,50 mg,,,,", r"line 2, column 'name'.*drug route"),
        ("perturbations", HEAD + "a,,parameter,x,times,2,-1,,,", r"column 'begin'.*for good"),
        ("agents", "phrase,perturbation\nwonder,ampa_antagonits\n", r"agents.csv, line 2.*Did you mean '.*ampa"),
        ("readouts", "phrase,outputs,statistic,benefit,species,why\nx,severity,men 0-2,1,,\n", r"line 2.*'mean 0-2'"),
        ("noise", "outputs,sd,unit,why\nseverity,0,,\n", r"noise.csv, line 2.*standard deviation"),
        ("times", "phrase,hours\nsoon,later\n", r"times.csv, line 2, column 'hours'"),
        ("agents", "phrase\nx\n", r"agents.csv, line 1, column 'perturbation'.*missing"),
    ],
)  # fmt: skip
def test_a_slip_is_met_at_its_line(words, table, text, said):
    with pytest.raises(BadTable, match=f"(?s){said}"):
        load_vocabulary(words(**{table: text}))


def test_a_name_that_no_model_has_is_met_with_the_nearest(words):
    own = words(
        perturbations=HEAD + "ampa_antagonist,,input,ampa_antagonits,set,0.9,,,,typed too fast\n",
        agents="phrase,perturbation\nnbqx,ampa_antagonist\n",
        treatments="phrase,drug,route,species,dose,kind\nketamine,ketamine,ip,rat|mouse,10 mg/kg,drug\n",
    )
    with pytest.raises(BadTable, match=r"ampa_antagonits.*Did you mean 'ampa_antagonist'"):
        raad.run_bench(vocabulary=own)


def test_extra_columns_are_allowed(words):
    own = words(times="phrase,hours,why\nsoon,2,a guess\n")
    assert dict(load_vocabulary(own).times) == {"soon": 2.0}
