"""The words that evidence tables may use: domains, kinds of spread, units that are words."""

from __future__ import annotations

DOMAINS = ("pk", "mechanism", "efficacy", "safety", "brain")
VERIFICATIONS = ("read", "recalled")
READ_LEVELS = ("full_text", "abstract", "secondary", "recalled")
DIRECTIONS = ("block", "attenuate", "enhance", "mimic", "no_change")
ONE_NUMBER_SPREADS = ("sd", "se")
TWO_NUMBER_SPREADS = ("ci95_low_high", "range")
SPREAD_TYPES = ("none", *ONE_NUMBER_SPREADS, *TWO_NUMBER_SPREADS)

# A month is a twelfth of a Julian year, as in the unit registry.
HOURS_IN = {"min": 1 / 60, "h": 1.0, "d": 24.0, "day": 24.0, "week": 168.0, "month": 730.5}

# The value of such a row is text.
TEXT_UNITS = ("category", "schedule")

# The value of such a row is one of a few numbers.
FEW_VALUES = {"sign": (-1.0, 0.0, 1.0), "boolean": (0.0, 1.0), "changed_flag": (0.0, 1.0)}

# Statistics and counts of the literature. They are no physical units, so a value in one of them
# is never converted: raad compares it only with a value in the same word.
EVIDENCE_WORDS = frozenset(
    {
        *TEXT_UNITS,
        *FEW_VALUES,
        "% baseline",
        "% of dose",
        "Cohen d",
        "Cronbach alpha",
        "F statistic",
        "Fisher z",
        "Fisher z per unit",
        "Hedges g",
        "Hedges g per year",
        "L/70 kg",
        "L/h/70 kg",
        "SMD",
        "bpm",
        "correlation",
        "effect size (d)",
        "fmol/mg protein",
        "fold baseline",
        "fold control",
        "fold lower",
        "fold slower",
        "fraction of inhibitory",
        "index",
        "infusions",
        "log-variance",
        "logit",
        "mg/kg i.v.",
        "odds ratio",
        "p_value",
        "patients",
        "per year",
        "proportional variance",
        "r",
        "voxels",
    }
)

# Text that a unit parser reads as something that no author of this field can have meant.
MISREAD_UNITS = {
    "F": ("farad", "F statistic"),
    "alpha": ("the fine-structure constant", "Cronbach alpha"),
    "p": ("a prefix", "p_value"),
}
# The same for a quantity whose name says that it is an effect size.
MISREAD_EFFECT_SIZES = {
    "hedges_g": ("g", "gram", "Hedges g"),
    "cohen_d": ("d", "day", "Cohen d"),
    "cohens_d": ("d", "day", "Cohen d"),
}
