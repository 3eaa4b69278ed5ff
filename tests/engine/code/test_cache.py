"""Machine code on disk: found again, rebuilt when damaged, never an error, and safe for processes side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
import symengine

from raad.engine.code import cache
from raad.engine.code.cache import FOLDER_VARIABLE, cache_folder, kept
from raad.engine.code.machine import this_machine
from raad.engine.compiled import Compiled
from raad.engine.system import System

ENTRY = ({"sizes": {"n": 3}, "entries": [[0, 1]]}, bytes(range(256)) * 40)
SYSTEM = System(("y",), ("k",), (-symengine.Symbol("k") * symengine.Symbol("y"),), {}, frozenset())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "codes"))
    return tmp_path / "codes"


class Builder:
    """Counts how often it is asked to build."""

    def __init__(self, entry=ENTRY):
        self.entry, self.times = entry, 0

    def __call__(self):
        self.times += 1
        return self.entry


def only(folder):
    (path,) = folder.glob("*.code")
    return path


def test_an_entry_is_written_and_found_again(folder):
    build = Builder()
    assert kept(("a", "b"), build) == kept(("a", "b"), build) == ENTRY
    assert build.times == 1
    assert only(folder).stat().st_size > len(ENTRY[1])
    assert not list(folder.glob(".new*")), "nothing is left aside"


def test_words_name_the_entry(folder):
    build = Builder()
    for words in (("a", "b"), ("b", "a"), ("a",), ("a", "b", "")):
        kept(words, build)
    assert build.times == len(list(folder.glob("*.code"))) == 4


def test_the_source_of_the_engine_names_the_entry(folder, monkeypatch):
    build = Builder()
    kept(("a",), build)
    monkeypatch.setattr(cache, "engine_source", lambda: "another")
    kept(("a",), build)
    assert build.times == 2


def spoil_a_byte(data):
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


DAMAGE = {
    "a byte": spoil_a_byte,
    "a byte of the checksum": lambda data: data[:25] + bytes([data[25] ^ 1]) + data[26:],
    "half of it": lambda data: data[: len(data) // 2],
    "all but the mark": lambda data: data[:19],
    "within the mark": lambda data: data[:7],
    "everything": lambda data: b"",
    "another program's": lambda data: b"#!/bin/sh\necho hello\n" * 9,
    "an older kind": lambda data: data.replace(b"code 1", b"code 0", 1),
    "more at the end": lambda data: data + b"x",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_built_anew_in_silence(folder, damage, recwarn):
    kept(("a",), Builder())
    whole = only(folder).read_bytes()
    only(folder).write_bytes(DAMAGE[damage](whole))
    build = Builder()
    assert kept(("a",), build) == ENTRY
    assert build.times == 1
    assert only(folder).read_bytes() == whole, "and is whole again"
    assert not recwarn.list


def test_a_folder_in_the_place_of_an_entry_costs_no_error(folder):
    kept(("a",), Builder())
    path = only(folder)
    path.unlink()
    path.mkdir()
    assert kept(("a",), Builder()) == ENTRY


def test_a_folder_that_cannot_be_made_costs_no_error(folder):
    folder.write_text("a file where the folder should be")
    build = Builder()
    assert kept(("a",), build) == kept(("a",), build) == ENTRY
    assert build.times == 2, "it is built each time"
    assert folder.read_text().startswith("a file")


def test_a_folder_that_cannot_be_written_costs_no_error(folder):
    folder.mkdir()
    folder.chmod(0o500)
    try:
        assert kept(("a",), Builder()) == ENTRY
    finally:
        folder.chmod(0o700)


def test_a_full_disk_costs_no_error_and_leaves_nothing(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)
    assert kept(("a",), Builder()) == ENTRY
    assert list(folder.iterdir()) == []


def test_an_error_of_the_builder_is_passed_on_and_keeps_nothing(folder):
    def build():
        raise ValueError("no such equation")

    with pytest.raises(ValueError, match="no such equation"):
        kept(("a",), build)
    assert not folder.exists()


def test_the_oldest_entries_go_first(folder, monkeypatch):
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 3)
    for k in range(5):
        kept((str(k),), Builder())
        newest = max(folder.glob("*.code"), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (k, k))
    assert len(list(folder.glob("*.code"))) == 3
    build = Builder()
    for k in (2, 3, 4, 1):
        kept((str(k),), build)
    assert build.times == 1, "the newest three are there"


def test_the_folder_is_the_users_unless_said_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    assert cache_folder().parts[-2:] == ("raad", "engine")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path


def test_another_processor_gives_another_entry(folder, monkeypatch):
    Compiled(SYSTEM)
    assert len(list(folder.glob("*.code"))) == 1
    Compiled(SYSTEM)
    assert len(list(folder.glob("*.code"))) == 1
    here = this_machine()
    for there in (replace(here, features=here.features + ",+raad"), replace(here, triple="x86_64-pc-windows-msvc")):
        assert there.name != here.name
        assert kept(("system", SYSTEM.sha256, there.name), Builder()) == ENTRY
    assert len(list(folder.glob("*.code"))) == 3


def test_other_equations_give_another_entry(folder):
    other = System(SYSTEM.states, SYSTEM.slow, (-SYSTEM.rates[0],), {}, frozenset())
    Compiled(SYSTEM), Compiled(other)
    assert len(list(folder.glob("*.code"))) == 2


FOLLOW = """
import numpy as np, sys, symengine
from raad.engine.compiled import compiled
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.system import System
from raad.engine.timetable import Timetable
y, k = symengine.symbols("y k")
system = System(("y",), ("k",), (-k * y,), {"twice": 2 * y}, frozenset())
watch = Watch(("twice",), np.zeros(1), np.zeros(1), np.ones(1))
run = Journey(compiled(system), np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), Timetable.of([[]]),
              Records.same(1, np.ones(1)), watch, Accuracy(rtol=1e-8))
run.go(1.0)
sys.stdout.write(run.states.tobytes().hex() + run.watch.tobytes().hex())
"""


def start(folder):
    return subprocess.Popen(
        [sys.executable, "-c", FOLLOW], env={**os.environ, FOLDER_VARIABLE: str(folder)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_processes_may_write_at_once(folder):
    crew = [start(folder) for _ in range(4)]
    said = [process.communicate(timeout=120) for process in crew]
    assert [process.returncode for process in crew] == [0] * 4, said
    assert not any(error for _, error in said)
    assert len({out for out, _ in said}) == 1, "all found the same bits"
    entries = list(folder.glob("*.code"))
    assert len(entries) == 3, "the system, the loop, and what is watched"
    assert all(cache._unpacked(path.read_bytes()) is not None for path in entries), "each is whole"
    assert not list(folder.glob(".new*"))
    before = {path: path.stat().st_mtime_ns for path in entries}
    fifth = start(folder)
    assert fifth.communicate(timeout=120)[0] == said[0][0], "code from the disk gives the bits of code made now"
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.code")} == before
