"""The program, called in this process."""

import sys

import pytest

from raad.cli.main import run


@pytest.fixture
def raad(monkeypatch, capfd):
    """Run the program in this process; return code, stdout and stderr."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["raad", *map(str, arguments)])
        code = 0
        try:
            run()
        except SystemExit as end:
            code = end.code or 0
        out, err = capfd.readouterr()
        return code, out, err

    return call
