"""A folder of results that appears only when it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from raad.quantities.errors import BadInput


def check_folder(target: Path, force: bool) -> None:
    """Refuse a folder that cannot take results: it must be new or empty, or `force` given.

    Raises
    ------
    BadInput
        Before any work is done.
    """
    if target.exists() and not target.is_dir():
        raise BadInput(f"{target} is a file, but results need a folder. Choose another name.")
    if target.is_dir() and any(target.iterdir()) and not force:
        raise BadInput(f"{target} is not empty. Choose a new folder, or add --force to replace results in it.")
    parent = target.absolute().parent
    if not parent.is_dir():
        raise BadInput(f"{parent} is no folder, so {target.name!r} cannot be made in it. Make it first.")
    if not os.access(target if target.is_dir() else parent, os.W_OK):
        raise BadInput(f"{target} cannot be written: permission denied. Choose another folder.")


@contextmanager
def whole_folder(target: str | Path, force: bool = False) -> Iterator[Path]:
    """Give a folder to write into; what is in it takes its place when the block ends without an error.

    With `force`, files of the same names are replaced; other files in the folder stay.

    Examples
    --------
    >>> out = getfixture("tmp_path") / "results"
    >>> with whole_folder(out) as aside:
    ...     _ = (aside / "a.txt").write_text("whole")
    >>> [file.name for file in out.iterdir()]
    ['a.txt']
    """
    place = Path(target)
    check_folder(place, force)
    aside = Path(tempfile.mkdtemp(dir=place.absolute().parent, prefix=f".{place.name}."))
    try:
        made = aside / "made"
        made.mkdir()
        yield made
        if not place.exists():
            os.replace(made, place)
            return
        for item in made.iterdir():
            _replace(item, place / item.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _replace(new: Path, old: Path) -> None:
    if old.is_dir() and not old.is_symlink():
        shutil.rmtree(old)
    os.replace(new, old)
