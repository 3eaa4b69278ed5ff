"""The bench as one page: a matrix of hypotheses and experiments, with the reason of every verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from raad.bench import Bench
from raad.bench.rivals import claim
from raad.bench.table import Row
from raad.calibrate.first_walk_targets import interventions_used
from raad.evidence import cite
from raad.quantities.errors import RaadError
from raad.report.html import template, text, write_page

LETTERS = {"pass": "P", "fail": "F", "cannot_say": "\N{EN DASH}"}
WORDS = {"pass": "pass", "fail": "fail", "cannot_say": "cannot say"}


def write_bench_page(bench: Bench, path: str | Path, title: str = "Test-bench") -> Path:
    """Write the page of a bench; the file appears when it is whole.

    Parameters
    ----------
    bench
        What `raad.run_bench` returned.
    path
        Where to write, in a folder that exists.
    title
        Heading of the page.

    Examples
    --------
    >>> import raad
    >>> from raad.bench.table import load_rows
    >>> page = write_bench_page(raad.run_bench(only=load_rows()[0].id), getfixture("tmp_path") / "bench.html")
    >>> "research and teaching" in page.read_text(encoding="utf-8")
    True
    """
    return write_page(path, lambda: make_bench_page(bench, title))


def make_bench_page(bench: Bench, title: str) -> str:
    """Return the page of a bench as HTML, self-contained."""
    plain = [r for r in bench.rows if r.id not in bench.contradicted]
    groups = [("Experiments that nothing contradicts", "", plain)] if plain else []
    for name, sides in bench.groups.items():
        ids = [s.id for s in sides]
        why = " ".join(dict.fromkeys(s.why.rstrip(".") + "." for s in sides if s.why))
        groups.append((f"Contradict each other: {name}", why, [r for i in ids for r in bench.rows if r.id == i]))
    return template("bench.html.j2", *_FILTERS.items()).render(
        title=title,
        bench=bench,
        groups=groups,
        letters=LETTERS,
        words=WORDS,
        claims={h: claim(h) for h in bench.hypotheses},
        counts={h: bench.counts(h) for h in bench.hypotheses},
        disputed={h: bench.counts(h, contradicted=True) for h in bench.hypotheses},
        citations={r.id: _citation(r) for r in bench.rows},
        targets=targets_among(bench),
        css=text("page.css") + text("bench.css"),
    )


def targets_among(bench: Bench) -> frozenset[str]:
    """Return the experiments of a bench that the calibration was fitted to."""
    used = interventions_used()
    return frozenset(r.id for r in bench.rows if r.id in used and r.study.endswith(used[r.id]))


def _citation(row: Row) -> str:
    try:
        return cite([row.study])[0].text if row.study else ""
    except RaadError:
        return row.study  # a source of the reader's own


def _effect(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


_FILTERS: dict[str, Any] = {"effect": _effect}  # fmt: skip
