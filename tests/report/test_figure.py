"""The figure of the front page is 1600 pixels wide, and whole or absent."""

import struct

import pytest

from raad.exchange.scenario import load, run
from raad.quantities.errors import BadInput
from raad.report.figure import write_figure


def test_the_figure_is_1600_pixels_wide(tmp_path):
    path = write_figure(run(load("nasal_induction")), tmp_path / "walk.png")
    assert struct.unpack(">I", path.read_bytes()[16:20])[0] == 1600
    assert [p.name for p in tmp_path.iterdir()] == ["walk.png"]


@pytest.mark.parametrize("name", ["walk.pdf", "no/walk.png"])
def test_another_kind_or_a_missing_folder_is_refused(tmp_path, name):
    with pytest.raises(BadInput):
        write_figure(run(load("rat_surge")), tmp_path / name)
