"""Free text is met as papers write it: case, hyphens, Greek letters, brackets, alternatives."""

import pytest

from raad.bench.amounts import amounts, hours, repeats, route
from raad.bench.groups import grouped
from raad.bench.phrases import near, outside, plain, spot

KNOWN = [("mk-801", "mk"), ("ketamine", "ket"), ("r-ketamine", "rket"), ("2r,6r-hnk", "hnk"), ("knock-out", "ko")]
PARTS = [("sert knock-out", "s"), ("pmat knock-out", "p"), ("nbqx", "n"), ("ampa antagonist", "a"), ("x in gad1", "g"),
         ("x in sst", "t")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("MK801", ["mk"]),
        ("MK 801 given twice", ["mk"]),
        ("(R)-ketamine", ["rket"]),
        ("R\N{NON-BREAKING HYPHEN}ketamine", ["rket"]),
        ("(2R,6R)-HNK", ["hnk"]),
        ("norketamine", []),
        ("knockouts", ["ko"]),
        ("ketamine in knock out mice", ["ket", "ko"]),
    ],
)
def test_the_longest_phrase_is_found_however_it_is_written(text, meaning):
    assert [f.meaning for f in spot(plain(text), KNOWN)] == meaning


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("SERT or PMAT knock-out", [["s"], ["p"]]),
        ("X in Gad1 or Sst", [["g"], ["t"]]),
        ("NBQX (AMPA antagonist)", [["n"]]),
        ("NBQX, an AMPA antagonist", [["n"], ["a"]]),
        ("NBQX + SERT knock-out", [["n", "s"]]),
        ("nbqx and NBQX", [["n"]]),
    ],
)
def test_or_is_an_alternative_and_and_is_together(text, groups):
    said = plain(text)
    found, _ = grouped(said, outside(spot(said, PARTS), said), PARTS)
    assert [[f.meaning for f in g] for g in found] == groups


def test_a_piece_beside_or_that_nobody_knows_is_told():
    said = plain("NBQX or frobnicator 10 mg/kg")
    assert grouped(said, spot(said, PARTS), PARTS)[1] == ["frobnicator 10 mg/kg"]


def test_brackets_count_only_where_nothing_else_is_known():
    said = plain("frobnicator (NBQX)")
    assert [f.meaning for f in outside(spot(said, PARTS), said)] == ["n"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("10 mg/kg", ["10 mg/kg"]), ("20-40 mg/kg", ["20 mg/kg", "40 mg/kg"]), ("50 mg p.o.", ["50 mg"]), ("0.5 uM", [])],
)
def test_doses(text, found):
    assert [str(a) for a in amounts(text)] == found


def test_routes_and_repeats():
    assert [route(t) for t in ("25 mg/kg s.c.", "50 mg p.o.", "ketamine")] == ["sc", "oral", ""]
    assert [repeats(t) for t in ("0.5 mg/kg x4", "6 infusions", "10 mg/kg")] == [4, 6, 1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30 min; 24 h", (0.5, 24)),
        ("1-7 d", (24, 168)),
        ("0-40 min", (2 / 3,)),
        ("24 h+", (24,)),
        ("acute; 24 h", (1, 24)),
        ("6 wk", (1008,)),
        ("D3", (72,)),
        ("", ()),
    ],
)
def test_times(text, found):
    assert hours(text, [("acute", 1.0)]) == pytest.approx(found)


def test_the_nearest_phrase_is_named():
    assert "'nbqx'" in near("NBXQ 10 mg/kg", [p for p, _ in PARTS])
    assert near("frobnicator", ["nbqx"]) == ""
