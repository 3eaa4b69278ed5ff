"""The page of the bench stands alone, says everything in letters too, and lets no text act as markup."""

import raad
from raad.bench.table import load_rows
from raad.report.bench_page import make_bench_page

HEAD = "id,intervention,on_top_of,readout,expected_direction,time,species\n"


def test_the_page_tells_experiment_source_verdict_and_reason():
    row = load_rows()[0]
    found = raad.run_bench(only=row.id)
    page = make_bench_page(found, "Bench")
    for text in (
        row.id,
        "research and teaching only",
        "Read as",
        "cannot say",
        found.verdicts[0].result.replace("_", " "),
    ):
        assert text in page
    assert "<script" not in page
    assert 'src="http' not in page


def test_text_of_a_table_is_no_markup(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(HEAD + "a,NBQX <b>bold</b>,ketamine,FST,block,24 h,mouse\n", encoding="utf-8")
    page = make_bench_page(raad.run_bench(table=own), "Bench")
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page


def test_targets_of_the_calibration_are_marked():
    from raad.report.bench_page import make_bench_page, targets_among

    bench = raad.run_bench(only=("MI012", "MI013"))
    assert targets_among(bench) == {"MI012"}
    assert make_bench_page(bench, "x").count("\N{DAGGER}") == 3
