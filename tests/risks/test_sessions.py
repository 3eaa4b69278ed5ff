"""Sessions: doses that belong together, times to look at."""

from __future__ import annotations

import numpy as np
import pytest

import raad
from raad.quantities.errors import RaadError
from raad.risks.sessions import MOST_SESSIONS, sittings


def spray(**more):
    return raad.dose("esketamine", "nasal", AMT="84 mg", **more)


def test_doses_close_together_are_one_session():
    hourly = raad.dose("ketamine", "iv", AMT="10 mg", DUR="1 h", II="1 h", ADDL=99)
    (one,) = sittings(raad.Regimen((hourly,)), 70, 500)
    assert (one.start, one.end) == (0.0, 100.0)
    assert one.times.min() == 0 and one.times.max() == pytest.approx(104) and np.all(np.diff(one.times) > 0)


def test_other_drugs_are_no_sessions():
    pills = raad.dose("escitalopram", "oral", AMT="10 mg", II="24 h", ADDL=27)
    assert len(sittings(raad.Regimen((pills, spray(II="84 h", ADDL=1))), 70, 672)) == 2
    with pytest.raises(RaadError, match="no session"):
        sittings(raad.Regimen((pills,)), 70, 672)


def test_a_session_ends_where_the_next_begins():
    first, _ = sittings(raad.Regimen((spray(), spray(TIME="4.5 h"))), 70, 24)
    assert first.times.max() < first.next == 4.5


def test_too_many():
    with pytest.raises(RaadError, match=str(MOST_SESSIONS)):
        sittings(raad.Regimen((spray(II="24 h", ADDL=500),)), 70, 24 * 600)
