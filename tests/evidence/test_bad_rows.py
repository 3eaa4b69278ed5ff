"""Each kind of bad row gives an error that names file, line and column, and says what to write."""

import pytest

from raad import evidence
from raad.quantities.errors import BadInput, BadTable

LOADERS = {
    "studies.csv": evidence.load_studies,
    "observations.csv": evidence.load_observations,
    "parameters.csv": evidence.load_parameters,
    "interventions.csv": evidence.load_interventions,
    "supervision_rules.csv": evidence.load_rules,
}

BAD_OBSERVATIONS = [
    ({"spread": "3;1"}, "spread", "'3;1' is no ci95_low_high (low is above high). Write 'low;high'."),
    ({"spread": "1 to 3"}, "spread", "'1 to 3' is no ci95_low_high. Write 'low;high'."),
    ({"spread": "1;2;3"}, "spread", "Write 'low;high'."),
    ({"spread": ""}, "spread", "'' is no ci95_low_high."),
    ({"spread_type": "sd", "spread": "0"}, "spread", "'0' is no sd. Write one number above 0."),
    ({"spread_type": "se", "spread": "-1"}, "spread", "'-1' is no se."),
    ({"spread_type": "sd", "spread": "1;3"}, "spread", "'1;3' is no sd."),
    ({"spread_type": "none"}, "spread", "'1;3' stands beside spread_type 'none'."),
    ({"spread_type": "SD", "spread": "1"}, "spread_type", "'SD' is not known here. Did you mean 'sd'"),
    ({"value": ""}, "value", "the cell is empty."),
    ({"value": "about 2"}, "value", "'about 2' is no number."),
    ({"value": "2,5"}, "value", "'2,5' has a decimal comma. Write '2.5'."),
    ({"value": "nan"}, "value", "'nan' is no number."),
    ({"value": "1e999"}, "value", "'1e999' is no number."),
    ({"value": "2*x"}, "value", "'2*x' is no number."),
    ({"value": "2", "unit": "sign"}, "value", "'2' is no sign. Write one of: -1, 0, 1."),
    ({"unit": "ng/mLL"}, "unit", "'ng/mLL' is no unit."),
    ({"unit": "smd"}, "unit", "'smd' is no unit."),
    ({"unit": "F"}, "unit", "'F' would be read as farad. Write 'F statistic'."),
    ({"unit": "g", "quantity": "crp_hedges_g"}, "unit", "'g' would be read as gram. Write 'Hedges g'."),
    ({"unit": "d", "quantity": "crp_cohens_d"}, "unit", "'d' would be read as day. Write 'Cohen d'."),
    ({"verification": "checked"}, "verification", "Write one of: read, recalled."),
    ({"verification": ""}, "verification", "Write one of: read, recalled."),
    ({"domain": "pkpd"}, "domain", "'pkpd' is not known here."),
    ({"study_id": "hassan2021"}, "study_id", "no study 'hassan2021' in domain 'pk'. Did you mean 'hasan2021'"),
    ({"study_id": "lepack2014"}, "study_id", "It stands in domain 'mechanism'."),
    ({"study_id": ""}, "study_id", "no study ''"),
    ({"quantity": ""}, "quantity", "the cell is empty."),
    ({"time": "soon"}, "time", "'soon' is no number."),
    ({"time": ""}, "time_unit", "a unit without a time"),
    ({"time_unit": ""}, "time_unit", "a time without a unit"),
    ({"time_unit": "hours"}, "time_unit", "'hours' is not known here."),
    ({"n": "some"}, "n", "'some' is no count."),
    ({"n": "12.5"}, "n", "'12.5' is no count."),
    ({"n": "0"}, "n", "'0' is no count."),
]


@pytest.mark.parametrize(("change", "column", "problem"), BAD_OBSERVATIONS)
def test_a_bad_observation_says_what_to_write(write, change, column, problem):
    path = write("observations.csv", {"arm": "good"}, change)
    with pytest.raises(BadTable) as caught:
        evidence.load_observations(path)
    assert str(caught.value).startswith(f"observations.csv, line 3, column {column!r}: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("file", "change", "column", "problem"),
    [
        ("studies.csv", {"doi": "https://doi.org/10.1000/x"}, "doi", "without 'https://doi.org/'"),
        ("studies.csv", {"year": "24"}, "year", "'24' is no year."),
        ("studies.csv", {"read_level": "skimmed"}, "read_level", "'skimmed' is not known here."),
        ("studies.csv", {"citation": ""}, "citation", "the cell is empty."),
        ("parameters.csv", {"value": "n/a"}, "value", "'n/a' is no number."),
        ("parameters.csv", {"value": "5-10"}, "value", "'5-10' is no number."),
        ("parameters.csv", {"name": ""}, "name", "the cell is empty."),
        ("interventions.csv", {"expected_direction": "blocks"}, "expected_direction", "Did you mean 'block'"),
        ("interventions.csv", {"readout": ""}, "readout", "the cell is empty."),
        ("supervision_rules.csv", {"action": ""}, "action", "the cell is empty."),
        ("supervision_rules.csv", {"verification": "yes"}, "verification", "Write one of: read, recalled."),
    ],
)
def test_a_bad_row_of_another_table_says_what_to_write(write, file, change, column, problem):
    with pytest.raises(BadTable) as caught:
        LOADERS[file](write(file, change))
    assert str(caught.value).startswith(f"{file}, line 2, column {column!r}: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("file", "same", "other"),
    [
        ("studies.csv", "study_id", "citation"),
        ("interventions.csv", "id", "note"),
        ("supervision_rules.csv", "rule_id", "action"),
    ],
)
def test_an_id_stands_once(write, file, same, other):
    with pytest.raises(BadTable, match=f"line 3, column '{same}': .* stands on line 2 already"):
        LOADERS[file](write(file, {}, {other: "something else"}))


@pytest.mark.parametrize("file", LOADERS)
def test_a_row_stands_once(write, file):
    with pytest.raises(BadTable, match=r"line 3: the same row as line 2\. Delete one\."):
        LOADERS[file](write(file, {}, {}))


def _spoil(path, spoil):
    path.write_bytes(spoil(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda b: b.replace(b",note", b"", 1), "column 'note': this column is missing."),
        (lambda b: b.replace(b"note", b"notes", 1), "column 'notes': no such column belongs here. Did you mean 'note'"),
        (lambda b: b.replace(b"arm,", b"note,", 1), "column 'note': this column stands twice."),
        (lambda b: b + b"pk,hasan2021,IV\n", "line 3: 3 cells where 15 are needed."),
        (lambda b: b.replace(b'"IV"', b'"IV\xe9"'), "line 2: byte 0xe9 is no UTF-8."),
        (lambda b: b.replace(b'"IV"', b'"IV'), "Look for a quote that is not closed."),
        (lambda b: b"", "is empty. Its first line must be: domain,study_id"),
        (lambda b: b.replace(b",", b";"), "columns are separated by semicolons."),
        (lambda b: b.decode().encode("utf-16"), "is no UTF-8."),
    ],
)
def test_a_broken_file_is_explained(write, spoil, problem):
    path = _spoil(write("observations.csv", {}), spoil)
    with pytest.raises(BadTable) as caught:
        evidence.load_observations(path)
    assert "observations.csv" in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b"\xef\xbb\xbf" + b,
        lambda b: b.replace(b"\n", b"\r\n"),
        lambda b: b"\xef\xbb\xbf" + b.replace(b"\n", b"\r\n"),
        lambda b: b.rstrip(b"\n"),
        lambda b: b + b"\n,,,,,,,,,,,,,,\n",
        lambda b: b.replace(b'"IV"', b'" IV "'),
    ],
    ids=["BOM", "CRLF", "BOM and CRLF", "no last line end", "empty rows", "spaces"],
)
def test_what_spreadsheets_write_is_accepted(write, spoil):
    (expected,) = evidence.load_observations(write("observations.csv", {}))
    assert evidence.load_observations(_spoil(write("observations.csv", {}), spoil)) == (expected,)


def test_a_cell_of_two_lines_keeps_the_line_count(write):
    path = write("observations.csv", {"note": "one\ntwo"}, {"value": "x"})
    with pytest.raises(BadTable, match="line 4, column 'value'"):
        evidence.load_observations(path)


def test_all_faults_come_at_once_but_no_more_than_twenty_are_shown(write):
    path = write("observations.csv", *({"arm": str(i), "value": "x", "n": "y"} for i in range(15)))
    with pytest.raises(BadTable) as caught:
        evidence.load_observations(path)
    lines = str(caught.value).splitlines()
    assert lines[0] == "30 faults:"
    assert len(lines) == 22
    assert lines[-1].strip() == "... and 10 more"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"nowhere.csv cannot be read: No such file"):
        evidence.load_studies(tmp_path / "nowhere.csv")
    with pytest.raises(BadInput, match="cannot be read"):
        evidence.load_studies(tmp_path)
