"""Pages written from the code at every build: mechanisms, causal list, register, glossary, studies."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from accuracy import accuracy_page
from catalogue import MODELS, Entry, catalogue, neighbours, row_of, wiring
from equations import equations
from exposures_page import exposures_page
from letters import latex_name
from picture import picture

from raad.calibrate import CALIBRATIONS
from raad.calibrate.scorecard import Score, scorecard
from raad.evidence import cite, load_register
from raad.evidence.parameter_table import UNPUBLISHED
from raad.mechanisms.base import local
from raad.quantities.glossary import glossary

NEW_PAGE = "<!-- written by the build; change the code instead -->\n\n"


def plain_text(text: object) -> str:
    """Return text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", str(text)).replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, or nothing when it has no rows."""
    lines = [" | ".join(row) for row in rows]
    if not lines:
        return ""
    return "\n".join(f"| {line} |" for line in [" | ".join(head), " | ".join("---" for _ in head), *lines]) + "\n\n"


def math(latex: str) -> str:
    """Return a formula within a line."""
    return f"{{math}}`{latex}`"


def aligned(lines: Sequence[tuple[str, str]]) -> str:
    """Return equations under each other, aligned at the equals sign."""
    body = " \\\\\n".join(f"{left} & = & {right}" for left, right in lines)
    return f"```{{math}}\n\\begin{{array}}{{rcl}}\n{body}\n\\end{{array}}\n```\n\n"


def in_unit(value: str, unit: str) -> str:
    """Return a number with its unit."""
    return f"{value} {plain_text(unit)}".strip()


def spread(row: Any) -> str:
    """Return the spread of a row in words."""
    numbers = [f"{x:g}" for x in row.spread]
    if row.spread_type in ("se", "sd"):
        return f"± {numbers[0]} ({row.spread_type.upper()})"
    between = " to ".join(numbers)
    return {"range": between, "ci95_low_high": f"95 % CI {between}"}.get(row.spread_type, "")


def source(row: Any, up: str) -> str:
    """Return where a row is from: a study with a link to its citation, or the reason of an assumption."""
    note = f"; {plain_text(row.note)}" if row.note else ""
    if row.study_id in UNPUBLISHED:
        return f"**{row.study_id}**{note}"
    return f"[{plain_text(row.study_id)}]({up}studies.md#{_anchor(row.study)}) ({row.verification}){note}"


def _anchor(study: str) -> str:
    return "study-" + study.replace("/", "-").replace("_", "-").lower()


def parameter_rows(name: str, species: Sequence[str], up: str) -> list[list[str]]:
    """Return the rows of one parameter: one line for all species, or one for each that differs."""
    found: dict[int, tuple[Any, list[str]]] = {}
    for one in species:
        row = row_of(name, one)
        found.setdefault(id(row), (row, []))[1].append(one)
    return [
        [
            math(latex_name(name, True)), f"`{name}`", plain_text(row.name),
            in_unit(f"{row.value:.4g}", row.unit), spread(row),
            "all" if len(found) == 1 and len(of) == len(MODELS) else ", ".join(of), source(row, up),
        ]
        for row, of in found.values()
    ]  # fmt: skip


PARAMETERS = ("symbol", "name", "meaning", "value", "spread", "species", "source")


def mechanism_page(entry: Entry, entries: dict[str, Entry]) -> str:
    """Return the page of one mechanism."""
    giver, readers = wiring(entries)
    title = entry.title
    said = equations(entry.template)
    text = NEW_PAGE + f"# {title}\n\n{plain_text(entry.summary)}\n\n"
    if len(entry.instances) > 1:
        text += "Used as " + ", ".join(f"`{n}`" for n in entry.instances) + ".\n\n"
    if len(entry.species) < len(MODELS):
        text += f"Part of the {' and '.join(entry.species)} model only.\n\n"
    text += "## Equations\n\n"
    for label, lines in (
        ("with", said.steps), ("Rates [unit of the state / h]", said.rates),
        ("Flows of matter [µmol/h]", said.flows), ("Outputs", said.outputs),
    ):  # fmt: skip
        if lines:
            text += f"{label[0].upper() + label[1:]}:\n\n{aligned(lines)}"
    for definition in said.definitions:
        text += f"```{{math}}\n{definition}\n```\n\n"
    text += "Time is in hours. The equations are read from the function that the solver uses.\n\n## Names\n\n"
    text += table(("symbol", "name", "kind", "unit", "at rest", "meaning"), _names(entry))
    rows = [
        line for t in entry.template.params for n in entry.names("params", t)
        for line in parameter_rows(n, [s for s in entry.species if n in MODELS[s].params], "../")
    ]  # fmt: skip
    if rows:
        text += "## Parameters\n\n" + table(PARAMETERS, rows)
    text += "## Wiring\n\n" + _wiring_text(entry, entries, giver, readers)
    return text


def _names(entry: Entry) -> Iterable[Sequence[str]]:
    rest = {**entry.template.rest, **entry.template.rest_inputs}
    for kind, singular in (("states", "state"), ("outputs", "output"), ("inputs", "input")):
        for name, unit in getattr(entry.template, kind).items():
            real = entry.names(kind, name)
            yield (
                math(latex_name(local(name), False)), "<br>".join(f"`{n}`" for n in real), singular,
                plain_text(unit) or "1", f"{rest.get(name, 0):g}" if singular != "output" else "",
                "<br>".join(plain_text(meaning(n)) for n in real),
            )  # fmt: skip


def meaning(port: str) -> str:
    """Return what the glossary says of a port."""
    term = glossary().get(port) or next((t for t in glossary().values() if t.port == port), None)
    return term.meaning if term else ""


def _wiring_text(entry: Entry, entries: dict[str, Entry], giver: dict[str, str], readers: dict[str, list[str]]) -> str:
    before, after = neighbours(entry, entries)
    drawn = picture(
        entry.title,
        [(entries[s].title, f"{s}.html") for s in before],
        [(entries[s].title, f"{s}.html") for s in after],
    )
    lines = []
    for m in entry.instances.values():
        for port in m.inputs:
            by = giver.get(port)
            lines.append(f"- `{port}` is given by {_link(by, entries) if by else 'the patient or the treatment'}.")
        for port in (*m.states, *m.outputs):
            to = [r for r in readers.get(port, []) if r != entry.slug]
            if to:
                lines.append(f"- `{port}` is read by {', '.join(_link(r, entries) for r in to)}.")
    return f"```{{raw}} html\n{drawn}\n```\n\n" + "\n".join(dict.fromkeys(lines)) + "\n"


def _link(slug: str, entries: dict[str, Entry], folder: str = "") -> str:
    return f"[{plain_text(entries[slug].title)}]({folder}{slug}.md)"


def causal_list(entries: dict[str, Entry], folder: str) -> str:
    """Return all mechanisms in the order of the walk, each with its sentence."""
    return table(
        ("mechanism", "what happens", "species"),
        (
            (
                _link(s, entries, folder),
                plain_text(e.summary),
                "all" if len(e.species) == len(MODELS) else ", ".join(e.species),
            )
            for s, e in entries.items()
        ),
    )


def register_page() -> str:
    """Return the whole register as one table."""
    rows = sorted(load_register().rows, key=lambda r: (r.symbol.lower(), r.species))
    lines = (
        (f"`{r.symbol}`", plain_text(r.name), in_unit(f"{r.value:.4g}", r.unit), spread(r), r.species, source(r, ""))
        for r in rows
    )
    kinds = {k: sum(r.study_id == k for r in rows) for k in UNPUBLISHED}
    text = NEW_PAGE + "# Parameter register\n\nEvery number of the model, with its unit, spread and origin. "
    text += f"Of {len(rows)} rows {len(rows) - sum(kinds.values())} are taken from studies, "
    text += ", ".join(f"{n} are {word}s" for word, n in kinds.items()) + ".\n\n"
    return text + table(("name", "meaning", "value", "spread", "species", "source"), lines)


def glossary_page() -> str:
    """Return the glossary, readouts first."""
    text = NEW_PAGE + "# Glossary\n\nEvery name that a result, a table or an equation can show.\n\n"
    for kind, title in (("readout", "Readouts"), ("state", "States"), ("output", "Values"), ("input", "Inputs")):
        terms = [t for t in glossary().values() if t.kind == kind]
        lines = ((f"`{t.name}`", plain_text(t.unit) or "1", plain_text(t.label), plain_text(t.meaning)) for t in terms)
        text += f"## {title}\n\n" + table(("name", "unit", "label", "meaning"), lines)
    return text


def studies_page() -> str:
    """Return the citations that the register rests on."""
    text = NEW_PAGE + "# Studies behind the register\n\n"
    text += "A study is listed when at least one number of the model is taken from it.\n\n"
    for study in load_register().sources():
        (found,) = cite(study)[:1]
        link = f" <https://doi.org/{found.doi}>" if found.doi else ""
        used = sorted({r.symbol for r in load_register().rows if r.study == study and r.study_id not in UNPUBLISHED})
        text += f"({_anchor(study)})=\n## {plain_text(study)}\n\n{plain_text(found.text)}{link}\n\n"
        text += "Gives " + ", ".join(f"`{s}`" for s in used) + f". Read as: {plain_text(found.read_level)}.\n\n"
    return text


def score_row(score: Score) -> list[str]:
    """Return one target as a row, its residual bold when it is a miss."""
    target, residual = score.target, f"{score.residual:.1f}"
    numbers = [f"{target.observed:.3g}", f"{score.predicted:.3g}", f"**{residual}**" if score.missed else residual]
    name = plain_text(target.name.removeprefix(f"{target.study_id}: ").replace("_", " "))
    return [name, plain_text(target.study_id), *numbers, plain_text(target.why)]


def scorecard_page() -> str:
    """Return how the register meets every target of every calibration, misses first said."""
    page = (
        NEW_PAGE + "# Scorecards\n\nHow the shipped register meets the rows it was estimated from. A residual is the "
    )
    page += "distance from the observed value in standard deviations of the target; beyond 2 is a miss. Reasons for "
    page += "weights stand in the last column. `raad calibrate NAME --scorecard` prints the same.\n\n"
    for name in reversed(CALIBRATIONS):  # the walk first; plasma has 189 rows
        scores = scorecard(name)
        missed = "; ".join(plain_text(s.target.name) for s in scores if s.missed) or "none"
        page += f"## {name}\n\n{len(scores)} targets. Missed: {missed}.\n\n"
        page += table(("target", "source", "observed", "predicted", "residual", "why"), map(score_row, scores))
    return page


def write(folder: Path) -> None:
    """Write all pages afresh."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "mechanisms").mkdir(parents=True)
    entries = catalogue()
    pages = {f"mechanisms/{s}.md": mechanism_page(e, entries) for s, e in entries.items()}
    toc = "\n".join(entries)
    pages["mechanisms/index.md"] = (
        NEW_PAGE + "# Mechanisms\n\n" + causal_list(entries, "") + f"```{{toctree}}\n:hidden:\n\n{toc}\n```\n"
    )
    pages["causal_list.md"] = causal_list(entries, "generated/mechanisms/")
    pages |= {
        "register.md": register_page(),
        "glossary.md": glossary_page(),
        "scorecards.md": scorecard_page(),
        "exposures.md": NEW_PAGE + exposures_page(),
        "accuracy.md": NEW_PAGE + accuracy_page(),
        "studies.md": studies_page(),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, bool]:
    """Let Sphinx write the pages before it reads them."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "generated"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
