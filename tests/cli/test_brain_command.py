"""`raad brain` as people meet it: tables, a folder with maps and a page, one clear error for what cannot be used."""

import json

import numpy as np
import pytest

SHORT = ("--times", "before,40min", "--json")


def test_json_has_the_promised_shape(raad):
    code, out, err = raad("brain", "iv_ketamine_single", *SHORT)
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert said["titles"] == ["before", "40 min"]
    assert said["times_h"] == pytest.approx([0, 2 / 3])
    assert set(said["prefrontal_gbc"]) == {"plain", "gsr_raw", "gsr_zscored"}
    assert len(said["regions"]) == 82
    assert said["madrs"]["weight"] == 0.1
    assert said["study"] == []
    assert said["manifest"]["brain"]["connectome"] == "dk82"


def test_tables_name_the_variant_of_every_gbc(raad):
    code, out, _ = raad("brain", "iv_ketamine_single", "--times", "before,40min,24h")
    assert code == 0
    for text in ("plain", "GSR raw", "GSR z-scored", "GBC plain by lobe", "PCC", "MADRS", "by variant", "research and"):
        assert text in out


def test_a_folder_holds_tables_maps_and_a_page(raad, tmp_path):
    target = tmp_path / "o"
    where = (
        "brain",
        "brain_networks",
        "--times",
        "before,40min",
        "--patients",
        "3",
        "--controls",
        "2",
        "--out",
        target,
    )
    code, out, _ = raad(*where)
    assert code == 0
    assert "Virtual study: 3 patients, 2 controls" in out
    assert {p.name for p in target.iterdir()} == {
        "regions.csv", "regions.manifest.json", "fc.npz", "study.csv", "summary.json", "brain.html",
        "gbc_plain.png", "gbc_gsr_raw.png", "gbc_gsr_zscored.png", "rate.png", "seed_pcc.png", "seed_racc.png",
    }  # fmt: skip
    with np.load(target / "fc.npz") as kept:
        assert kept["fc"].shape == (1, 2, 82, 82)
    assert json.loads((target / "summary.json").read_text())["manifest"]["seed"] == 0
    code, _, err = raad(*where)
    assert code == 2
    assert "not empty" in err


def test_options_go_before_the_scenario_and_the_same_seed_gives_the_same_study(raad):
    where = ("brain", "brain_networks", *SHORT, "--patients", "2", "--controls", "0", "--seed", "5")
    first, again = (json.loads(raad(*where)[1]) for _ in range(2))
    assert first == again
    assert {r["contrast"] for r in first["study"]} == {"after - before"}
    assert first["manifest"]["seed"] == 5


def test_the_link_to_mood_can_be_switched_off(raad):
    _, out, _ = raad("brain", "iv_ketamine_single", "--times", "before,24h", "--mood-link", "0", "--json")
    madrs = json.loads(out)["madrs"]
    assert madrs["with_link"] == madrs["without_link"]


def test_other_atlas_is_grouped_by_networks(raad):
    code, out, _ = raad("brain", "iv_ketamine_single", "--times", "before,40min", "--connectome", "schaefer100")
    assert code == 0
    assert "default mode" in out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--times", "tomorrow"), "'tomorrow' is no time"),
        (("--times", "4"), "'4' is no time"),
        (("--times", ""), "No time is given"),
        (("--times", "before,30d"), "30 d is outside the run"),
        (("--connectome", "dk83"), "Did you mean 'dk82'"),
        (("--connectome", "nowhere.csv"), "nowhere.csv"),
        (("--variant", "gsr"), "variant of GBC"),
        (("--patients", "0"), "patients is 0"),
        (("--patients", "4", "--controls", "1"), "controls is 1"),
        (("--controls", "4"), "no patients"),
        (("--patients", "4", "--seed", "-1"), "seed is -1"),
        (("--mood-link", "1"), "below 1"),
        (("--mood-link", "nan"), "below 1"),
    ],
)
def test_bad_input_is_one_clear_error_before_anything_is_simulated(raad, monkeypatch, given, told):
    from raad.exchange import brain

    monkeypatch.setattr(brain, "run", lambda scenario: pytest.fail("it was simulated"))
    code, out, err = raad("brain", "iv_ketamine_single", *given)
    assert (code, out) == (2, "")
    assert told in err
    assert len(err.strip().splitlines()) == 1


def test_a_connectome_of_ones_own_has_tables_without_maps(raad, tmp_path):
    from raad.brain import connectome

    c = connectome("dk82").cortex()
    names = [f"area{i}" for i in range(len(c))]
    np.savez(tmp_path / "own.npz", weights=c.weights, regions=names, prefrontal=c.prefrontal)
    where = ("brain", "iv_ketamine_single", "--times", "before,24h", "--connectome", tmp_path / "own.npz")
    code, out, err = raad(*where, "--out", tmp_path / "o")
    assert (code, err) == (0, "")
    assert "GBC plain by part" in out
    assert not list((tmp_path / "o").glob("*.png"))
    assert "no surface that raad ships" in (tmp_path / "o" / "brain.html").read_text(encoding="utf-8")


def test_animals_have_no_connectome_here(raad):
    code, _, err = raad("brain", "rat_surge")
    assert code == 2
    assert "rat" in err


def test_a_scenario_asks_with_its_own_words(raad, tmp_path):
    own = tmp_path / "mine.yaml"
    body = "outputs: {until: 2 days}\nbrain: {times: [before, 24 h], variant: gsr_raw}\n"
    own.write_text(body)
    said = json.loads(raad("brain", own, "--json")[1])
    assert (said["titles"], said["variant"]) == (["before", "24 h"], "gsr_raw")
    own.write_text(body.replace("variant", "varient"))
    code, _, err = raad("brain", own)
    assert code == 2
    assert "varient" in err
    assert "Did you mean 'variant'" in err
    own.write_text(body.replace("gsr_raw", "raw"))
    assert "brain: There is no variant of GBC named 'raw'" in raad("brain", own)[2]
    own.write_text(body.replace("variant: gsr_raw", "patients: many"))
    assert "brain, patients" in raad("brain", own)[2]


def test_a_network_without_rest_is_told_and_nothing_is_written(raad, monkeypatch, tmp_path):
    from raad.brain import course
    from raad.quantities.errors import SolveFailed

    def never(*_):
        raise SolveFailed("hypersynchronous near L_insula")

    monkeypatch.setattr(course, "connectivity", never)
    code, _, err = raad("brain", "iv_ketamine_single", "--times", "before,40min", "--out", tmp_path / "o")
    assert code == 3
    assert "hypersynchronous" in err
    assert not (tmp_path / "o").exists()


def test_prefrontal_regions_of_a_file_are_named(raad, tmp_path):
    names = [f"r{i}" for i in range(6)]
    rng = np.random.default_rng(1)
    half = np.triu(rng.uniform(0.5, 2, (6, 6)), 1)
    lines = [",".join(["region", *names])]
    lines += [",".join([n, *map(str, row)]) for n, row in zip(names, half + half.T, strict=True)]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = ("brain", "iv_ketamine_single", "--connectome", file, *SHORT)
    assert "prefrontal" in raad(*asked)[2]
    code, out, err = raad(*asked, "--prefrontal", "r0,r1")
    assert (code, err) == (0, "")
    assert [r["region"] for r in json.loads(out)["regions"] if r["prefrontal"]] == ["r0", "r1"]
    assert "zz" in raad(*asked, "--prefrontal", "r0,zz")[2]
    assert "dk82" in raad("brain", "iv_ketamine_single", *SHORT, "--prefrontal", "r0")[2]


def test_the_referee_is_asked_for(raad):
    code, out, _ = raad("brain", "iv_ketamine_single", *SHORT, "--nonlinear")
    said = json.loads(out)["nonlinear"]
    assert code == 0 and [one["title"] for one in said] == ["before", "40 min"]
    assert min(one["r"] for one in said) > 0.95
    assert json.loads(raad("brain", "iv_ketamine_single", *SHORT)[1])["nonlinear"] == []
