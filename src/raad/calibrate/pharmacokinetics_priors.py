"""What the joint fit of the pharmacokinetics seeks, and what was known before: values of published models."""

from __future__ import annotations

from raad.calibrate.fit import Unknown
from raad.evidence import Observation, Parameter, load_observations, load_parameters
from raad.quantities.errors import BadInput

# perezruixo2021 has no effect of weight; its values are taken to hold for the median patient of 74 kg.
TO_70_KG = 70 / 74


def published(study_id: str, symbol: str, unit: str) -> float:
    """Return a parameter of a published model in a unit, from the shipped table.

    Raises
    ------
    BadInput
        If the table has no such row, or several.
    """
    rows: list[Parameter] = [
        p for p in load_parameters() if (p.domain, p.study_id, p.symbol) == ("pk", study_id, symbol)
    ]
    if len(rows) != 1:
        raise BadInput(f"parameters.csv has {len(rows)} rows for {symbol!r} of {study_id}; one is needed.")
    return rows[0].value_in(unit) if unit else float(rows[0].value or 0)


def observed(study_id: str, arm: str, quantity: str) -> list[Observation]:
    """Return the rows of one observed series, in order of time.

    Raises
    ------
    BadInput
        If the table has none.
    """
    rows = [
        o for o in load_observations()
        if (o.domain, o.study_id, o.arm, o.quantity) == ("pk", study_id, arm, quantity) and o.value is not None
    ]  # fmt: skip
    if not rows:
        raise BadInput(f"observations.csv has no {quantity!r} of {study_id}, arm {arm!r}.")
    return sorted(rows, key=lambda o: o.hours or 0.0)


def unknowns() -> tuple[Unknown, ...]:
    """Return the parameters that are estimated, with priors at 70 kg.

    A prior is loose where models disagree on what it means, tight where several agree on its value.
    """

    def simons(symbol: str, unit: str) -> float:
        return published("simons2022", symbol, unit)

    def perezruixo(symbol: str, unit: str) -> float:
        scale = {"L": TO_70_KG, "L/h": TO_70_KG**0.75}.get(unit, 1.0)
        return published("perezruixo2021", symbol, unit) * scale

    to_norketamine, to_other = perezruixo("kmet", "1/h"), perezruixo("kel", "1/h")
    norketamine_share = (to_norketamine / (to_norketamine + to_other) + simons("fm_NK", "")) / 2
    # The printed 38 L/h of perezruixo2021 does not reproduce its printed areas; these two enclose the other sources.
    norketamine_clearance = (published("flint2017", "CLsnk", "L/h") + simons("CLN1", "L/h")) / 2
    volume = {
        e: observed("hasan2021", "racemic 5 mg IV over 30 min", f"plasma_{e}_ketamine_vss")[0].value_in("L/kg")
        for e in "sr"
    }
    found = (
        # Arterial core: simons2022, the same structure on arterial samples.
        ("V_central", simons("VK1", "L"), 0.20),
        ("V_rapid", simons("VK2", "L"), 0.20),
        ("V_slow", simons("VK3", "L"), 0.20),
        ("Q_rapid", simons("CLK2", "L/h"), 0.20),
        ("Q_slow", simons("CLK3", "L/h"), 0.20),
        # Deep tissue and liver: perezruixo2021; loose, because its central volume holds part of the core above.
        ("V_deep", perezruixo("Vp2", "L"), 0.50),
        ("Q_deep", perezruixo("Q2", "L/h"), 0.50),
        ("V_liver", perezruixo("Vh", "L"), 0.40),
        ("Q_hepatic", perezruixo("Qh", "L/h"), 0.10),
        # A clearance, so scaled as one; the two rate constants share the volume.
        ("CLint_liver", perezruixo("Vh", "L") / TO_70_KG**0.25 * (to_norketamine + to_other), 0.20),
        ("fm_norketamine", norketamine_share, 0.10),
        # An arterial model meets venous data with a lag of 0.27 to 0.46 h (tried on hasan2021).
        ("tau_venous", 0.35, 0.50),
        ("ka_nasal", perezruixo("ka_n", "1/h"), 0.30),
        ("ka_swallowed", perezruixo("ka_sw", "1/h"), 0.15),
        # Norketamine: perezruixo2021 explains the slow end, simons2022 does not.
        ("V_norketamine", perezruixo("Vcn/F", "L"), 0.30),
        ("V_tissue_norketamine", perezruixo("Vpn/F", "L"), 0.30),
        ("Q_norketamine", perezruixo("Q3/F", "L/h"), 0.30),
        ("CL_norketamine", norketamine_clearance, 0.06),
        # simons2022 fixed 0.7 and then predicts twice the hydroxynorketamine of kamp2020: almost free here.
        ("fm_hnk", 0.40, 0.60),
        ("V_hnk", simons("VH1", "L") + simons("VH2", "L"), 0.20),
        ("CL_hnk", simons("CLH1", "L/h"), 0.15),
        ("ratio_V_arketamine", volume["r"] / volume["s"], 0.08),
        # Clearances of R over S of 0.91 to 0.94 (kamp2020, hasan2021) through a liver that extracts most.
        ("ratio_CLint_arketamine", 0.80, 0.10),
        # No source: as S.
        ("ratio_CL_norarketamine", 1.0, 0.10),
    )
    return tuple(Unknown(symbol, prior, spread, prior / 10, _high(symbol, prior)) for symbol, prior, spread in found)


def _high(symbol: str, prior: float) -> float:
    return 0.999 if symbol.startswith("fm_") else prior * 10
