"""Metabolites of one enantiomer: norketamine in plasma and tissue, hydroxynorketamine in one pool."""

from raad.mechanisms.base import Mechanism, flow, step


def norketamine(states, inputs, params):
    arterial = states.plasma / (params.V_norketamine * inputs.size_volume)
    tissue = states.tissue / (params.V_tissue_norketamine * inputs.size_volume)
    asian = 1 + (params.ratio_CL_norketamine_asian - 1) * inputs.asian
    cleared = params.CL_norketamine * params.ratio_CL * asian * inputs.size_flow * arterial
    return step(
        flow("plasma", "tissue", params.Q_norketamine * inputs.size_flow * (arterial - tissue)),
        flow("plasma", "body", params.fm_hnk * cleared),
        flow("plasma", None, (1 - params.fm_hnk) * cleared),
        rates={"venous_conc": (arterial - states.venous_conc) / params.tau_venous},
        outputs={"arterial_conc": arterial},
    )


def hydroxynorketamine(states, inputs, params):
    arterial = states.body / (params.V_hnk * inputs.size_volume)
    return step(
        flow("body", None, params.CL_hnk * inputs.size_flow * arterial),
        outputs={"arterial_conc": arterial},
    )


NORKETAMINE = Mechanism(
    "norketamine_{metabolite}",
    norketamine,
    states={"{metabolite}_plasma": "umol", "{metabolite}_tissue": "umol", "venous_conc_{metabolite}": "uM"},
    inputs={"size_flow": "", "size_volume": "", "asian": "", "{hydroxylated}_body": "umol"},
    params={
        "V_norketamine": "L",
        "V_tissue_norketamine": "L",
        "Q_norketamine": "L/h",
        "CL_norketamine": "L/h",
        "ratio_CL_{metabolite}": "",
        "ratio_CL_norketamine_asian": "",
        "fm_hnk": "",
        "tau_venous": "h",
    },
    outputs={"arterial_conc_{metabolite}": "uM"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0},
)

HYDROXYNORKETAMINE = Mechanism(
    "hydroxynorketamine_{hydroxylated}",
    hydroxynorketamine,
    states={"{hydroxylated}_body": "umol"},
    inputs={"size_flow": "", "size_volume": ""},
    params={"V_hnk": "L", "CL_hnk": "L/h"},
    outputs={"arterial_conc_{hydroxylated}": "uM"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0},
)
