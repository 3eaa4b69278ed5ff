"""Shares of a dose: what crosses a mucosa, and what is swallowed with the rest and passes the wall of the gut."""

from raad.mechanisms.base import Mechanism, step


def mucosal_shares(states, inputs, params):
    share = params.F_nasal * (1 + (params.ratio_F_nasal_japanese - 1) * inputs.japanese)
    share_further = share * params.ratio_F_nasal_further
    return step(
        outputs={
            "F_nasal_first": share,
            "F_nasal_further": share_further,
            "F_swallowed_first": (1 - share) * inputs.F_gut_wall,
            "F_swallowed_further": (1 - share_further) * inputs.F_gut_wall,
            "F_swallowed_mouth": (1 - params.F_mucosal) * inputs.F_gut_wall,
        },
    )


MUCOSAL_SHARES = Mechanism(
    "mucosal_shares",
    mucosal_shares,
    inputs={"japanese": "", "F_gut_wall": ""},
    params={"F_nasal": "", "ratio_F_nasal_further": "", "ratio_F_nasal_japanese": "", "F_mucosal": ""},
    outputs={
        "F_nasal_first": "",
        "F_nasal_further": "",
        "F_swallowed_first": "",
        "F_swallowed_further": "",
        "F_swallowed_mouth": "",
    },
    rest_inputs={"F_gut_wall": 1.0},
)
