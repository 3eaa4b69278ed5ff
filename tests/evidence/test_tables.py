"""The shipped tables hold what they promise, and every user's file goes through the same checks."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from raad import evidence
from raad.evidence import tables
from raad.evidence.build import Context
from raad.quantities.errors import BadInput, BadUnit

LOADERS = {
    "studies.csv": evidence.load_studies,
    "observations.csv": evidence.load_observations,
    "parameters.csv": evidence.load_parameters,
    "interventions.csv": evidence.load_interventions,
    "supervision_rules.csv": evidence.load_rules,
}
# Rows per domain, as the compilation states them; 84 efficacy studies stand there, and 9 were added
# for the scales; 47 of pk, and 3 for the liver and for what other drugs do to enzymes; 2 of brain for connectomes.
COUNTS = {
    "studies.csv": {"pk": 47 + 3 + 7, "mechanism": 123 + 6, "efficacy": 84 + 9, "safety": 71, "brain": 34},
    "observations.csv": {"pk": 366, "mechanism": 228 + 7, "efficacy": 921, "safety": 504, "brain": 35},
    "parameters.csv": {"pk": 213, "mechanism": 133, "efficacy": 46, "safety": 49, "brain": 34},
    "interventions.csv": {"mechanism": 74},
}


@pytest.mark.parametrize("file", COUNTS)
def test_shipped_tables_have_all_rows(file):
    assert Counter(row.domain for row in LOADERS[file]()) == COUNTS[file]


def test_there_are_46_rules():
    assert len(evidence.load_rules()) == 46


@pytest.mark.parametrize(
    "kind",
    [tables.STUDIES, tables.OBSERVATIONS, tables.PARAMETERS, tables.INTERVENTIONS, tables.RULES],
    ids=lambda kind: kind.file,
)
def test_every_shipped_row_validates_units_included(kind):
    source = files("raad.evidence") / "data" / kind.file
    rows = tables.read_table(kind, source, Context.of(evidence.load_studies(), parse_units=True))
    assert rows == LOADERS[kind.file]()


def test_every_evidence_word_is_used_and_is_no_unit():
    from raad.evidence.words import EVIDENCE_WORDS
    from raad.quantities.units import unit

    used = {row.unit for row in (*evidence.load_observations(), *evidence.load_parameters())}
    assert used >= EVIDENCE_WORDS
    for word in EVIDENCE_WORDS - {"bpm"}:
        with pytest.raises(BadUnit):
            unit(word)


def test_hours_agree_with_the_unit_registry():
    from raad.evidence.words import HOURS_IN
    from raad.quantities.units import factor

    for word, hours in HOURS_IN.items():
        assert hours == pytest.approx(factor(word, "h"), rel=1e-12)


def test_no_file_names_a_machine_path():
    for folder in ("data", "register"):
        for file in (files("raad.evidence") / folder).iterdir():
            assert not re.search(r"(?<![\w.])/(work|tmp|home|root)/", file.read_text(encoding="utf-8")), file.name


def test_shipped_tables_are_read_once():
    assert evidence.load_studies() is evidence.load_studies()


@pytest.mark.parametrize("file", LOADERS)
def test_a_users_file_of_the_same_kind_is_read(write, file):
    (row,) = LOADERS[file](write(file, {}))
    assert row.line == 2
    (again,) = LOADERS[file](str(write(file, {})))
    assert again == row


def test_a_row_has_typed_values(write):
    (row,) = evidence.load_observations(write("observations.csv", {}))
    assert (row.value, row.spread, row.people, row.study) == (2.0, (1.0, 3.0), 12, "pk/hasan2021")
    assert row.hours == pytest.approx(40 / 60)
    assert row.value_in("ug/mL") == pytest.approx(0.002)
    assert row.spread_in("ug/mL") == pytest.approx((0.001, 0.003))


def test_text_values_and_free_counts_are_kept(write):
    change = {"value": "women > men", "unit": "category", "spread_type": "none", "spread": "", "n": "8 vs 9"}
    (row,) = evidence.load_observations(write("observations.csv", change))
    assert (row.value, row.text, row.people, row.n) == (None, "women > men", None, "8 vs 9")
    with pytest.raises(BadUnit, match="is text"):
        row.value_in("")


def test_formulas_are_parameters(write):
    (row,) = evidence.load_parameters(write("parameters.csv", {"value": "y=(a*x-b)*(1+R*w)", "unit": ""}))
    assert row.value is None and row.text.startswith("y=")


def test_evidence_words_are_never_converted(write):
    (row,) = evidence.load_observations(write("observations.csv", {"unit": "SMD"}))
    assert row.value_in("SMD") == 2
    with pytest.raises(BadUnit, match=r"'SMD'.*'ratio'"):
        row.value_in("ratio")


def test_units_of_another_kind_are_named(write):
    (row,) = evidence.load_observations(write("observations.csv", {}))
    with pytest.raises(BadUnit, match=r"'ng/mL'.*'h'"):
        row.value_in("h")


def test_own_studies_can_be_joined(write):
    studies = evidence.load_studies(write("studies.csv", {}))
    path = write("observations.csv", {"study_id": "own2024"})
    assert evidence.load_observations(path, studies)[0].study == "pk/own2024"
    with pytest.raises(BadInput, match="no study 'own2024'"):
        evidence.load_observations(path)


def test_a_recalled_doi_loses_its_mark(write):
    (study,) = evidence.load_studies(write("studies.csv", {"doi": "10.1000/own (recalled)"}))
    assert (study.doi, study.doi_recalled) == ("10.1000/own", True)
