"""Plasma assay: concentrations as laboratories report them, in mass per volume; a racemic assay sees both."""

from raad.mechanisms.base import Mechanism, step

_KETAMINES = ("esketamine", "arketamine")
_NORKETAMINES = ("noresketamine", "norarketamine")
_HYDROXYNORKETAMINES = ("hnk_2s6s", "hnk_2r6r")


def plasma_assay(states, inputs, params):
    outputs = {}
    for site in ("venous", "arterial"):
        for analytes, mass, total in (
            (_KETAMINES, params.MW_ketamine, "ketamine"),
            (_NORKETAMINES, params.MW_norketamine, "norketamine"),
        ):
            single = {f"{site}_{a}": mass * getattr(inputs, f"{site}_conc_{a}") for a in analytes}
            outputs |= {**single, f"{site}_{total}": sum(single.values())}
    hydroxylated = {
        f"arterial_{a}": params.MW_hnk * getattr(inputs, f"arterial_conc_{a}") for a in _HYDROXYNORKETAMINES
    }
    return step(outputs={**outputs, **hydroxylated})


PLASMA_ASSAY = Mechanism(
    "plasma_assay",
    plasma_assay,
    inputs={
        **{f"{site}_conc_{a}": "uM" for site in ("venous", "arterial") for a in (*_KETAMINES, *_NORKETAMINES)},
        **{f"arterial_conc_{a}": "uM" for a in _HYDROXYNORKETAMINES},
    },
    params={"MW_ketamine": "g/mol", "MW_norketamine": "g/mol", "MW_hnk": "g/mol"},
    outputs={
        **{
            f"{site}_{a}": "ng/mL"
            for site in ("venous", "arterial")
            for a in (*_KETAMINES, "ketamine", *_NORKETAMINES, "norketamine")
        },
        **{f"arterial_{a}": "ng/mL" for a in _HYDROXYNORKETAMINES},
    },
)
