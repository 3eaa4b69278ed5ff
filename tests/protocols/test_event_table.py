"""Event tables: what is read from a NONMEM-style file, and what a wrong cell is told."""

from pathlib import Path

import pytest

from raad.protocols import Compartments, Reset, StateDose, dose, iter_event_table, read_event_table
from raad.quantities.errors import BadInput, BadTable, NotSupported, RaadError, UnknownName

HEADER = "ID,TIME,AMT,EVID,DRUG,ROUTE"
DOSE = "1,0,84,1,esketamine,nasal"


@pytest.fixture
def read(tmp_path):
    def read(text, **given):
        path = tmp_path / "events.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_event_table(path, **given)

    return read


def lines(*rows):
    return "\n".join(rows) + "\n"


def test_a_whole_table(read):
    table = lines(
        "ID,TIME,AMT,DUR,II,ADDL,EVID,MDV,CMT,DRUG,ROUTE,DV,AGE,WT,SEX,ANCESTRY,MADRS",
        "1,0,84,.,84,7,1,1,1,esketamine,nasal,.,50,70.5,1,asian,34",
        "1,2,.,.,.,.,0,0,2,.,.,101.5,50,70.5,1,asian,34",
        "2,-2,6,.,.,.,1,1,1,rapamycin,oral,.,61,80,male,non_asian,.",
        "2,0,40,0.5,.,.,1,1,1,ketamine,iv,.,61,80,male,non_asian,.",
        "2,24,0,.,.,.,0,0,1,.,.,.,61,80,male,non_asian,.",
    )
    first, second = read(table)
    assert (first.id, first.observation_times, first.warnings) == ("1", (2.0,), ())
    assert first.regimen.doses == (dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7),)
    assert first.covariates == {"age": 50, "weight": 70.5, "sex": "female", "ancestry": "asian", "madrs": 34}
    assert second.regimen.doses == (
        dose("rapamycin", "oral", AMT="6 mg", TIME="-2 h"),
        dose("ketamine", "iv", AMT="40 mg", DUR="0.5 h"),
    )
    assert second.covariates == {"age": 61, "weight": 80, "sex": "male", "ancestry": "non_asian"}


PLAIN = lines(HEADER, DOSE, "1,2,.,0,.,.")


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        PLAIN.rstrip("\n"),
        PLAIN.lower(),
        PLAIN.replace("\n", "\n\n").replace("1,2", ",,,,,\n1,2"),
        "\n" + PLAIN,
        PLAIN.replace(",", " , "),
        PLAIN.replace("nasal", '"nasal"'),
        PLAIN.replace("2,.,0,.,.", "2,,0,,"),
        PLAIN.replace("2,.,0,.,.", "2,NA,0,NA,NA"),
        PLAIN.replace("2,.,0", "2,0,."),
        PLAIN.replace("84,1", "84.0,1.0"),
        PLAIN.replace("1,0,84", "1,.0,8.4e1"),
    ],
    ids=[
        "crlf", "bom", "no last newline", "lower case", "blank lines", "blank first line", "spaces", "quotes",
        "empty cells", "NA", "EVID missing", "EVID 1.0", "exponent",
    ],
)  # fmt: skip
def test_ways_to_write_the_same(read, text):
    assert read(text) == read(PLAIN)


def test_without_evid_an_amount_makes_a_dose(read):
    (subject,) = read("ID,TIME,AMT\n1,0,84\n1,1,.\n1,2,0\n", drug="esketamine", route="nasal")
    assert subject.regimen.times == (0,) and subject.observation_times == (1, 2)


def test_a_column_wins_over_the_argument(read):
    (subject,) = read("ID,TIME,AMT,DRUG\n1,0,28,esketamine\n1,1,28,.\n", drug="ketamine", route="iv")
    assert [one.drug for one in subject.regimen.doses] == ["esketamine", "ketamine"]


@pytest.mark.parametrize("word", ["RATE", "DUR", "II", "ADDL", "SS"])
def test_zero_means_not_given(read, word):
    (subject,) = read(f"ID,TIME,AMT,{word}\n1,0,84,0\n", drug="esketamine", route="nasal")
    assert subject.regimen.doses == (dose("esketamine", "nasal", AMT="84 mg"),)


def test_a_zero_dose_is_kept_as_a_visit(read):
    (subject,) = read("ID,TIME,AMT,EVID\n1,3,0,1\n", drug="ketamine", route="iv")
    assert subject.regimen.times == (3,)


def test_doses_at_one_time_are_all_given_with_a_warning(read):
    (subject,) = read(lines(HEADER, DOSE, "1,0,28,1,esketamine,nasal", "1,1,28,1,esketamine,nasal"))
    assert [one.amount for one in subject.regimen.doses] == [84, 28, 28]
    (warning,) = subject.warnings
    assert warning.startswith("events.csv, line 3: another dose of ID '1' at 0 h.")


def test_a_column_that_is_nearly_one_of_ours_leaves_a_warning(read):
    (subject,) = read("ID,TIME,AMT,DURATION,COMMENT\n1,0,28,1,x\n", drug="ketamine", route="iv")
    assert subject.warnings == ("events.csv: column DURATION is not read. Did you mean 'DUR'?",)


def test_subjects_keep_the_order_of_the_file(read):
    rows = [f"{id},0,28" for id in ("9", "S-3", "1")]
    assert [s.id for s in read(lines("ID,TIME,AMT", *rows), drug="esketamine", route="iv")] == [
        "9",
        "S-3",
        "1",
    ]


def test_a_missing_covariate_is_filled_from_the_other_records(read):
    (subject,) = read("ID,TIME,AMT,WT\n1,0,28,.\n1,1,.,70\n1,2,.,70.0\n", drug="ketamine", route="iv")
    assert subject.covariates == {"weight": 70}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("1,abc,84,1,esketamine,nasal",), "events.csv, line 2, column TIME: 'abc' is not a number. "),
        (("1,08:30,84,1,esketamine,nasal",), "column TIME: '08:30' is not a number. Write a number in h"),
        (("1,.,84,1,esketamine,nasal",), "line 2, column TIME: '.' is not a number."),
        (("1,nan,84,1,esketamine,nasal",), "line 2, column TIME: 'nan' is not a number."),
        (("1,inf,84,1,esketamine,nasal",), "line 2, column TIME: 'inf' is not a number."),
        (("1,1_5,84,1,esketamine,nasal",), "line 2, column TIME: '1_5' is not a number."),
        (('1,"0,5",84,1,esketamine,nasal',), "line 2, column TIME: '0,5' is not a number."),
        ((DOSE, "1,2,x,0,.,."), "line 3, column AMT: 'x' is not a number. Write a number in mg"),
        (("1,0,-84,1,esketamine,nasal",), "line 2, column AMT: -84 is negative"),
        (("1,0,.,1,esketamine,nasal",), "line 2, column AMT: the amount of a dose (EVID 1) is missing"),
        (("1,0,84,0,.,.",), "line 2, column EVID: EVID 0 is an observation, but AMT is 84"),
        (("1,0,84,7,esketamine,nasal",), "line 2, column EVID: '7' is no event"),
        (("1,0,84,x,esketamine,nasal",), "line 2, column EVID: 'x' is not a number"),
        ((DOSE, "1,-1,.,0,.,."), "line 3, column TIME: -1 h follows 0 h in ID '1'. Sort"),
        ((DOSE, "2,0,.,0,.,.", "1,3,.,0,.,."), "line 4, column ID: '1' stands in two places"),
        ((".,0,84,1,esketamine,nasal",), "line 2, column ID: the ID is missing"),
        (("1,0,84,1,esketamine",), "line 2, column ID: the line has 5 cells, but the header has 6"),
        (("1,0,84,1,esketamine,nasal,9",), "the line has 7 cells"),
        (("1,0,84,1,.,nasal",), "line 2, column DRUG: a dose needs a drug"),
        (("1,0,84,1,esketamine,.",), "line 2, column ROUTE: a dose needs a route"),
        (("", "", "1,x,84,1,esketamine,nasal"), "events.csv, line 4, column TIME"),
    ],
)
def test_a_wrong_cell_is_named(read, rows, said):
    with pytest.raises(BadTable) as error:
        read(lines(HEADER, *rows))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("header", "cell", "kind", "said"),
    [
        ("RATE", "-2", NotSupported, "line 2, column RATE: -1 and -2 are not supported for a product. Use DUR"),
        ("RATE", "-3", BadInput, "line 2: RATE is -3"),
        ("RATE", "fast", BadTable, "line 2, column RATE: 'fast' is not a number"),
        ("DUR", "-1", BadInput, "line 2: DUR is -1"),
        ("ADDL", "3", BadInput, "line 2: ADDL is 3, but II is missing"),
        ("ADDL", "1.5", BadInput, "line 2: ADDL is 1.5; it must be a whole number"),
        ("II", "-2", BadInput, "line 2: II is -2"),
        ("SS", "1", BadInput, "line 2: SS is 1, but II is missing"),
        ("SS", "4", BadInput, "line 2, column SS: SS is 4; it must be 0 (no steady state), 1"),
        ("SS", "3", BadTable, "line 2, column SS: SS is 3; it must be 0"),
        ("EVID", "2", BadTable, "line 2, column EVID: EVID 2 is no dose, but AMT is 28"),
        ("EVID", "3", BadTable, "line 2, column EVID: EVID 3 is a reset without a dose, but AMT is 28"),
        ("EVID", "5", BadTable, "line 2, column EVID: '5' is no event. Use 0 (observation), 1 (dose), 2"),
        ("SEX", "2", BadTable, "line 2, column SEX: '2' is no sex. Use female or 1, male or 0."),
        ("WT", "heavy", BadTable, "line 2, column WT: 'heavy' is not a number"),
        ("DRUG", "aspirin", UnknownName, "line 2: There is no drug named 'aspirin'"),
        ("ROUTE", "rectal", NotSupported, "line 2: There is no evidence-based route 'rectal'"),
    ],
)
def test_a_record_that_cannot_be_given(read, header, cell, kind, said):
    with pytest.raises(kind) as error:
        read(lines(f"ID,TIME,AMT,{header}", f"1,0,28,{cell}"), drug="ketamine", route="iv")
    assert "events.csv" in str(error.value) and said in str(error.value)


def test_a_duration_of_a_nasal_dose_is_refused_with_its_line(read):
    with pytest.raises(BadInput, match=r"events.csv, line 3: DUR is given, but the route 'nasal'"):
        read("ID,TIME,AMT,DUR\n1,0,28,.\n1,1,28,1\n", drug="esketamine", route="nasal")


def test_rate_and_dur_together_are_refused(read):
    with pytest.raises(BadInput, match="line 2: RATE and DUR are both given"):
        read("ID,TIME,AMT,RATE,DUR\n1,0,28,14,2\n", drug="ketamine", route="iv")


@pytest.mark.parametrize(
    "covariate",
    ["SEX,0,1", "ANCESTRY,asian,japanese", "MADRS,30,20"],
)
def test_a_covariate_that_changes_is_refused(read, covariate):
    name, before, after = covariate.split(",")
    with pytest.raises(BadTable, match=f"line 3, column {name}: .* must be constant within an ID"):
        read(lines(f"ID,TIME,AMT,{name}", f"1,0,28,{before}", f"1,1,.,{after}"), drug="ketamine", route="iv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "events.csv is empty"),
        ("\n \n", "events.csv is empty"),
        (HEADER + "\n", "events.csv has a header but no records"),
        (HEADER + "\n\n,,,,,\n", "events.csv has a header but no records"),
        (
            "ID,TIM,AMT\n1,0,84\n",
            "column TIME: this column is missing. Did you mean 'TIM'? Found: ID, TIM, AMT.",
        ),
        ("TIME,AMT\n0,84\n", "line 1, column ID: this column is missing"),
        ("ID,TIME,AMT,amt\n1,0,84,84\n", "column AMT: two columns have this name"),
        ("ID;TIME;AMT\n1;0;84\n", "separated by ';'. Save the table with commas"),
        ("ID\tTIME\tAMT\n1\t0\t84\n", r"separated by '\t'"),
        (b"ID,TIME,AMT\n1,0,84\xff\xfe\n", "no CSV text in UTF-8"),
        ("ID,TIME,AMT\n".encode("utf-16"), "no CSV text in UTF-8"),
        (bytes(range(128)) * 200, "events.csv"),
        (b"\x00" * 1000, "events.csv"),
        (b"A" * 300_000, "events.csv"),
    ],
)
def test_a_file_that_is_no_event_table(read, text, said):
    with pytest.raises(BadTable) as error:
        read(text, drug="ketamine", route="iv")
    assert said in str(error.value) and len(str(error.value)) < 500


@pytest.mark.parametrize("name", ["absent.csv", ".", "absent/events.csv", "x\0y.csv"])
def test_a_path_that_cannot_be_opened(tmp_path, name):
    with pytest.raises(BadTable):
        read_event_table(tmp_path / name)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    # An administrator may read every file, so the refusal is played.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BadTable, match=r"cannot be opened. Permission denied"):
        read_event_table(tmp_path / "events.csv")


def test_subjects_come_one_by_one(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("ID,TIME,AMT\n1,0,28\n2,0,28\n3,abc,28\n")
    subjects = iter_event_table(path, drug="esketamine", route="iv")
    assert next(subjects).id == "1"  # before the wrong line is reached
    with pytest.raises(RaadError, match="line 4"):
        list(subjects)


def test_age_and_weight_may_change(read):
    (subject,) = read("ID,TIME,AMT,WT,AGE\n1,0,28,.,50\n1,1,.,70,50\n1,2,.,.,51\n", drug="ketamine", route="iv")
    assert subject.covariates == {"weight": 70, "age": 50}
    assert [row.values for row in subject.rows] == [
        {"weight": 70, "age": 50}, {"weight": 70, "age": 50}, {"weight": 70, "age": 51},
    ]  # fmt: skip


STATES = "ID,TIME,AMT,CMT,EVID,RATE,II,ADDL,SS"


def test_doses_into_states(read):
    (subject,) = read(
        lines(
            STATES,
            "1,0,100,1,1,.,.,.,.",
            "1,0,50,central,1,10,24,2,1",
            "1,1,.,2,0,.,.,.,.",
            "1,2,.,.,2,.,.,.,.",
            "1,3,.,.,3,.,.,.,.",
            "1,3,60,2,4,-2,.,.,.",
            "1,4,.,central,1,7,.,.,1",
        ),
        compartments=Compartments(
            ["depot", "central"], F={"depot": 0.5}, ALAG={"depot": "30 min"}, D={"central": "D2"}
        ),
    )
    assert subject.regimen.doses == (
        StateDose("depot", 100, fraction=0.5, lag=0.5),
        StateDose("central", 50, rate=10, interval=24, additional=2, steady_state=1),
        Reset(3),
        Reset(3),
        StateDose("central", 60, time=3, duration="D2"),
        StateDose("central", 0, time=4, rate=7, steady_state=1),
    )
    assert [(row.given, row.observation) for row in subject.rows] == [
        (0, None), (1, None), (None, 0), (None, None), (2, None), (3, None), (4, None), (5, None),
    ]  # fmt: skip
    assert subject.warnings == ()


def test_without_evid_mdv_tells_what_is_no_observation(read):
    (subject,) = read("ID,TIME,AMT,CMT,MDV\n1,0,5,body,1\n1,1,.,.,0\n1,2,.,.,1\n")
    assert subject.observation_times == (1,) and len(subject.regimen.doses) == 1


def test_further_columns_are_read_for_each_row(read):
    (subject,) = read("ID,TIME,AMT,CMT,crcl\n1,0,5,body,.\n1,1,.,.,80\n1,2,.,.,60\n", columns=["CrCl"])
    assert [row.values["CrCl"] for row in subject.rows] == [80, 80, 60]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,0,5,1,1,.,.,.,.", "line 2, column CMT: CMT is 1, but no names are known. Give compartments"),
        ("1,0,5,body,1,-2,.,.,.", "line 2, column RATE: -2 is a modelled duration. Give Compartments(D={'body'"),
        ("1,0,5,body,1,-1,.,.,.", "line 2, column RATE: -1 is a modelled rate. Give Compartments(R={'body'"),
        ("1,0,5,.,1,.,.,.,.", "column DRUG: a dose needs a drug. Fill DRUG, or give drug=...; or fill CMT"),
        ("1,0,0,body,1,5,12,.,1", "line 2: AMT 0 with SS is an infusion that ends at TIME: leave II"),
        ("1,0,.,body,1,.,.,.,1", "column AMT: the amount of a dose (EVID 1) is missing"),
        ("1,0,5,body,1,.,12,-9,.", "line 2: ADDL is -9"),
        ("1,0,5,1.5,1,.,.,.,.", "line 2, column CMT: CMT is 1.5; it must be a whole number, such as 1"),
        ("1,0,5,0,1,.,.,.,.", "line 2, column CMT: CMT is 0, NONMEM's default compartment; here no"),
        ("1,0,5,0.0,1,.,.,.,.", "column CMT: CMT is 0, NONMEM's default compartment"),
        ("1,0,5,inf,1,-2,.,.,.", "Compartments(D={'inf'"),
        ("1,0,0,body,1,5,.,.,0", "line 2, column RATE: RATE is 5, but AMT is 0: nothing would enter. Fill AMT"),
        ("1,0,5,body,1,.,24,.,3", "line 2, column SS: SS is 3; it must be 0 (no steady state), 1"),
        ("1,0,x,body,1,.,.,.,.", "column AMT: 'x' is not a number. Write a number in the unit of the state"),
        ("1,0,-1,body,1,.,.,.,.", "column AMT: -1 is negative. A dose is 0 or more, in the unit of the state."),
    ],
)
def test_a_dose_into_a_state_that_cannot_be_given(read, row, said):
    with pytest.raises(BadInput) as error:
        read(lines(STATES, row))
    assert "events.csv" in str(error.value) and said in str(error.value)


def test_a_time_that_goes_back_at_a_reset(read):
    with pytest.raises(BadTable, match="give what follows it another ID"):
        read(lines(STATES, "1,9,5,body,1,.,.,.,.", "1,0,.,.,3,.,.,.,."))


def test_lines_that_begin_with_a_hash_are_comments(read):
    table = lines('# made by, "hand', HEADER, "#1,0,28,1,esketamine,nasal", DOSE, ' # "x', "1,2,.,0,.,.")
    assert read(table) == read(PLAIN)
    with pytest.raises(BadTable, match="line 6, column TIME"):
        read(table.replace("1,2,", "1,x,"))
    with pytest.raises(BadTable, match="begin with '#' are skipped"):
        read("#" + PLAIN)


def test_ids_that_are_one_number_are_one_subject(read):
    (subject,) = read("ID,TIME,AMT,CMT\n1,0,5,body\n1.0,1,.,.\n01,2,.,.\n1,3,.,.\n")
    assert (subject.id, subject.observation_times) == ("1", (1, 2, 3))
    with pytest.raises(BadTable, match=r"'1\.0' stands in two places"):
        read("ID,TIME,AMT\n1,0,.\n2,0,.\n1.0,0,.\n")
    alike = ["1E5", "10E4", "10000000000000001", "10000000000000000", "1_0", "10", "x"]
    assert [one.id for one in read(lines("ID,TIME,AMT", *(f"{id},0,." for id in alike)))] == alike


def test_two_columns_for_one_thing_are_refused(read):
    with pytest.raises(BadTable, match="column WEIGHT: WEIGHT and WT mean the same"):
        read("ID,TIME,AMT,WT,weight\n1,0,.,70,80\n", columns=["weight"])
    with pytest.raises(BadTable, match="FEMALE and SEX mean the same"):
        read("ID,TIME,AMT,SEX,female\n1,0,.,1,0\n", columns=["female"])


@pytest.mark.parametrize("path", [None, 5, b"x.csv", ["x.csv"]])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(BadInput, match=r"which is no path of a file. .* such as 'events.csv'"):
        read_event_table(path)
