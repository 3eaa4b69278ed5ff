"""The pass rule: how much of an effect is lost, and what that is called. Every threshold of the bench is here."""

from __future__ import annotations

from dataclasses import dataclass

# The note on mechanisms that ships with the evidence, section 9: the sign of (treated - control) must match;
# "attenuate" means 10-80 % of the effect lost, "block" more than 80 %.
LOST_LITTLE, LOST_MOST = 0.1, 0.8
# Ours: an effect below a twentieth of that of the reference is none, so that nothing can be lost of it.
MISSING = 0.05
# Ours: where the reference moves a readout by less than a hundredth of its rest, effects count in tenths of the rest.
STILL, SHARE_OF_REST = 0.01, 0.1
ROUNDING = 1e-6  # of the scale of a readout; less is error of the solver

PASS, FAIL, CANNOT_SAY = "pass", "fail", "cannot_say"


@dataclass(frozen=True, slots=True)
class Point:
    """One readout at one time: what was found, what it is called, and whether that is what was seen."""

    result: str  # pass | fail | cannot_say
    effect: float | None  # share lost, or effect in units of the reference
    called: str
    why: str


def name_of_loss(lost: float) -> str:
    """Name a share of an effect that is lost.

    Examples
    --------
    >>> [name_of_loss(x) for x in (1.3, 0.81, 0.8, 0.1, 0.0, -0.05, -0.5)]
    ['block', 'block', 'attenuate', 'attenuate', 'no_change', 'no_change', 'enhance']
    """
    if lost > LOST_MOST:
        return "block"
    if lost >= LOST_LITTLE:
        return "attenuate"
    return "enhance" if lost < -LOST_LITTLE else "no_change"


def name_of_effect(effect: float) -> str:
    """Name an effect in units of the reference treatment.

    Examples
    --------
    >>> [name_of_effect(x) for x in (0.5, 0.05, -0.5)]
    ['mimic', 'no_change', 'opposite']
    """
    return "mimic" if effect > LOST_LITTLE else "opposite" if effect < -LOST_LITTLE else "no_change"


def agrees(expected: str, called: str) -> bool:
    """Return whether what is predicted is what was seen.

    Without something to be lost, "enhance" asks for an effect as the reference has it, "block" and "attenuate" for
    one against it.

    Examples
    --------
    >>> agrees("block", "attenuate"), agrees("enhance", "mimic"), agrees("attenuate", "opposite")
    (False, True, True)
    """
    same = {"mimic": ("enhance",), "opposite": ("block", "attenuate")}
    return expected == called or expected in same.get(called, ())


def missing(effect: float, reference: float, scale: float) -> bool:
    """Return whether there is no effect of which something could be lost.

    Examples
    --------
    >>> missing(-0.004, -0.1, 1.0), missing(-0.08, -0.1, 1.0), missing(0.0, 0.0, 1.0)
    (True, False, True)
    """
    return abs(effect) < max(MISSING * abs(reference), ROUNDING * scale)


def lost_of(before: float, after: float) -> float:
    """Return the share of an effect that is lost.

    Examples
    --------
    >>> lost_of(-0.2, -0.05)
    0.75
    """
    return 1 - after / before


def relative(effect: float, reference: float, scale: float, benefit: float) -> float:
    """Return an effect in units of the reference; of the rest where the reference hardly moves the readout.

    Examples
    --------
    >>> relative(-0.1, -0.2, 1.0, -1), relative(0.05, 0.001, 1.0, 1)
    (0.5, 0.05)
    """
    if abs(reference) < STILL * scale:
        sign = 1.0 if benefit > 0 else -1.0
        return sign * effect / scale * (LOST_LITTLE / SHARE_OF_REST)
    return effect / reference


def whole(points: list[Point]) -> tuple[str, Point | None]:
    """Return the result of a row and the point that decides: all must agree; what cannot be said decides nothing.

    Examples
    --------
    >>> yes, no = Point(PASS, 0.9, "block", ""), Point(FAIL, 0.2, "attenuate", "")
    >>> whole([yes, no])[0], whole([yes])[0], whole([])[0]
    ('fail', 'pass', 'cannot_say')
    """
    for result in (FAIL, PASS, CANNOT_SAY):
        for point in points:
            if point.result == result:
                return result, point
    return CANNOT_SAY, None
