"""Liver: cells, flow and binding in cirrhosis, and enzymes that genes, inhibitors and inducers change."""

from raad.mechanisms.base import Mechanism, step


def liver(states, inputs, params):
    def in_cirrhosis(ratio_a, ratio_b):
        return 1 + (ratio_a - 1) * inputs.child_pugh_a + (ratio_b - 1) * inputs.child_pugh_b

    cells = in_cirrhosis(params.ratio_liver_cells_child_pugh_a, params.ratio_liver_cells_child_pugh_b)
    albumin = in_cirrhosis(params.ratio_albumin_child_pugh_a, params.ratio_albumin_child_pugh_b)
    bound_over_free = 1 / params.fu_plasma_ketamine - 1
    free_rel = (1 + bound_over_free) / (1 + bound_over_free * albumin)
    cyp2b6 = inputs.cyp2b6_liver_rel * params.ratio_CYP2B6_allele_6**inputs.cyp2b6_6_alleles

    def activity(share_3a4, share_2b6):
        return cells * (1 + share_3a4 * (inputs.cyp3a4_liver_rel - 1) + share_2b6 * (cyp2b6 - 1))

    return step(
        outputs={
            "demethylation_rel": free_rel
            * activity(params.share_CYP3A4_demethylation, params.share_CYP2B6_demethylation),
            "other_metabolism_rel": free_rel * activity(params.share_CYP3A4_other, params.share_CYP2B6_other),
            "norketamine_metabolism_rel": activity(params.share_CYP3A4_norketamine, params.share_CYP2B6_norketamine),
            "liver_flow_rel": in_cirrhosis(params.ratio_Q_hepatic_child_pugh_a, params.ratio_Q_hepatic_child_pugh_b),
        }
    )


_RATIOS = ("ratio_liver_cells", "ratio_albumin", "ratio_Q_hepatic")
_PATHS = ("demethylation", "other", "norketamine")

LIVER = Mechanism(
    "liver",
    liver,
    inputs={
        "child_pugh_a": "",
        "child_pugh_b": "",
        "cyp2b6_6_alleles": "",
        "cyp3a4_liver_rel": "",
        "cyp2b6_liver_rel": "",
    },
    params={
        **{f"{name}_child_pugh_{grade}": "" for name in _RATIOS for grade in "ab"},
        **{f"share_{enzyme}_{path}": "" for path in _PATHS for enzyme in ("CYP3A4", "CYP2B6")},
        "ratio_CYP2B6_allele_6": "",
        "fu_plasma_ketamine": "",
    },
    outputs={
        "demethylation_rel": "",
        "other_metabolism_rel": "",
        "norketamine_metabolism_rel": "",
        "liver_flow_rel": "",
    },
    rest_inputs={"cyp3a4_liver_rel": 1.0, "cyp2b6_liver_rel": 1.0},
)
