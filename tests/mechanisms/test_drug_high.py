"""Drug high: one level is liked more while it arrives than when it has long been there."""

from __future__ import annotations

import pytest

from raad.mechanisms.drug_high import DRUG_HIGH

PARAMS = {
    "C50_perception": 0.5, "potency_arketamine_high": 0.0, "tau_high_trace": 1.0, "width_high": 0.001,
    "share_arrival_liking": 0.5,
}  # fmt: skip


def said(s=0.0, r=0.0, known=0.0):
    inputs = {"effect_site_esketamine": s, "effect_site_arketamine": r}
    return DRUG_HIGH({"high_trace": known}, inputs, PARAMS).outputs


def test_arrival_is_half_of_liking():
    assert said(0.5)["drug_liking"] == pytest.approx(0.5, abs=0.002)
    assert said(0.5, known=0.5)["drug_liking"] == pytest.approx(0.25, abs=0.002)
    assert said(0.5, known=0.5)["drug_high"] == said(0.5)["drug_high"] == 0.5


def test_r_pleases_nobody():
    assert said(r=5.0)["drug_liking"] == 0
