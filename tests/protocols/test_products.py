"""Products: which drugs, routes and amounts the evidence carries, and how a dose is split."""

import pytest

from raad.protocols import dose, product, products, routes
from raad.quantities.errors import BadInput, NotSupported, UnknownName

SPECIES = ("human", "rat", "mouse")
KETAMINES = ("ketamine", "esketamine", "arketamine")
IMAGES = ("hnk_2r6r", "hnk_2s6s")
NASAL = [("esketamine_nasal_depot", "bolus"), ("esketamine_swallowed_depot", "zero_order")]


@pytest.mark.parametrize(
    ("drug", "species", "expected"),
    [
        ("esketamine", "human", ("buccal", "film", "im", "iv", "nasal", "oral", "sc", "sublingual", "tablet")),
        ("arketamine", "human", ("iv",)),
        (
            "ketamine",
            "human",
            ("buccal", "im", "iv", "nasal", "oral", "prolonged", "sc", "sublingual", "tablet"),
        ),
        ("rapamycin", "human", ("oral",)),
        *[(drug, species, ("ip", "iv")) for drug in KETAMINES for species in ("rat", "mouse")],
        ("rapamycin", "rat", ("icv",)),
        ("rapamycin", "mouse", ("icv",)),
    ],
)
def test_routes(drug, species, expected):
    assert routes(drug, species) == expected


@pytest.mark.parametrize("what", products().values(), ids=lambda p: p.name)
def test_every_product_is_complete(what):
    # A device has two positions, each of which is a whole product; what a mucosa leaves of a dose is swallowed, and
    # fractions that add up to one tell the two paths of it apart.
    for position in {part.part for part in what.parts}:
        here = [part for part in what.parts if part.part == position]
        paths = {"swallowed" in part.target for part in here}
        assert sum(part.analyte_share for part in here) == pytest.approx(len(paths))
        assert len({part.target for part in here}) == len(here)
    assert all(part.kind in ("bolus", "zero_order", "as_given") for part in what.parts)
    assert all(bool(part.duration) == (part.kind == "zero_order") for part in what.parts)
    assert what.largest_dose > 0
    own = {
        **dict.fromkeys(KETAMINES, "MW_ketamine"),
        **dict.fromkeys(IMAGES, "MW_hnk"),
        "lithium": "MW_lithium_carbonate",
    }
    assert what.molecular_weight == own.get(what.drug, f"MW_{what.drug}")


@pytest.mark.parametrize("drug", KETAMINES)
@pytest.mark.parametrize("route", ["iv", "ip"])
def test_ketamines_go_to_their_enantiomers(drug, route):
    halves = {"ketamine": ["arketamine", "esketamine"]}.get(drug, [drug])
    place = {"iv": "central", "ip": "ip_depot"}[route]
    targets = {part.target: part.analyte_share for part in product(drug, route, "rat").parts}
    assert targets == {f"{half}_{place}": 1 / len(halves) for half in halves}


@pytest.mark.parametrize(
    ("mg", "devices"),
    [(0, []), (14, [14]), (28, [28]), (42, [28, 14]), (56, [28, 28]), (70, [28, 28, 14]), (112, [28] * 4)],
)
def test_nasal_devices_five_minutes_apart(mg, devices):
    pieces = list(product("esketamine", "nasal", "human").pieces(mg))
    assert [(part.target, part.kind) for _, part, _ in pieces] == NASAL * len(devices)
    assert [amount for _, _, amount in pieces][::2] == devices
    assert [amount for _, _, amount in pieces][1::2] == devices
    assert [at for at, _, _ in pieces][::2] == pytest.approx([k * 5 / 60 for k in range(len(devices))])
    names = [part.fraction for _, part, _ in pieces]
    assert names[:2] == ["F_nasal_first", "F_swallowed_first"][: len(names)]
    assert set(names[2:]) <= {"F_nasal_further", "F_swallowed_further"}


@pytest.mark.parametrize(
    ("drug", "route", "species", "said"),
    [
        ("ketamine", "rectal", "human", "no evidence-based route 'rectal' for ketamine in human yet. Routes of ket"),
        ("esketamine", "inhaled", "human", "Routes of esketamine in human: buccal, film, im, iv, nasal, oral, sc, "),
        ("arketamine", "nasal", "human", "Routes of arketamine in human: iv."),
        ("esketamine", "prolonged", "human", "no evidence-based route 'prolonged'"),
        ("esketamine", "nasal", "rat", "Routes of esketamine in rat: ip, iv."),
        ("esketamine", "intranasal", "human", "Did you mean 'nasal'?"),
        ("ketamine", "ip", "human", "Routes of ketamine in human: buccal, im, iv, nasal, "),
        ("rapamycin", "oral", "mouse", "Routes of rapamycin in mouse: icv."),
    ],
)
def test_a_route_without_evidence(drug, route, species, said):
    with pytest.raises(NotSupported) as error:
        product(drug, route, species)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("drug", "species", "said"),
    [
        ("naltrexon", "human", "no drug named 'naltrexon'. Did you mean 'naltrexone'"),
        ("eskatamine", "human", "Did you mean 'esketamine'"),
        ("ketamine", "dog", "no species named 'dog'"),
    ],
)
def test_an_unknown_name(drug, species, said):
    with pytest.raises(UnknownName) as error:
        product(drug, "iv", species)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("drug", "route", "species", "weight", "largest"),
    [
        ("esketamine", "nasal", "human", 74, 112),
        ("esketamine", "oral", "human", 74, 84),
        ("esketamine", "iv", "human", 74, 3 * 74),
        ("ketamine", "iv", "human", 50, 3 * 50),
        ("ketamine", "ip", "rat", 0.3, 200 * 0.3),
        ("arketamine", "ip", "mouse", 0.025, 200 * 0.025),
        ("rapamycin", "oral", "human", 74, 15),
    ],
)
def test_the_largest_dose_is_the_last_that_is_allowed(drug, route, species, weight, largest):
    what = product(drug, route, species)
    what.check(largest, weight)
    with pytest.raises(BadInput, match=r"The largest supported dose is .* \(\w+: .+\)"):
        what.check(largest * 1.25, weight)


def test_the_error_of_a_large_dose_names_its_source():
    with pytest.raises(BadInput, match=r"140 mg of nasal .* dose is 112 mg \(perezruixo2021"):
        dose("esketamine", "nasal", AMT="140 mg")


@pytest.mark.parametrize("mg", [1, 13.9, 20, 50, 85])
def test_a_spray_is_not_divided(mg):
    with pytest.raises(BadInput, match="multiple of 14 mg"):
        product("esketamine", "nasal", "human").check(mg)


def test_a_limit_per_kg_waits_for_the_weight():
    product("ketamine", "iv", "human").check(1e6)


@pytest.mark.parametrize("species", SPECIES)
def test_only_doses_into_a_vein_or_under_the_skin_take_a_duration(species):
    for (_, route, where), what in products().items():
        assert where != species or what.takes_duration == (route in ("iv", "sc"))
