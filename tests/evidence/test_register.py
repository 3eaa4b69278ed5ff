"""Every number of the model says where it is from, and comes in the asked unit."""

import pytest

from raad.evidence import ParameterTable, cite, load_register
from raad.quantities.errors import BadInput, BadTable, BadUnit, NotSupported, UnknownName

PUBLISHED = {"symbol": "Vc", "name": "central volume", "value": "192"}
ASSUMED = {
    "symbol": "k_out_bdnf",
    "name": "BDNF turnover",
    "value": "0.1",
    "unit": "1/h",
    "study_id": "assumption",
    "verification": "assumed",
    "note": "turnover of hours, between protein and vesicle",
    "species": "any",
}
DEFINED = ASSUMED | {"symbol": "rest", "unit": "", "study_id": "definition", "verification": "defined", "note": ""}
ESTIMATED = ASSUMED | {"symbol": "fit", "study_id": "calibration", "verification": "estimated", "note": "pk_2024"}
RAT = ASSUMED | {"species": "rat", "value": "5", "unit": "1/day"}


@pytest.fixture
def table(write):
    return load_register(write("parameters.csv", PUBLISHED, ASSUMED, DEFINED, ESTIMATED, RAT, name="sample.csv"))


def test_a_register_is_looked_up_by_symbol_and_species(table):
    assert table.symbols == ("Vc", "fit", "k_out_bdnf", "rest")
    assert len(table) == 4 and "Vc" in table and list(table) == list(table.symbols)
    assert len(table.rows) == 5
    assert table.row("k_out_bdnf").species == "any"
    assert table.row("k_out_bdnf", "rat").species == "rat"
    assert table.row("k_out_bdnf", "mouse").species == "any"


def test_values_come_in_the_asked_unit(table):
    assert table.value("Vc", "mL") == pytest.approx(192_000)
    assert table.value("k_out_bdnf", "1/h") == 0.1
    assert table.value("k_out_bdnf", "1/h", "rat") == pytest.approx(5 / 24)


def test_what_is_not_there_is_named(table):
    with pytest.raises(UnknownName, match=r"no parameter named 'k_out_bndf'\. Did you mean 'k_out_bdnf'"):
        table.row("k_out_bndf")
    with pytest.raises(UnknownName, match="no species named 'dog'"):
        table.row("Vc", "dog")
    with pytest.raises(NotSupported, match="known for human, not for rat"):
        table.value("Vc", "L", "rat")
    with pytest.raises(BadUnit, match="'Vc' is in 'L'; it was asked for in 'L/h'"):
        table.value("Vc", "L/h")
    with pytest.raises(BadUnit, match="'furlongs-ish' is not a unit"):
        table.value("Vc", "furlongs-ish")


def test_sources_can_be_cited(table):
    assert table.sources() == ("pk/perezruixo2021",)
    assert table.sources(["Vc", "rest"]) == ("pk/perezruixo2021",)
    assert table.sources(["k_out_bdnf"], "rat") == ()
    assert cite(table.sources())[0].year == 2021


def test_other_values_give_another_table(table):
    other = table.with_values({"Vc": 100, ("k_out_bdnf", "rat"): 7})
    assert table.value("Vc", "L") == 192
    assert other.value("Vc", "L") == 100
    assert other.value("k_out_bdnf", "1/day", "rat") == 7
    assert other.value("k_out_bdnf", "1/h") == 0.1
    assert "the register has 192" in other.row("Vc").note
    assert other.with_values({"Vc": 90}).row("Vc").note.count("register") == 1


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"Vd": 1}, "no parameter named 'Vd'"),
        ({"Vc": float("nan")}, "finite"),
        ({"k_out_bdnf": 1}, "several species"),
        ({("Vc", "rat"): 1}, "for species named 'rat'"),
    ],
)
def test_wrong_values_are_refused(table, values, problem):
    with pytest.raises(BadInput, match=problem):
        table.with_values(values)


def test_the_hash_follows_the_numbers_only(table, write):
    reworded = PUBLISHED | {"note": "the same number in other words"}
    same = load_register(write("parameters.csv", RAT, reworded, ASSUMED, DEFINED, ESTIMATED))
    assert same.hash() == table.hash()
    assert ParameterTable(table.rows[1:]).hash() != table.hash()
    assert table.with_values({"Vc": 100}).hash() != table.hash()
    assert table.with_values({"Vc": 192}).hash() == table.hash()


@pytest.mark.parametrize(
    ("change", "column", "problem"),
    [
        ({"note": "guess"}, "note", "an assumption needs a reason of at least 20 characters"),
        ({"verification": "read"}, "verification", "'read' does not fit study_id 'assumption'. Write 'assumed'."),
        ({"study_id": "definition"}, "verification", "Write 'defined'."),
        ({"study_id": "calibration"}, "verification", "Write 'estimated'."),
        (ESTIMATED | {"note": ""}, "note", "needs the name of its calibration"),
        ({"study_id": "nobody2020", "verification": "read"}, "study_id", "no study 'nobody2020'"),
        (PUBLISHED | {"study_id": "perezruixo2021"}, "verification", "Write 'read' or 'recalled'."),
        ({"symbol": ""}, "symbol", "'' is no name that a mechanism can use"),
        ({"symbol": "CL/F"}, "symbol", "'CL/F' is no name"),
        ({"symbol": "lambda"}, "symbol", "'lambda' is no name"),
        ({"species": "human;rat"}, "species", "Write one of: human, rat, mouse, any."),
        ({"value": "0.05*exp(-4*C)"}, "value", "is no number"),
        ({"value": "x"}, "value", "'x' is no number"),
        ({"unit": "SMD"}, "unit", "'SMD' is not a unit"),
        ({"spread_type": "sd", "spread": "-2"}, "spread", "'-2' is no sd."),
    ],
)
def test_a_bad_register_row_says_what_to_write(write, change, column, problem):
    with pytest.raises(BadTable) as caught:
        load_register(write("parameters.csv", ASSUMED | change))
    assert str(caught.value).startswith(f"parameters.csv, line 2, column {column!r}: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"value": "150"}, "parameters.csv has 192 L for 'perezruixo2021'"),
        ({"symbol": "new", "name": "something new"}, "parameters.csv has no such row for 'perezruixo2021'"),
    ],
)
def test_a_row_of_a_study_is_printed_there_or_says_how_it_was_derived(write, change, problem):
    row = PUBLISHED | {"note": ""}
    assert len(load_register(write("parameters.csv", row))) == 1
    assert len(load_register(write("parameters.csv", row | {"value": "192000", "unit": "mL"}))) == 1
    with pytest.raises(BadTable, match=problem):
        load_register(write("parameters.csv", row | change))
    assert len(load_register(write("parameters.csv", row | change | {"note": "scaled to 55 kg by the power 1"}))) == 1


def test_a_symbol_and_species_stand_once_in_all_files(write):
    one = write("parameters.csv", ASSUMED, name="one.csv")
    two = write("parameters.csv", ASSUMED | {"value": "3"}, name="two.csv")
    with pytest.raises(BadTable, match=r"two\.csv, line 2, column 'symbol': .* stands in one\.csv, line 2 already"):
        load_register([one, two])


def test_rows_of_one_symbol_have_one_kind_of_unit(write):
    with pytest.raises(BadTable, match="'L' is of another kind than '1/h'"):
        load_register(write("parameters.csv", ASSUMED, RAT | {"unit": "L"}))


def test_the_shipped_register_is_read():
    assert load_register() is load_register()
