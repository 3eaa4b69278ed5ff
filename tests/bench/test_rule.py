"""The rule on closed examples, and what it leaves unsaid."""

import pytest

from raad.bench.rule import Point, agrees, lost_of, missing, name_of_effect, name_of_loss, relative, whole


@pytest.mark.parametrize(
    ("before", "after", "called"),
    [
        (-0.2, 0.0, "block"),
        (-0.2, -0.03, "block"),
        (-0.2, 0.1, "block"),
        (-0.2, -0.1, "attenuate"),
        (-0.2, -0.19, "no_change"),
        (-0.2, -0.21, "no_change"),
        (-0.2, -0.4, "enhance"),
        (0.5, 0.05, "block"),
    ],
)
def test_what_is_lost_has_a_name(before, after, called):
    assert name_of_loss(lost_of(before, after)) == called


def test_sign_must_match():
    assert name_of_effect(relative(-0.2, -0.2, 1, -1)) == "mimic"
    assert name_of_effect(relative(0.2, -0.2, 1, -1)) == "opposite"
    assert not agrees("mimic", "opposite")


def test_where_the_reference_is_still_the_benefit_says_which_way_is_mimicry():
    assert name_of_effect(relative(-0.2, 1e-6, 1, -1)) == "mimic"
    assert name_of_effect(relative(-0.2, 1e-6, 1, 1)) == "opposite"
    assert name_of_effect(relative(0.05, 1e-6, 1, 1)) == "no_change"


def test_nothing_can_be_lost_of_nothing():
    assert missing(1e-9, 0.0, 1.0)
    assert missing(0.004, 0.1, 1.0)
    assert not missing(0.006, 0.1, 1.0)


def test_all_must_agree_and_the_unsaid_decides_nothing():
    yes, no, unsaid = (
        Point("pass", 0.9, "block", ""),
        Point("fail", 0.1, "attenuate", ""),
        Point("cannot_say", None, "", ""),
    )
    assert [whole(list(p))[0] for p in ((yes, yes), (yes, no), (yes, unsaid), (unsaid,), ())] == [
        "pass", "fail", "pass", "cannot_say", "cannot_say",
    ]  # fmt: skip
