"""Nasal spray: part of each device crosses the nasal mucosa, the rest is swallowed and meets gut and liver."""

from raad.mechanisms.base import Mechanism, flow, step


def nasal_spray(states, inputs, params):
    share = params.F_nasal * (1 + (params.ratio_F_nasal_japanese - 1) * inputs.japanese)
    share_further = share * params.ratio_F_nasal_further
    return step(
        flow("nasal_depot", "central", params.ka_nasal * states.nasal_depot),
        flow("swallowed_depot", "liver", params.ka_swallowed * states.swallowed_depot),
        outputs={
            "F_nasal_first": share,
            "F_nasal_further": share_further,
            "F_swallowed_first": (1 - share) * params.F_gut,
            "F_swallowed_further": (1 - share_further) * params.F_gut,
        },
    )


NASAL_SPRAY = Mechanism(
    "nasal_spray_{drug}",
    nasal_spray,
    states={"{drug}_nasal_depot": "umol", "{drug}_swallowed_depot": "umol"},
    inputs={"{drug}_central": "umol", "{drug}_liver": "umol", "japanese": ""},
    params={
        "F_nasal": "",
        "ratio_F_nasal_further": "",
        "ratio_F_nasal_japanese": "",
        "F_gut": "",
        "ka_nasal": "1/h",
        "ka_swallowed": "1/h",
    },
    outputs={"F_nasal_first": "", "F_nasal_further": "", "F_swallowed_first": "", "F_swallowed_further": ""},
)
