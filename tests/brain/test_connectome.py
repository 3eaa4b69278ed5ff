"""Connectomes: the shipped ones are sound, and every fault of a user's own is named."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from raad.brain import Connectome, connectivity, connectome
from raad.brain.connectome import SHIPPED
from raad.quantities.errors import BadInput, SolveFailed, UnknownName

NAMES = ["L_PFC", "L_V1", "R_PFC", "R_V1"]
WEIGHTS = np.array([[0, 3, 2, 0.5], [3, 0, 0.4, 1], [2, 0.4, 0, 2], [0.5, 1, 2, 0]])


def changed(i, j, value, back=True):
    w = WEIGHTS.copy()
    w[i, j] = value
    if back:
        w[j, i] = value
    return w


def as_csv(weights, names=NAMES, rows=None):
    lines = [",".join(["region", *names])]
    lines += [",".join([r, *map(str, line)]) for r, line in zip(rows or names, weights, strict=True)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_connectomes_are_sound(name):
    c = connectome(name)
    n = len(c)
    assert c.weights.shape == (n, n) and np.isfinite(c.weights).all() and (c.weights >= 0).all()
    assert np.array_equal(c.weights, c.weights.T) and not c.weights.diagonal().any()
    assert c.weights[c.cortical].sum(axis=1).mean() == pytest.approx(1)
    assert len(set(c.regions)) == n and not (c.prefrontal & ~c.cortical).any()
    assert c.gradient[c.cortical].mean() == pytest.approx(0, abs=1e-9)
    assert c.gradient[c.cortical].std() == pytest.approx(1)
    assert c.nmda_density[c.cortical].mean() == pytest.approx(1, abs=0.01) and (c.nmda_density > 0).all()
    assert c.centroids.shape == (n, 3) and np.allclose(c.fc, c.fc.T)
    assert set(c.hemisphere) == {"L", "R"}
    sides = np.array(c.hemisphere)
    assert ((c.centroids[:, 0] > 0) == (sides == "R")).mean() > 0.95


@pytest.mark.parametrize("name", SHIPPED)
def test_files_speak_of_the_same_regions(name):
    """Tables, matrices, labels of the surface: a cortical region has vertices on its own side, a nucleus none."""
    from raad.brain.maps import surface_labels

    c = connectome(name)
    with (files("raad.brain_data") / f"{name}_connectome.npz").open("rb") as file:
        assert tuple(np.load(file)["regions"]) == c.regions
    labels = surface_labels()[name]
    assert labels.shape == (20484,) and labels.max() <= len(c)
    assert set(labels[labels > 0] - 1) == set(np.flatnonzero(c.cortical))
    for k, side in ((slice(0, 10242), "L"), (slice(10242, None), "R")):
        assert {c.hemisphere[i - 1] for i in labels[k] if i} == {side}


def test_working_point_brings_any_connectome_to_the_same_distance():
    from raad.brain.working_point import at_working_point

    c = connectome("schaefer100")
    assert connectivity(c, None, at_working_point(c)).slowest == pytest.approx(
        connectivity(connectome()).slowest, abs=5e-3
    )


def test_numbers_of_regions():
    dk, schaefer = connectome(), connectome("schaefer100")
    assert (len(dk), dk.cortical.sum(), dk.prefrontal.sum()) == (82, 68, 22)
    assert (len(schaefer), schaefer.cortical.sum(), schaefer.prefrontal.sum()) == (100, 100, 21)
    assert len(set(schaefer.network)) == 7


def test_sensory_cortex_is_at_the_top_of_the_map(dk82):
    top = np.argsort(dk82.gradient)[-12:]
    assert {"L_pericalcarine", "R_pericalcarine"} <= {dk82.regions[i] for i in top}
    assert dk82.gradient[dk82.prefrontal].mean() < 0


def test_a_part_is_scaled_again(dk82):
    cortex = dk82.cortex()
    assert cortex.weights.sum(axis=1).mean() == pytest.approx(1)
    assert np.array_equal(np.array(cortex.regions)[cortex.mirrored], [r.replace("L_", "X_").replace("R_", "L_")
                          .replace("X_", "R_") for r in cortex.regions])  # fmt: skip


def test_own_csv_and_npz_say_the_same(tmp_path):
    (tmp_path / "mine.csv").write_text(as_csv(WEIGHTS))
    np.savez(tmp_path / "mine.npz", weights=WEIGHTS, regions=NAMES, prefrontal=np.array([1, 0, 1, 0]))
    a, b = connectome(tmp_path / "mine.csv"), connectome(str(tmp_path / "mine.npz"))
    assert a.regions == b.regions == tuple(NAMES) and a.hemisphere == ("L", "L", "R", "R")
    assert np.array_equal(a.weights, b.weights) and np.array_equal(a.prefrontal, b.prefrontal)
    assert a.weights.sum(axis=1).mean() == pytest.approx(1)
    assert np.isfinite(connectivity(a).prefrontal["plain"])


def test_scale_and_order_of_an_own_connectome_do_not_matter(tmp_path):
    """Counts in other units give the same network, and regions may come in any order."""
    turned = [2, 0, 3, 1]
    one = connectivity(Connectome.of(WEIGHTS, NAMES))
    other = connectivity(Connectome.of(WEIGHTS[np.ix_(turned, turned)] * 1000, [NAMES[i] for i in turned]))
    assert np.allclose(one.fc[np.ix_(turned, turned)], other.fc, atol=1e-9)


FAULTS = {
    "NaN": (as_csv(changed(0, 1, "nan")), r"'L_PFC' to 'L_V1'.*no finite number"),
    "infinite": (as_csv(changed(0, 1, "inf")), r"'L_PFC' to 'L_V1'.*no finite number"),
    "negative": (as_csv(changed(1, 3, -1)), r"'L_V1' to 'R_V1', -1, is negative"),
    "asymmetric": (as_csv(changed(1, 3, 7, back=False)), r"not symmetric: 'L_V1' to 'R_V1' is 7, back it is 1"),
    "not a number": (as_csv(WEIGHTS).replace("0.4", "many", 1), r"'L_V1' to 'R_PFC' is 'many'"),
    "empty cell": (as_csv(WEIGHTS).replace("0.4", "", 1), r"'L_V1' to 'R_PFC' is ''"),
    "too few rows": ("\n".join(as_csv(WEIGHTS).splitlines()[:-1]), r"4 regions in its first line but has 3 rows"),
    "ragged": (as_csv(WEIGHTS) .replace(",2.0,0.4,0.0,2.0", ",2.0,0.4,0.0"), r"'R_PFC' has 3 weights; 4 are needed"),
    "no names": ("\n".join(",".join(map(str, row)) for row in WEIGHTS), r"has no names: its first line holds numbers"),
    "nameless": (as_csv(WEIGHTS, ["L_PFC", "", "R_PFC", "R_V1"]), r"region 2 has no name"),
    "twice": (as_csv(WEIGHTS, ["L_PFC", "V1", "R_PFC", "V1"]), r"'V1' names 2 regions"),
    "other order": (as_csv(WEIGHTS, rows=[NAMES[i] for i in (0, 2, 1, 3)]), r"another order: row 2 is 'R_PFC'"),
    "to itself": (as_csv(changed(2, 2, 5)), r"'R_PFC' has a weight to itself \(5\)"),
    "alone": (as_csv(WEIGHTS * np.outer([1, 1, 1, 0], [1, 1, 1, 0])), r"'R_V1' is joined to no other region"),
    "two parts": (as_csv(np.kron(np.eye(2), [[0, 1], [1, 0]])), r"falls into 2 parts"),
    "empty": ("", r"is empty"),
    "no prefrontal": (as_csv(WEIGHTS, ["a", "b", "c", "d"]), r"no cortical region is known to be prefrontal"),
    "two regions": (as_csv([[0, 1], [1, 0]], ["PFC", "V1"]), r"three regions at least"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_says_what_is_wrong(tmp_path, fault):
    text, said = FAULTS[fault]
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(BadInput, match=said) as met:
        connectome(tmp_path / "mine.csv")
    assert "mine.csv" in str(met.value)


NPZ_FAULTS = {
    "no names": ({"weights": WEIGHTS}, "has no array 'regions'"),
    "wrong size": ({"weights": WEIGHTS, "regions": NAMES[:3]}, r"shape \(4, 4\), but 3 regions"),
    "not square": ({"weights": WEIGHTS[:3], "regions": NAMES}, r"shape \(3, 4\), but 4 regions"),
    "numbers as names": ({"weights": WEIGHTS, "regions": np.arange(4)}, "not a list of names"),
    "objects": ({"weights": WEIGHTS.astype(object), "regions": NAMES}, "cannot be read"),
    "text as weights": ({"weights": np.full((4, 4), "x"), "regions": NAMES}, "weights are not numbers"),
    "misspelt": ({"weights": WEIGHTS, "regions": NAMES, "gradiant": np.ones(4)}, "Did you mean 'gradient'"),
    "short map": ({"weights": WEIGHTS, "regions": NAMES, "gradient": np.ones(3)}, r"gradient has shape \(3,\)"),
    "fc without kind": ({"weights": WEIGHTS, "regions": NAMES, "fc": np.eye(4)}, "fc_kind"),
    "stranger": ({"weights": WEIGHTS, "regions": NAMES, "prefrontal": ["L_PFX"]}, "no prefrontal region named 'L_PFX'"),
    "short list": ({"weights": WEIGHTS, "regions": NAMES, "lobe": ["a"]}, "lobe has 1 words for 4 regions"),
}  # fmt: skip


@pytest.mark.parametrize("fault", NPZ_FAULTS)
def test_a_faulty_archive_says_what_is_wrong(tmp_path, fault):
    held, said = NPZ_FAULTS[fault]
    np.savez(tmp_path / "mine.npz", **held)
    with pytest.raises(BadInput, match=said):
        connectome(tmp_path / "mine.npz")


def test_files_that_are_none(tmp_path):
    (tmp_path / "mine.npz").write_text("no archive")
    (tmp_path / "mine.xlsx").write_text("no table")
    with pytest.raises(BadInput, match="There is no file"):
        connectome(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="cannot be read"):
        connectome(tmp_path / "mine.npz")
    with pytest.raises(BadInput, match=r"Give a \.csv or \.npz file"):
        connectome(tmp_path / "mine.xlsx")
    with pytest.raises(UnknownName, match="Did you mean 'dk82'"):
        connectome("dk28")


def test_an_own_connectome_may_be_hypersynchronous_too():
    from dataclasses import replace

    from raad.brain.working_point import fitted

    c = Connectome.of(WEIGHTS, NAMES)
    p = fitted(c)
    with pytest.raises(SolveFailed, match=r"hypersynchronous.*(PFC|V1)"):
        connectivity(c, None, replace(p, G=p.G * 2))


def test_gains_of_a_users_own_are_checked():
    weights = np.ones((3, 3)) - np.eye(3)
    own = Connectome.of(weights, ["PFC", "V1", "M1"], gain=[0.8, 1.0, 1.2])
    assert own.gain.tolist() == [0.8, 1.0, 1.2] and own.part(np.array([True, False, True])).gain.tolist() == [0.8, 1.2]
    plain = Connectome.of(weights, ["PFC", "V1", "M1"])
    assert not np.allclose(connectivity(own).fc, connectivity(plain).fc)
    with pytest.raises(BadInput, match="gain"):
        Connectome.of(weights, ["PFC", "V1", "M1"], gain=[0.8, 0.0, 1.2])


def test_each_parcellation_has_networks_and_lobes():
    dk, parcels = connectome("dk82"), connectome("schaefer100")
    assert dk.network is not None and parcels.network is not None
    assert {*dk.network} == {*parcels.network, ""} and {*parcels.lobe} <= {*dk.lobe}
    said = dict(zip(dk.regions, dk.network, strict=True))
    assert said["L_pericalcarine"] == said["R_cuneus"] == "Vis" and said["L_precentral"] == "SomMot"
    assert [n for n, cortical in zip(dk.network, dk.cortical, strict=True) if bool(n) != bool(cortical)] == []
    lobes = dict(zip(parcels.regions, parcels.lobe, strict=True))
    assert lobes["LH_Vis_5"] == "occipital"
