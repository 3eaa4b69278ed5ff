"""Metabolites of one enantiomer: norketamine in plasma and tissue, hydroxynorketamine in one pool."""

from raad.mechanisms.base import Mechanism, flow, step


def norketamine(states, inputs, params):
    arterial = states.plasma / (params.V_norketamine * inputs.size_volume)
    tissue = states.tissue / (params.V_tissue_norketamine * inputs.size_volume)
    asian = 1 + (params.ratio_CL_norketamine_asian - 1) * inputs.asian
    able = inputs.norketamine_metabolism_rel * inputs.renal_factor
    cleared = params.CL_norketamine * params.ratio_CL * asian * able * inputs.size_flow * arterial
    return step(
        flow("plasma", "tissue", params.Q_norketamine * inputs.size_flow * (arterial - tissue)),
        flow("plasma", "body", params.fm_hnk * cleared),
        flow("plasma", None, (1 - params.fm_hnk) * cleared),
        rates={"venous_conc": (arterial - states.venous_conc) / params.tau_venous},
        outputs={"arterial_conc": arterial},
    )


def hydroxynorketamine(states, inputs, params):
    # An exposure above 1 stands for a smaller volume and clearance: the course keeps its shape.
    arterial = params.exposure_hnk * states.body / (params.V_hnk * inputs.size_volume)
    cleared = params.CL_hnk / params.exposure_hnk * inputs.renal_factor * inputs.size_flow * arterial
    return step(
        flow("body", None, cleared),
        outputs={"arterial_conc": arterial},
    )


NORKETAMINE = Mechanism(
    "norketamine_{metabolite}",
    norketamine,
    states={"{metabolite}_plasma": "umol", "{metabolite}_tissue": "umol", "venous_conc_{metabolite}": "uM"},
    inputs={
        "size_flow": "",
        "size_volume": "",
        "asian": "",
        "norketamine_metabolism_rel": "",
        "renal_factor": "",
        "{hydroxylated}_body": "umol",
    },
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
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0, "norketamine_metabolism_rel": 1.0, "renal_factor": 1.0},
)

HYDROXYNORKETAMINE = Mechanism(
    "hydroxynorketamine_{hydroxylated}",
    hydroxynorketamine,
    states={"{hydroxylated}_body": "umol"},
    inputs={"size_flow": "", "size_volume": "", "renal_factor": ""},
    params={"V_hnk": "L", "CL_hnk": "L/h", "exposure_hnk": ""},
    outputs={"arterial_conc_{hydroxylated}": "uM"},
    rest_inputs={"size_flow": 1.0, "size_volume": 1.0, "renal_factor": 1.0},
)
