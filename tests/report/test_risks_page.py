"""The page of risks stands alone, prints the numbers of its object, and says what it does not know without a NaN."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html import escape

import numpy as np
import pytest

import raad
from raad.quantities.errors import BadInput
from raad.report import risks_numbers as say
from raad.report.risks_page import make_risks_page, most_common, write_risks_page
from raad.risks import Interval, risks_of
from raad.risks.endpoints import endpoints

TO = say.NONE  # the same dash


@pytest.fixture(scope="module")
def found():
    spray = raad.dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=1)
    return risks_of(
        raad.treatment(), raad.Regimen((spray,)), raad.Person(), 168, people=20, draws=2, name="Two <b>sprays</b>"
    )


@pytest.fixture(scope="module")
def page(found):
    return make_risks_page(found)


def pictures(page: str) -> list[str]:
    return [base64.b64decode(data).decode() for data in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", page)]


def text_of(page: str) -> str:
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", words)


def test_the_page_says_who_what_and_that_it_is_no_advice(found, page):
    text = text_of(page)
    for words in (
        "For research and teaching only", "20 virtual people were followed through 2 sessions in 7 days",
        "over 2 draws", "drug alone", "Not for a single patient", "taken as independent",
        "not the confidence interval of a trial", "estimated by a calibration", found.manifest["run_sha256"],
    ):  # fmt: skip
        assert words in text
    for one in endpoints().values():
        assert one.meaning.split(";", maxsplit=1)[0].split("'")[0] in text


def test_it_stands_alone_and_runs_nothing(page):
    assert not re.search(r"<script|<link|<iframe|https?://|@import|url\(", page)
    assert all(address.startswith("data:image/svg+xml;base64,") for address in re.findall(r'src="([^"]*)"', page))
    assert len(pictures(page)) == 3


def test_a_name_is_no_markup(page):
    assert "<b>sprays" not in page
    assert "&lt;b&gt;sprays" in page


def test_numbers_are_those_of_the_object(found, page):
    table = page[page.index("All endpoints") :]
    rows = re.findall(r"<tr><td>(.*?)</tr>", table, flags=re.DOTALL)
    for one, row in zip(found.risks, rows, strict=True):
        cells = [text_of(cell).strip() for cell in re.split(r"</td>\s*", row)]
        assert cells[0].startswith(say.label(one).split("'")[0])
        spans = (one.incidence, one.without_drug, one.per_session)
        shown = [escape(say.percent_span(s)) for s in spans]
        assert cells[1:4] == shown
        assert cells[7] == say.minutes_span(one.time_of_peak)
    sbp = found["sbp_increase_ge_40"].incidence
    assert say.percent_span(sbp) == f"{say.percent(sbp.value)} ({say.percent(sbp.low)}{TO}{say.percent(sbp.high)})"
    for look in found.benefit.values():
        assert f'<td class="n big">{look.value:.0f}</td><td class="n">{look.low:.0f}{TO}{look.high:.0f}</td>' in page
    for share in ("ready_at_60_min", "ready_at_90_min", "ready_at_120_min"):
        assert f"<strong>{say.percent(found.ready[share])} %</strong>" in page


def test_the_figure_of_incidences_holds_every_endpoint(found, page):
    drawn = pictures(page)[0]
    for one in found.risks:
        assert f">{say.label(one)}<" in drawn
        assert escape(say.percent_span(one.incidence)) in drawn


def test_the_most_common_have_a_rate_without_drug_and_wide_terms(found):
    shown = most_common(found)
    assert [one.incidence.value for one in shown] == sorted((o.incidence.value for o in shown), reverse=True)
    assert all(one.without_drug.value > 0 for one in shown)
    assert "dissociation" not in {one.endpoint for one in shown}


def test_what_is_not_known_is_never_a_nan(found, page):
    nothing = Interval(np.nan, np.nan, np.nan)
    risks = tuple(replace(one, incidence=replace(one.incidence, low=np.nan, high=np.nan)) for one in found.risks)
    empty = replace(risks[0], without_drug=nothing, peak=nothing, time_of_peak=nothing, over=nothing)
    ready = {**found.ready, "median_min": np.inf, "high_min": np.inf}
    bare = replace(
        found, risks=(empty, *risks[1:]), draws=0, ready=ready, sessions=found.sessions[:1], lost={3: "too stiff"}
    )
    for one in (page, make_risks_page(bare)):
        assert not re.search(r"\b(nan|inf)\b", text_of(one), flags=re.IGNORECASE)
        assert not any(re.search(r">\s*(nan|inf)\b", drawn, flags=re.IGNORECASE) for drawn in pictures(one))
    text = text_of(make_risks_page(bare))
    for words in ("beyond 4 h", "Less than half could leave", "followed through one session", "have no interval",
                  "1 of them could not be followed", "too stiff"):  # fmt: skip
        assert words in text
    assert "Session after session" not in text


def test_a_course_of_less_than_a_day_has_an_end(found):
    short = replace(found, until=12.0, benefit={k: found.benefit[k] for k in ("before", "after_24_h")})
    text = text_of(make_risks_page(short))
    assert "At the end (12 h)" in text
    assert "24 h after the first dose" not in text


def test_the_file_appears_whole_or_not_at_all(found, page, tmp_path):
    assert write_risks_page(found, tmp_path / "risks.html").read_text(encoding="utf-8") == page
    assert [p.name for p in tmp_path.iterdir()] == ["risks.html"]
    with pytest.raises(BadInput, match="is no folder"):
        write_risks_page(found, tmp_path / "missing" / "risks.html")
