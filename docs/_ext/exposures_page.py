"""The page of exposures: plasma values of the tables beside the model, and what other drugs do to enzymes."""

from __future__ import annotations

from raad.calibrate.exposures import CLOSE, Exposure, exposures
from raad.people.comedication import perpetrators

KINDS = {
    "exposure": "Peaks and areas",
    "ratio": "Ratios: co-medication, age, liver, ancestry",
    "other": "Shares, clearances, half-lives, metabolites",
    "curve": "Single samples of curves",
}


def exposures_page() -> str:
    """Return every plasma value that the model can simulate, misses first said, and the rows of co-medication."""
    from pages import plain_text, table

    page = "# Exposures\n\nFold errors of every plasma value of the tables that the model can simulate; above "
    page += f"{CLOSE:g} is a miss. "
    page += "Changes in percent are told as ratios. `raad calibrate --exposures` prints the same. Values of "
    page += "perezruixo2021 are output of a published model; `fitted` marks studies that the calibration used.\n\n"
    met = exposures()

    def row(e: Exposure) -> list[str]:
        words = [e.row.study_id, e.row.arm, e.row.quantity, "" if e.row.hours is None else f"{e.row.hours:g}"]
        numbers = [f"{e.observed:.4g}", f"{e.predicted:.4g}", f"{e.fold:.2f}"]
        return [*map(plain_text, words), *numbers, "yes" if e.fitted else "no", e.row.verification]

    head = ("source", "arm", "quantity", "time [h]", "observed", "predicted", "fold", "fitted", "row")
    for kind, title in KINDS.items():
        here = [e for e in met if e.kind == kind]
        missed = "; ".join(plain_text(e.name) for e in here if e.missed) or "none"
        close = sum(not e.missed for e in here)
        page += f"## {title}\n\n{close} of {len(here)} within {CLOSE:g}-fold. Missed: {missed}.\n\n"
        page += table(head, map(row, here))
    page += "## Co-medication\n\nWhat a drug leaves of an enzyme; 1 is all.\n\n"
    rows = (
        [p.name, p.enzyme, f"{p.activity:g} ({p.lowest:g} to {p.highest:g})", p.study_id, p.verification, p.note]
        for p in perpetrators()
    )
    return page + table(
        ("drug", "enzyme", "activity", "source", "row", "note"), (list(map(plain_text, r)) for r in rows)
    )
