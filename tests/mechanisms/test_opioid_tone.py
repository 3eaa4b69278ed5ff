"""Opioid tone: the antagonist takes permission and pleasure; the agonist gives pleasure and sedation only."""

from __future__ import annotations

import pytest

from raad.mechanisms.opioid_tone import OPIOID_TONE

PARAMS = {"opioid_gate": 0.4, "share_opioid_reward": 0.5, "EC50_opioid_sedation": 0.3}


def said(antagonist=0.0, agonist=0.0):
    return OPIOID_TONE({}, {"opioid_antagonist": antagonist, "opioid_agonist": agonist}, PARAMS).outputs


def test_an_antagonist_takes_the_share_of_the_gate():
    assert said(antagonist=0.95)["opioid_permission"] == pytest.approx(1 - 0.4 * 0.95)
    assert said(antagonist=0.95)["opioid_reward"] < 0


def test_an_agonist_pleases_and_sedates_but_permits_nothing_more():
    """Morphine is hedonic and not antidepressant-like (klein2020)."""
    given = said(agonist=0.6)
    assert given["opioid_permission"] == 1 and given["opioid_reward"] > 0 and given["opioid_sedation"] > 0.5
