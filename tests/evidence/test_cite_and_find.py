"""Citations say what must be checked first; a search finds rows of all tables."""

import pytest

from raad.evidence import bibtex, cite, find, load_studies
from raad.quantities.errors import BadInput, UnknownName


def test_a_study_is_cited_as_text_and_bibtex():
    (citation,) = cite("pk/perezruixo2021")
    assert "doi:10.1007/s40262-020-00953-4" in citation.text
    assert citation.caution == ""
    assert citation.bibtex.startswith("@misc{pk_perezruixo2021,\n")
    assert "  doi = {10.1007/s40262-020-00953-4}" in citation.bibtex


def test_a_doi_that_was_not_resolved_is_marked():
    assert "resolve it before citing" in cite("brain/deco2018")[0].text
    assert cite("brain/deco2018")[0].doi == "10.1016/j.cub.2018.07.083"
    assert "read as abstract" in cite("pk/hasan2021")[0].caution
    assert "resolve it before citing" in bibtex("pk/hasan2021")


def test_one_id_can_be_two_papers_but_one_paper_counts_once():
    assert [c.domain for c in cite("noppers2011")] == ["pk", "safety"]
    assert [c.domain for c in cite(["safety/noppers2011"])] == ["safety"]
    assert len(cite("zanos2018")) == 1
    assert len(cite(["pk/hasan2021", "hasan2021", "pk/hasan2021"])) == 1


def test_an_unknown_study_is_named():
    with pytest.raises(UnknownName, match=r"no study named 'hassan2021'\. Did you mean 'hasan2021'"):
        cite(["pk/hasan2021", "hassan2021"])


def test_every_study_has_bibtex_with_its_braces_closed():
    for study in load_studies():
        entry = bibtex(study.key).replace(r"\{", "").replace(r"\}", "")
        assert entry.count("{") == entry.count("}")
        assert f"{{{study.domain}_{study.study_id}," in entry


def test_bibtex_escapes_what_tex_would_read():
    from raad.evidence.citation import _escaped

    assert _escaped("5% & {a_b} ~ \\") == r"5\% \& \{a\_b\} \textasciitilde{} \textbackslash{}"


def test_all_words_must_match_in_any_case_and_order():
    hits = find("NORESKETAMINE cmax", limit=500)
    assert hits
    for hit in hits:
        text = " ".join(hit.row.cells.values()).lower()
        assert "noresketamine" in text and "cmax" in text
    assert len(find("cmax noresketamine", limit=500)) == len(hits)


def test_the_topic_goes_before_a_mention():
    hits = find("dissociation", limit=1000)
    assert hits[0].score > hits[-1].score
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_filters_narrow_a_search():
    assert {h.row.cells["domain"] for h in find("ketamine", domain="brain")} == {"brain"}
    assert {h.table for h in find("ketamine", table="interventions")} == {"interventions"}
    assert {h.study for h in find(study="pk/hasan2021")} == {"pk/hasan2021"}
    assert {h.study for h in find(study="noppers2011", limit=500)} == {"pk/noppers2011", "safety/noppers2011"}
    assert {h.row.cells["verification"] for h in find("ketamine", verification="recalled")} == {"recalled"}
    assert len(find("ketamine", limit=3)) == 3
    assert find(study="pk/hasan2021", domain="brain") == []
    assert find("no such words anywhere") == []
    assert find(table="rules", limit=100)[0].study == ""


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ({}, "Nothing was asked"),
        ({"text": "  "}, "Nothing was asked"),
        ({"domain": "brian"}, "no domain named 'brian'. Did you mean 'brain'"),
        ({"table": "study"}, "no table named 'study'. Did you mean 'studies'"),
        ({"study": "hassan2021"}, "no study named 'hassan2021'"),
        ({"verification": "true"}, "no verification named 'true'"),
        ({"text": "x", "limit": 0}, "at least 1"),
    ],
)
def test_a_wrong_question_is_explained(question, problem):
    with pytest.raises(BadInput, match=problem):
        find(**question)


def test_importing_evidence_is_light():
    import subprocess
    import sys

    heavy = ("pint", "numpy", "pandas", "xarray", "rich")
    code = f"import sys, raad.evidence; print([m for m in {heavy} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
