"""Disposition of one enantiomer: arterial plasma, three tissues, a liver that clears what flows through it."""

from raad.mechanisms.base import Mechanism, flow, step


def disposition(states, inputs, params):
    volume = inputs.size_volume * params.ratio_V
    arterial = states.central / (params.V_central * volume)
    liver_outflow = states.liver / (params.V_liver * inputs.size_volume)
    metabolised = params.CLint_liver * params.ratio_CLint * inputs.size_flow * liver_outflow
    to_other = (1 - params.fm_norketamine) * (1 + (params.ratio_CLint_other_asian - 1) * inputs.asian)

    def exchange(tissue, flow_rate, volume_tissue):
        return flow_rate * inputs.size_flow * (arterial - tissue / (volume_tissue * volume))

    return step(
        flow("central", "rapid", exchange(states.rapid, params.Q_rapid, params.V_rapid)),
        flow("central", "slow", exchange(states.slow, params.Q_slow, params.V_slow)),
        flow("central", "deep", exchange(states.deep, params.Q_deep, params.V_deep)),
        flow("central", "liver", inputs.Q_liver * (arterial - liver_outflow)),
        flow("liver", "plasma", params.fm_norketamine * inputs.demethylation_rel * metabolised),
        flow("liver", None, to_other * inputs.other_metabolism_rel * metabolised),
        rates={"venous_conc": (arterial - states.venous_conc) / params.tau_venous},
        outputs={"arterial_conc": arterial},
    )


DISPOSITION = Mechanism(
    "disposition_{drug}",
    disposition,
    states={
        "{drug}_central": "umol",
        "{drug}_rapid": "umol",
        "{drug}_slow": "umol",
        "{drug}_deep": "umol",
        "{drug}_liver": "umol",
        "venous_conc_{drug}": "uM",
    },
    inputs={
        "size_flow": "",
        "size_volume": "",
        "Q_liver": "L/h",
        "asian": "",
        "demethylation_rel": "",
        "other_metabolism_rel": "",
        "{metabolite}_plasma": "umol",
    },
    params={
        "V_central": "L",
        "V_rapid": "L",
        "V_slow": "L",
        "V_deep": "L",
        "V_liver": "L",
        "Q_rapid": "L/h",
        "Q_slow": "L/h",
        "Q_deep": "L/h",
        "CLint_liver": "L/h",
        "fm_norketamine": "",
        "tau_venous": "h",
        "ratio_V_{drug}": "",
        "ratio_CLint_{drug}": "",
        "ratio_CLint_other_asian": "",
    },
    outputs={"arterial_conc_{drug}": "uM"},
    rest_inputs={
        "size_flow": 1.0,
        "size_volume": 1.0,
        "Q_liver": 1.0,
        "demethylation_rel": 1.0,
        "other_metabolism_rel": 1.0,
    },
)
