"""Laws of the bench: what must be lost is lost, what does nothing changes nothing, and order does not count."""

from __future__ import annotations

import pytest

import raad
from raad.bench.experiment import NotUnderstood
from raad.bench.table import load_rows
from raad.quantities.errors import BadInput, BadTable, RaadError, UnknownName

HEAD = "perturbation,place,kind,name,how,value,begin,end,drugs,why\n"
OWN = HEAD + (
    "full,,input,ampa_antagonist,set,1,,,,everything blocked for good\n"
    "half,,input,ampa_antagonist,set,0.5,,,,half of it\n"
    "idle,,input,ampa_antagonist,set,0,,,,nothing at all\n"
    "nowhere,,none,,,,,,,a target that the model does not have\n"
)
AGENTS = "phrase,perturbation\nblockade,full\nhalf blockade,half\nvehicle drug,idle\nmystery,nowhere\n"
TREATMENTS = "phrase,drug,route,species,dose,kind\nketamine,ketamine,ip,rat|mouse,10 mg/kg,drug\n"
READOUTS = (
    "phrase,outputs,statistic,benefit,species,why\n"
    "bdnf,bdnf_prefrontal_rel,peak 0-4,1,,release\nfst,severity,at,-1,,behaviour\n"
)


@pytest.fixture
def own(words):
    return words(perturbations=OWN, agents=AGENTS, treatments=TREATMENTS, readouts=READOUTS)


def results(found):
    return {v.id: v.result for v in found.verdicts}


def test_a_full_antagonist_blocks_and_an_idle_one_changes_nothing(table, own):
    rows = (
        "a,blockade,ketamine,BDNF,block,,rat", "b,vehicle drug,ketamine,BDNF,no_change,,rat",
        "c,blockade,ketamine,BDNF,no_change,,rat", "d,vehicle drug,none,FST,no_change,24 h,mouse",
        "e,ketamine 10 mg/kg,none,FST,mimic,24 h,mouse", "f,mystery,ketamine,FST,block,24 h,mouse",
    )  # fmt: skip
    found = raad.run_bench(table=table(*rows), vocabulary=own)
    expected = dict(zip("abcdef", ["pass", "pass", "fail", "pass", "pass", "cannot_say"], strict=True))
    assert results(found) == expected
    assert found.by_cell["e", "default"].predicted_effect == pytest.approx(1)
    assert found.by_cell["b", "default"].predicted_effect == pytest.approx(0, abs=1e-6)
    assert "does not have" in found.by_cell["f", "default"].why
    assert found.counts("default") == {"pass": 4, "fail": 1, "cannot_say": 1}


def test_more_of_an_antagonist_takes_more(table, own):
    rows = ("a,half blockade,ketamine,BDNF,attenuate,,rat", "b,blockade,ketamine,BDNF,block,,rat")
    found = raad.run_bench(table=table(*rows), vocabulary=own)
    half, full = (v.predicted_effect for v in found.verdicts)
    assert 0 < half < full <= 1.5


def test_alternatives_must_agree(table, own):
    rows = ("a,blockade or vehicle drug,ketamine,BDNF,block,,rat", "b,blockade or mystery,ketamine,BDNF,block,,rat")
    found = raad.run_bench(table=table(*rows), vocabulary=own)
    assert results(found) == {"a": "fail", "b": "pass"}
    assert "does not have" in found.by_cell["b", "default"].why


def test_order_and_company_of_rows_do_not_count(table):
    rows = ("a,NBQX,ketamine,FST,block,24 h,mouse", "b,rapamycin i.c.v.,ketamine 10 mg/kg,FST,block,24 h,rat")
    one, other = (raad.run_bench(table=table(*r, name=n)) for r, n in ((rows, "x.csv"), (rows[::-1], "y.csv")))
    alone = raad.run_bench(table=table(*rows), only="b")
    assert set(one.verdicts) == set(other.verdicts)
    assert alone.verdicts[0] in one.verdicts


def test_a_name_of_a_row_means_nothing(table):
    rows = {r.id: r for r in load_rows()}
    first, last = next(iter(rows)), list(rows)[-1]
    cells = "NBQX,ketamine,FST,block,24 h,mouse"
    found = raad.run_bench(table=table(f"{first},{cells}", f"{last},{cells}", f"zz,{cells}"))
    assert len({(v.result, v.predicted_effect, v.why) for v in found.verdicts}) == 1
    assert found.contradicted == {}


def test_every_shipped_row_gets_a_verdict_with_a_reason():
    found = raad.run_bench()
    assert [v.id for v in found.verdicts] == [r.id for r in load_rows()]
    assert all(v.why for v in found.verdicts)
    assert all((v.predicted_effect is None) == (v.result == "cannot_say") for v in found.verdicts)
    plain, disputed = found.counts("default"), found.counts("default", contradicted=True)
    assert sum(plain.values()) + sum(disputed.values()) == len(found.rows)


def test_words_that_nobody_knows_are_told_with_the_nearest(table):
    with pytest.raises(NotUnderstood, match=r"own.csv, line 2, column 'intervention'.*'nbxq'.*Did you mean 'nbqx'"):
        raad.run_bench(table=table("a,nbxq,ketamine,FST,block,24 h,mouse"))
    with pytest.raises(NotUnderstood, match="column 'on_top_of'"):
        raad.run_bench(table=table("a,nbqx,kettamin,FST,block,24 h,mouse"))
    with pytest.raises(NotUnderstood, match="column 'readout'"):
        raad.run_bench(table=table("a,nbqx,ketamine,zzz,block,24 h,mouse"))


def test_one_row_that_is_not_understood_does_not_stop_the_others(table):
    found = raad.run_bench(
        table=table("a,frobnicator,ketamine,FST,block,24 h,mouse", "b,NBQX,ketamine,FST,block,24 h,mouse")
    )
    assert set(found.faults) == {"a"}
    assert results(found)["a"] == "cannot_say"
    assert results(found)["b"] != "cannot_say"


def test_a_treatment_with_other_words_is_another_intervention(table):
    with pytest.raises(NotUnderstood):
        raad.run_bench(table=table("a,frobnication of ketamine,ketamine,FST,block,24 h,mouse"))


def test_a_perturbation_can_be_named(table, own):
    head = "id,intervention,on_top_of,readout,expected_direction,time,species,perturbation"
    path = table("a,what we did,ketamine,BDNF,block,,rat,full", head=head)
    assert results(raad.run_bench(table=path, vocabulary=own)) == {"a": "pass"}
    path = table("a,what we did,ketamine,BDNF,block,,rat,fulll", head=head)
    with pytest.raises(NotUnderstood, match="Did you mean 'full'"):
        raad.run_bench(table=path, vocabulary=own)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,nbqx,ketamine,FST,blocks,24 h,mouse", "expected_direction.*Did you mean 'block'"),
        ("a,nbqx,ketamine,FST,block,24 h,mose", "species.*Did you mean 'mouse'"),
        (",nbqx,ketamine,FST,block,24 h,mouse", "column 'id'"),
        ("a,nbqx,ketamine,FST,block,24 h", "6 cells where 7"),
    ],
)
def test_a_bad_cell_is_met_at_its_line(table, row, said):
    with pytest.raises(BadTable, match=f"own.csv, line 2.*{said}"):
        raad.run_bench(table=table(row))


def test_bad_requests_are_one_clear_error(tmp_path):
    with pytest.raises(UnknownName, match="no experiment named"):
        raad.run_bench(only="nothing")
    with pytest.raises(RaadError):
        raad.run_bench(hypotheses="H99")
    with pytest.raises(BadInput, match="cannot be read"):
        raad.run_bench(table=tmp_path / "none.csv")
    with pytest.raises(BadInput, match="was not run under"):
        raad.run_bench(only=load_rows()[0].id).counts("H1")
