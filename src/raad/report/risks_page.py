"""Risks and benefit of a course as one page, as a clinician reads them: who, benefit, risks, sessions, sources."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from raad.evidence import Citation, cite, load_register
from raad.evidence.rows import Parameter
from raad.quantities.glossary import glossary
from raad.report import risks_numbers as say
from raad.report import risks_pictures as pictures
from raad.report.html import template, text, write_page
from raad.risks import Risk, Risks
from raad.risks.endpoints import endpoints, symbols
from raad.solve.cited import calibrated_from
from raad.supervision.discharge import Limit, limits

MOST_COMMON = 5
_SEEN = 0.01  # percent; a rate below it is no rate to compare with
_WIDE = "_grouped"
_LOOKS = {"before": "Before the first dose", "after_24_h": "24 h after the first dose", "at_end": "At the end"}
_NAMES = {"moaas": "MOAA/S", "cadss": "CADSS", "sbp": "systolic pressure", "dbp": "diastolic pressure"}
_SIGNS = {">=": "at least", "<=": "at most", ">": "no more than"}  # the last says what keeps somebody from leaving
_WORDS = {
    "read": "read in a source", "estimated": "estimated by a calibration", "assumed": "assumptions",
    "recalled": "recalled, to be looked up", "defined": "definitions",
}  # fmt: skip


def write_risks_page(risks: Risks, path: str | Path, title: str = "Risks and benefit") -> Path:
    """Write the page of risks; the file appears when it is whole.

    Parameters
    ----------
    risks
        What `raad.risks.risks_of` returned.
    path
        Where to write, in a folder that exists.
    title
        Heading of the page.

    Returns
    -------
    pathlib.Path
        Where the page stands: one self-contained HTML file.

    Raises
    ------
    BadInput
        If the folder does not exist.

    Examples
    --------
    >>> import raad
    >>> from raad.risks import risks_of
    >>> once = raad.Regimen((raad.dose("esketamine", "nasal", AMT="56 mg"),))
    >>> found = risks_of(raad.treatment(), once, raad.Person(), 48, people=20, draws=0)
    >>> page = write_risks_page(found, getfixture("tmp_path") / "risks.html")
    >>> "research and teaching" in page.read_text(encoding="utf-8")
    True
    """
    return write_page(path, lambda: make_risks_page(risks, title))


def make_risks_page(risks: Risks, title: str = "Risks and benefit") -> str:
    """Return the page of risks as HTML, self-contained.

    Parameters
    ----------
    risks
        What `raad.risks.risks_of` returned.
    title
        Heading of the page.
    """
    rows = [load_register().row(symbol, "human") for symbol in symbols()]
    return template("risks.html.j2", *_FILTERS.items()).render(
        title=title,
        risks=risks,
        last=float(risks.minutes[-1]),
        benefit=_benefit(risks),
        common=most_common(risks),
        groups=[(name, list(found)) for name, found in groupby(risks.risks, key=lambda one: one.group)],
        meanings={n: e.meaning for n, e in endpoints().items()},
        leave=["MOAA/S 5, awake", *(_limit(o) for o in limits() if o.readout != "moaas")],
        pictures={
            "incidences": pictures.incidences(risks),
            "first": pictures.first_session(risks),
            "sessions": pictures.by_session(risks),
        },
        rests={_WORDS.get(v, v): n for v, n in Counter(r.verification for r in rows).most_common()},
        rows=len(rows),
        studies=_studies(rows),
        css=text("page.css") + text("risks.css"),
    )


def most_common(risks: Risks) -> list[Risk]:
    """Return the most common risks that also have a rate without drug; of a narrow and a wide term, the wide one.

    Parameters
    ----------
    risks
        What `raad.risks.risks_of` returned.
    """
    names = {one.endpoint for one in risks.risks}
    told = [one for one in risks.risks if one.without_drug.value >= _SEEN and one.endpoint + _WIDE not in names]
    return sorted(told, key=lambda one: -one.incidence.value)[:MOST_COMMON]


def _benefit(risks: Risks) -> list[tuple[str, str, str]]:
    """Each look: its words, the median of people, and their 5 to 95 %."""
    shown = []
    short = risks.until < risks.sessions[0] + 24  # the second look is then the end
    for look, words in _LOOKS.items():
        if look in risks.benefit:
            one = risks.benefit[look]
            last = look == "at_end" or (short and look == "after_24_h")
            said = f"{_LOOKS['at_end']} ({say.length(risks.until)})" if last else words
            shown.append((said, say.number(one.value), f"{say.number(one.low)}\N{EN DASH}{say.number(one.high)}"))
    return shown


def _studies(rows: list[Parameter]) -> list[Citation]:
    """Studies of the rows, and those that calibrated rows were fitted to."""
    found = set(load_register().sources([r.symbol for r in rows], "human"))
    notes = " ".join(r.note for r in rows if r.study_id == "calibration")
    for name, behind in calibrated_from().items():
        if f"'{name}'" in notes:
            found.update(behind)
    return cite(sorted(found))


def _limit(one: Limit) -> str:
    return f"{_NAMES[one.readout]} {_SIGNS[one.comparison]} {one.limit:g} {one.unit}"


def _peak_of(one: Risk) -> str:
    term = glossary().get(one.readout)
    return f"{term.label if term else one.readout}, {say.unit(one.readout)}"


_FILTERS: dict[str, Any] = {
    "percent": say.percent, "percent_span": say.percent_span, "number_span": say.number_span,
    "minutes_span": say.minutes_span, "over": say.over_span, "leaving": say.leaving, "span": say.length,
    "label": say.label, "label_alone": say.label_alone, "peak_of": _peak_of,
}  # fmt: skip
