"""Draws: within the spread of a row, and gains that go against their drives."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.evidence import load_register
from raad.risks.anchors import _peaks, anchor, anchored
from raad.risks.draws import central, draw
from raad.risks.endpoints import numbers, session_readouts

TABLE = load_register()


def many(symbol: str, count: int = 2000) -> np.ndarray:
    random = np.random.default_rng(1)
    return np.array([draw(TABLE, [symbol], random)[symbol] for _ in range(count)])


def test_an_interval_holds_nineteen_of_twenty():
    row = TABLE.row("C50_perception", "human")
    low, high = row.spread_in(row.unit)
    values = many("C50_perception")
    assert np.mean((values > low) & (values < high)) == pytest.approx(0.95, abs=0.02)
    assert np.median(values) == pytest.approx(row.value, rel=0.02)


def test_a_range_is_never_left():
    values = many("share_adaptation_pressure")
    assert values.min() >= 0 and values.max() <= 0.91


def test_a_standard_error_is_one():
    row = TABLE.row("ceiling_sedation", "human")
    assert np.log(many("ceiling_sedation")).std() == pytest.approx(row.spread_in(row.unit)[0] / row.value, rel=0.06)


@pytest.mark.parametrize("symbol", ["gain_rate_dissociation", "MW_ketamine"])
def test_what_is_off_or_certain_stays(symbol):
    assert set(many(symbol, 20)) == {TABLE.row(symbol, "human").value}


def test_a_drawn_drive_takes_its_gain_along():
    """The CADSS of a typical person after 84 mg stays within the uncertainty of its mean, whatever the C50."""
    model = raad.treatment().awake(session_readouts())
    typical = numbers()
    for low in (0.8, 3.0):
        changed = anchor(model, {"C50_dissociation": low}, typical, np.random.default_rng(2))
        moved = model.with_values({k: v for k, v in changed.items() if k in model.params})
        kept = [m.values["gain_cadss"] * _peaks(m)["dissociation_felt"] for m in (model, moved)]
        assert kept[1] / kept[0] == pytest.approx(1, abs=0.5)
        apart = _peaks(moved)["dissociation_felt"] / _peaks(model)["dissociation_felt"]
        assert abs(np.log(apart)) > 0.5
    assert {*anchored()} <= {*model.params, *typical}


def test_central_interval():
    assert central(list(range(101))) == (5.0, 95.0)
