"""Co-medication, liver and genotype: what a person brings along, alone and in columns."""

import numpy as np
import pytest

from raad.evidence import load_studies
from raad.people import COVARIATES, Cohort, Person
from raad.people.comedication import ENZYMES, perpetrators
from raad.quantities.errors import BadInput, NotSupported, UnknownName


@pytest.mark.parametrize("row", perpetrators(), ids=lambda r: f"{r.name}-{r.enzyme}")
def test_every_row_says_where_it_is_from(row):
    assert row.enzyme in ENZYMES and 0 <= row.lowest <= row.activity <= row.highest
    assert len(row.note) >= 20
    if row.study_id == "assumption":
        assert row.verification == "assumed"
    else:
        assert row.verification in ("read", "recalled")
        assert f"pk/{row.study_id}" in {s.key for s in load_studies()}


def test_names_may_be_written_in_several_ways():
    assert Person(comedication=("Grapefruit juice",)) == Person(comedication="grapefruit-juice")
    assert Person(comedication="rifampicin + ticlopidine").comedication == ("rifampicin", "ticlopidine")


def test_nothing_is_taken_when_nothing_is_told():
    assert Person(comedication=None).comedication == Person(comedication="").comedication == ()


def test_activities_of_several_drugs_multiply():
    one, other, both = (
        Person(comedication=c).covariates()["cyp2b6_liver_rel"]
        for c in ("rifampicin", "ticlopidine", "rifampicin + ticlopidine")
    )
    assert one > 1 > other and both == pytest.approx(one * other)


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"comedication": "rifampicine"}, NotSupported, "Did you mean 'rifampicin'"),
        ({"comedication": "aspirin"}, NotSupported, "no evidence-based row"),
        ({"liver": "child_pugh_c"}, NotSupported, "never studied"),
        ({"liver": "child_pugh_d"}, UnknownName, "child_pugh_b"),
        ({"cyp2b6": "*4/*6"}, UnknownName, r"\*6/\*6"),
        ({"renal_factor": 0}, BadInput, "above 0"),
        ({"species": "rat", "liver": "child_pugh_a"}, BadInput, "a rat has none"),
        ({"species": "rat", "comedication": "rifampicin"}, BadInput, "humans only"),
    ],
)
def test_what_is_not_known_is_refused(given, kind, said):
    with pytest.raises(kind, match=said):
        Person(**given)


def test_columns_say_what_people_say():
    told = {
        "liver": ["healthy", "child_pugh_a", "child_pugh_b"], "cyp2b6": ["unknown", "*1/*6", "*6/*6"],
        "comedication": ["", "rifampicin", "ticlopidine + clarithromycin"], "renal_factor": [1.0, 0.8, 0.5],
    }  # fmt: skip
    cohort = Cohort.table(3, **told)
    for name in COVARIATES:
        assert cohort.column(name) == pytest.approx(np.array([p.covariates()[name] for p in cohort]))
    shared = Cohort.table(2, comedication="rifampicin")
    assert shared.column("gut_extraction_rel").tolist() == [8.1, 8.1]
