"""Names of the model as symbols that a reader knows: tau_akt is a tau with Akt below."""

from __future__ import annotations

import re

GREEK = {"tau"}
# Heads that stay letters; what follows stands below.
LETTERS = {
    "a": "a", "b": "b", "k": "k", "V": "V", "Q": "Q", "F": "F", "D": "D", "CL": r"\text{CL}", "Ki": "K_i", "Km": "K_m",
    "Kp": "K_p", "ka": "k_a", "kon": "k_{on}", "koff": "k_{off}", "ke0": "k_{e0}", "fm": "f_m", "fu": "f_u",
    "IC50": r"\text{IC}_{50}", "EC50": r"\text{EC}_{50}", "Vmax": "V_{max}", "CLint": r"\text{CL}_{int}",
    "MW": r"\text{MW}",
}  # fmt: skip
# Words that become one letter in an equation: the table beside it gives the name in full.
ONE_LETTER = {"gain": "g", "share": "s", "exponent": "n", "weight": "w", "ratio": "r", "efficacy": "e"}
SPELLED = {
    "akt": "Akt", "ampa": "AMPA", "bdnf": "BDNF", "eef2": "eEF2", "eef2k": "eEF2K", "erk": "ERK", "gsk3": "GSK3",
    "hamd17": "HAM-D17", "hnk": "HNK", "madrs": "MADRS", "mtorc1": "mTORC1", "nmda": "NMDA", "pv": "PV", "sst": "SST",
    "trkb": "TrkB", "vegf": "VEGF",
}  # fmt: skip
_DROPPED = ("rel",)  # relative to rest: said in the table of states


def words(name: str) -> str:
    """Return a name as words: `bdnf_prefrontal_rel` is BDNF prefrontal."""
    parts = [p for p in name.split("_") if p not in _DROPPED]
    return " ".join(SPELLED.get(p, p) for p in parts)


def _text(text: str) -> str:
    return rf"\text{{{text}}}"


def latex_name(name: str, is_parameter: bool) -> str:
    """Return the symbol of a name: parameters as letters with words below, all else as words."""
    head, _, rest = name.partition("_")
    if (is_parameter or head in ("Q", "F")) and (head in GREEK or head in LETTERS or (head in ONE_LETTER and rest)):
        letter = rf"\{head}" if head in GREEK else LETTERS.get(head, ONE_LETTER.get(head, head))
        if not rest:
            return letter
        below = _text(words(rest))
        match = re.fullmatch(r"(.+)_\{?(\w+?)\}?", letter)
        return f"{match[1]}_{{\\text{{{match[2]}}},\\ {below}}}" if match else f"{letter}_{{{below}}}"
    return _text(words(name))
