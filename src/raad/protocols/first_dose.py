"""When the treatment under study begins."""

from __future__ import annotations

from raad.protocols.products import product
from raad.protocols.regimen import Regimen


def first_dose(regimen: Regimen, species: str) -> float:
    """Return when the first ketamine of any kind is given, else the first dose, else 0. [h]

    Examples
    --------
    >>> from raad.protocols import dose
    >>> before = dose("rapamycin", "oral", AMT="6 mg", TIME="-2 h")
    >>> first_dose(Regimen((before, dose("ketamine", "iv", AMT="0.5 mg/kg", DUR="40 min"))), "human")
    0.0
    """
    studied = [d for d in regimen.products if product(d.drug, d.route, species).molecular_weight == "MW_ketamine"]
    times = Regimen(tuple(studied) or regimen.doses).times
    return times[0] if times else 0.0
