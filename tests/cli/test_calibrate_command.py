"""`raad calibrate` shows and keeps what a calibration found."""

import csv
import json
import sys

from raad import calibrate as room
from raad.calibrate.fit import Fit, Target, Unknown
from raad.cli.main import run


def a_fit(progress):
    if progress:
        progress(1, 2.0)
    unknown = Unknown("k", 1.0, 0.5, 0.1, 10.0)
    target = Target("peak", "author2020", 2.0, 0.5, why="a test")
    return Fit((unknown,), (target,), {"k": 1.5}, {"k": 0.1}, {"peak": 2.25}, {"peak": 0.5}, 2.0)


def call(monkeypatch, capfd, *arguments):
    monkeypatch.setattr(room, "CALIBRATIONS", {"small": "somewhere:a_fit"}, raising=False)
    monkeypatch.setattr(sys, "argv", ["raad", "calibrate", *map(str, arguments)])
    try:
        run()
    except SystemExit as end:
        assert not end.code
    return capfd.readouterr().out


def test_estimates_and_residuals_are_shown_and_kept(monkeypatch, capfd, tmp_path):
    monkeypatch.setattr("raad.cli.calibrate_cmd._function", lambda where: a_fit)
    out = call(monkeypatch, capfd, "small", "--out", tmp_path / "fit", "--json")
    said = json.loads(out)
    assert said["estimates"][0]["estimate"] == 1.5
    assert said["residuals"][0]["residual_sd"] == 0.5
    with (tmp_path / "fit" / "estimates.csv").open() as file:
        assert next(csv.DictReader(file))["symbol"] == "k"
    assert "author2020" in (tmp_path / "fit" / "residuals.csv").read_text()


def test_calibrations_are_listed(monkeypatch, capfd):
    assert "small" in call(monkeypatch, capfd)


def test_exposures_are_shown_with_their_misses(monkeypatch, capfd):
    said = json.loads(call(monkeypatch, capfd, "--exposures", "--json"))
    assert said["share"]["exposure"] > 0.85 and len(said["values"]) > 200
    text = call(monkeypatch, capfd, "--exposures")
    assert "within 1.5-fold" in text and "Missed: kamp2020" in text
