"""Maps of the brain: even colours, both hemispheres, one scale about 0, and what is not known in grey."""

import io

import numpy as np
import pytest

pytest.importorskip("nilearn")

from matplotlib.image import imread

from raad.brain import connectome
from raad.quantities.errors import BadInput
from raad.report import brain_colours as colours
from raad.report.brain_mesh import VIEWS, surface, vertex_regions, view
from raad.report.brain_surface import Picture, columns, draw, save


def lightness(rgb):
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126729, 0.7151522, 0.0721750])
    return 116 * np.where(y > (6 / 29) ** 3, np.cbrt(y), y / (3 * (6 / 29) ** 2) + 4 / 29) - 16


def picture(values, name="dk82"):
    c = connectome(name)
    titles = ["before", "24 h"][: len(values)]
    return Picture(c.regions, columns(titles, values), "T", "level\n[x]", "change [x]", c.cortical)


def test_changes_are_as_light_on_both_sides_and_even_to_the_eye():
    rgb = np.asarray(colours.changes()(np.linspace(0, 1, 41)))[:, :3]
    found = lightness(rgb)
    assert found == pytest.approx(found[::-1], abs=2.5)
    assert np.diff(found[:21]) == pytest.approx(np.full(20, np.diff(found[:21]).mean()), abs=0.8)


def test_falls_are_blue_and_rises_red_so_that_the_colour_blind_tell_them_apart():
    low, high = (np.asarray(colours.changes()(at))[:3] for at in (0.1, 0.9))
    assert low[2] > low[0] + 0.2
    assert high[0] > high[2] + 0.2
    assert colours.levels().name == "viridis"


@pytest.mark.parametrize("name", ["dk82", "schaefer100"])
def test_every_cortical_region_stands_on_the_surface_in_its_hemisphere(name):
    c = connectome(name)
    found = vertex_regions(c.regions)
    assert set(np.unique(found)) - {-1} == set(np.flatnonzero(c.cortical))
    left, right = found[:10_242], found[10_242:]
    assert {c.hemisphere[i] for i in set(left) - {-1}} == {"L"}
    assert {c.hemisphere[i] for i in set(right) - {-1}} == {"R"}


def test_regions_in_another_order_are_found_by_name():
    c = connectome("dk82")
    backwards = vertex_regions(c.regions[::-1])
    here = vertex_regions(c.regions)
    assert np.array_equal(np.where(backwards >= 0, 81 - backwards, -1), here)


def test_views_look_at_the_right_side_of_the_right_hemisphere():
    c = connectome("dk82")
    found = vertex_regions(c.regions)
    for side, face in VIEWS:
        seen = view(side, face, height=120)
        shown = set(found[seen.vertex[seen.vertex >= 0]]) - {-1}
        assert {c.hemisphere[i] for i in shown} == {"L" if side == "left" else "R"}
        names = {c.regions[i].split("_", 1)[1] for i in shown}
        assert ("precuneus" in names and "isthmuscingulate" in names) == (face == "medial")
        assert ("insula" in names) == (face == "lateral")
    lateral = view("left", "lateral", height=120)
    xs = {n: np.flatnonzero((found[np.maximum(lateral.vertex, 0)] == c.index(n)).any(axis=0)).mean()
          for n in ("L_rostralmiddlefrontal", "L_lateraloccipital")}  # fmt: skip
    assert xs["L_rostralmiddlefrontal"] < xs["L_lateraloccipital"], "the front of a left lateral view is on the left"


def test_a_column_of_changes_starts_from_the_reference():
    found = columns(["before", "24 h"], np.array([[1.0, 2.0], [1.5, 1.0]]))
    assert [c.change for c in found] == [False, True]
    assert found[1].values.tolist() == [0.5, -1.0]


def test_changes_share_one_scale_about_zero():
    c = connectome("dk82")
    values = np.zeros((2, len(c)))
    values[1, 3] = -0.4
    values[1, 5] = 0.1
    assert picture(values).limits()[1] == 0.4
    assert picture(np.zeros((2, len(c)))).limits() == ((-0.5, 0.5), 1.0)


def test_a_picture_is_drawn_and_the_same_twice(tmp_path):
    values = np.random.default_rng(0).normal(size=(2, 82))
    values[1, 4] = np.nan
    png = draw(picture(values), dpi=60)
    assert png == draw(picture(values), dpi=60)
    pixels = imread(io.BytesIO(png))
    assert pixels.shape[0] > 200
    assert save(picture(values), tmp_path / "a.png").stat().st_size > 10_000
    with pytest.raises(BadInput, match="png"):
        save(picture(values), tmp_path / "a.jpg")


def test_a_side_that_rises_alone_is_red_alone():
    c = connectome("dk82")
    values = np.zeros((2, len(c)))
    values[1, [h == "L" for h in c.hemisphere]] = 1.0
    pixels = imread(io.BytesIO(draw(picture(values), dpi=80)))
    height = pixels.shape[0]
    red = (pixels[..., 0] > 0.35) & (pixels[..., 2] < 0.3) & (pixels[..., 1] < 0.3)
    rows = np.flatnonzero(red[: int(0.85 * height)].any(axis=1))
    assert rows.size
    assert rows[rows < 0.7 * height].max() < 0.52 * height, "the upper two rows are the left hemisphere"


def test_regions_of_no_surface_are_one_clear_error():
    c = connectome("dk82")
    own = Picture(tuple(f"r{i}" for i in range(82)), columns(["a"], np.zeros((1, 82))), "T", "x", "x", c.cortical)
    with pytest.raises(BadInput, match="no shipped surface"):
        draw(own)


def test_without_nilearn_the_error_says_what_to_install(monkeypatch):
    import sys

    surface.cache_clear()
    monkeypatch.setitem(sys.modules, "nilearn.datasets", None)
    with pytest.raises(BadInput, match=r"raad\[brain\]"):
        surface("inflated")
    surface.cache_clear()
