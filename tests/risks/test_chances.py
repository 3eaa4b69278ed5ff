"""Chances: closed forms at both ends, the way back, and events that are thrown instead of summed over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raad.risks.chances import at_least_once, of_a_session

SHARE = st.floats(0.001, 0.9)


@given(SHARE, st.integers(1, 30))
def test_without_correlation_sessions_are_throws_of_a_coin(chance, sessions):
    assert at_least_once(np.full(sessions, chance), 0.0) == pytest.approx(1 - (1 - chance) ** sessions, abs=1e-6)


@given(SHARE, st.integers(1, 30), st.floats(0.0, 0.97))
def test_a_course_lies_between_its_worst_session_and_their_sum(chance, sessions, correlation):
    once = float(at_least_once(np.full(sessions, chance), correlation))
    assert chance - 2e-3 <= once <= min(1.0, sessions * chance) + 2e-3


@given(SHARE, st.floats(0.0, 0.97))
def test_the_way_back_from_four_weeks_to_a_session(once, correlation):
    session = of_a_session(np.array([once]), correlation, 8)
    assert float(at_least_once(np.repeat(session[:, None], 8, axis=1), correlation)[0]) == pytest.approx(once, abs=2e-3)


def test_events_that_are_thrown_agree_with_the_sum():
    from scipy.special import ndtr, ndtri

    chances, correlation = np.array([0.3, 0.1, 0.05, 0.2]), 0.88
    random = np.random.default_rng(5)
    own, each = random.standard_normal((200_000, 1)), random.standard_normal((200_000, 4))
    latent = np.sqrt(correlation) * own + np.sqrt(1 - correlation) * each
    thrown = (ndtr(latent) > 1 - chances).any(axis=1).mean()
    assert ndtri(float(at_least_once(chances, correlation))) == pytest.approx(ndtri(thrown), abs=0.02)


def test_rems_sessions_and_patients():
    """Of sessions 34.7 % and of patients 61.9 % had sedation (jnj_sedation2025), of whom most had 8 to 20 sessions."""
    from raad.evidence import load_observations
    from raad.risks.endpoints import numbers

    rows = [o for o in load_observations() if o.study_id == "jnj_sedation2025"]
    session, patient = (
        next(float(o.value) for o in rows if o.quantity == f"incidence_sedation_rems_{of}")
        for of in ("session", "patient")
    )
    correlation = numbers()["correlation_sessions"]
    few, many = (100 * at_least_once(np.full(n, session / 100), correlation) for n in (8, 60))
    assert few < patient < many
