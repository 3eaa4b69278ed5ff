"""The family of errors: one root, and a hint to the nearest right name."""

from __future__ import annotations

import pytest

from raad.quantities import errors


def test_everything_has_one_root():
    family = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert all(issubclass(e, errors.RaadError) for e in family)


def test_a_hint_names_what_is_near():
    assert str(errors.unknown("readout", "mardrs", ["madrs", "hamd17"])) == (
        "There is no readout named 'mardrs'. Did you mean 'madrs'? Known: hamd17, madrs."
    )


def test_long_lists_are_not_printed():
    known = [f"state_{i}" for i in range(50)]
    assert "Known" not in str(errors.unknown("state", "zzz", known, "List them."))


@pytest.mark.parametrize("kind", [ValueError, KeyError])
def test_an_unknown_name_is_also_an_error_that_python_knows(kind):
    with pytest.raises(kind):
        raise errors.unknown("state", "x", ["y"])
