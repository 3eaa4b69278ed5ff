"""A folder of results is whole or absent."""

import pytest

from raad.exchange.folder import whole_folder
from raad.quantities.errors import BadInput


def test_nothing_is_left_behind_when_the_work_fails(tmp_path):
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "out") as made:
        (made / "half.csv").write_text("1")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_content_is_refused_and_kept(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(BadInput, match="--force"), whole_folder(tmp_path):
        pass
    assert (tmp_path / "mine.txt").read_text() == "precious"


def test_force_replaces_results_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    (out / "store").mkdir(parents=True)
    (out / "store" / "old").write_text("old")
    (out / "mine.txt").write_text("precious")
    with whole_folder(out, force=True) as made:
        (made / "store").mkdir()
        (made / "store" / "new").write_text("new")
    assert sorted(p.name for p in out.iterdir()) == ["mine.txt", "store"]
    assert [p.name for p in (out / "store").iterdir()] == ["new"]


def test_a_file_in_the_way_and_a_missing_parent_are_told(tmp_path):
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "file", tmp_path / "no" / "out"):
        with pytest.raises(BadInput), whole_folder(target):
            pass
