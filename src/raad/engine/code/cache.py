"""Machine code kept on disk, so that only the first process of a machine compiles.

An entry is named by the hash of all that its content depends on (equations, source of the engine, processor,
versions), so an old entry is never wrong, only unused. A file is written aside and renamed, so that processes
may write at once; it carries its own checksum, so that a damaged one is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER_VARIABLE = "RAAD_CACHE_DIR"
_MARK = b"raad engine code 1\n"
_MOST_ENTRIES = 400  # about 60 MB; the oldest go first

Entry = tuple[dict[str, Any], bytes]


def cache_folder() -> Path:
    """Return where code is kept: the user's cache folder, or what RAAD_CACHE_DIR names."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("raad") / "engine"


def _sources(folder: Any, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{path}{entry.name}", entry.read_bytes()


@cache
def engine_source() -> str:
    """Return the hash of the engine's own source: when it changes, all code is built anew."""
    total = hashlib.sha256()
    for name, content in sorted(_sources(files("raad.engine"), "")):
        total.update(name.encode() + content)
    return total.hexdigest()


def kept(words: tuple[str, ...], build: Callable[[], Entry]) -> Entry:
    """Return the entry of these words from the disk, or build it and keep it.

    Parameters
    ----------
    words
        All that the content depends on, besides the engine's source.
    build
        Makes the entry: what is known about the code, and the object file.

    Notes
    -----
    A folder that cannot be read or written costs time, never an error: the code is built in memory.
    """
    name = hashlib.sha256("\n".join((engine_source(), *words)).encode()).hexdigest()
    path = cache_folder() / f"{name}.code"
    try:
        found = _unpacked(path.read_bytes())
    except OSError:
        found = None
    if found is None:
        found = build()
        with suppress(OSError):
            _write(path, _packed(found))
    return found


def _packed(entry: Entry) -> bytes:
    known, code = entry
    head = json.dumps(known).encode()
    body = len(head).to_bytes(8, "little") + head + code
    return _MARK + hashlib.sha256(body).digest() + body


def _unpacked(data: bytes) -> Entry | None:
    """Read an entry; None when it is damaged or of another kind."""
    start = len(_MARK) + 32
    body = data[start:]
    if not data.startswith(_MARK) or hashlib.sha256(body).digest() != data[len(_MARK) : start]:
        return None
    end = 8 + int.from_bytes(body[:8], "little")
    return json.loads(body[8:end]), body[end:]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    entries = sorted(path.parent.glob("*.code"), key=lambda p: p.stat().st_mtime)
    for old in entries[:-_MOST_ENTRIES]:
        old.unlink(missing_ok=True)
