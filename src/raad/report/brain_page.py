"""A course of connectivity as one page for a neuroscientist: what was asked, maps, tables, and what to mistrust."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from raad.brain.answer import BrainAnswer
from raad.quantities.errors import BadInput
from raad.report import brain_tables as tables
from raad.report.brain_lines import lines
from raad.report.brain_maps import brain_maps
from raad.report.brain_scene import scene
from raad.report.brain_surface import draw
from raad.report.html import template, text, write_page
from raad.report.page import describe_doses, describe_person, for_script, plotly_script

CITED = (
    "deco2014", "deco2018", "demirtas2019", "abdallah2017npp", "abdallah2017bpcnni", "anticevic2015", "driesen2013",
    "murrough2016", "scheidegger2012", "danyeli2023", "lariviere2021", "cubnm2025",
)  # fmt: skip
ACKNOWLEDGEMENT = (
    "Data were provided in part by the Human Connectome Project, WU-Minn Consortium (PIs: David Van "
    "Essen and Kamil Ugurbil; 1U54MH091657)."
)


def write_brain_page(answer: BrainAnswer, path: str | Path, pictures: dict[str, bytes] | None = None) -> Path:
    """Write the page of a course; the file appears when it is whole.

    Parameters
    ----------
    answer
        What was found.
    path
        Where to write, in a folder that exists.
    pictures
        PNG of maps by key, where they were drawn before.
    """
    return write_page(path, lambda: make_brain_page(answer, pictures))


def draw_maps(answer: BrainAnswer, progress: Callable[[int, int], None] | None = None) -> dict[str, bytes]:
    """Return every map of the first person as PNG, by key; none when regions stand on no shipped surface."""
    from raad.report.brain_mesh import vertex_regions

    if vertex_regions(answer.course.regions) is None:
        return {}
    maps, drawn = brain_maps(answer.course), {}
    for done, (key, one) in enumerate(maps.items(), 1):
        drawn[key] = draw(one.picture(answer.course))
        if progress:
            progress(done, len(maps))
    return drawn


def make_brain_page(answer: BrainAnswer, pictures: dict[str, bytes] | None = None) -> str:
    """Return the page of a course as HTML, self-contained.

    Raises
    ------
    BadInput
        If the first person could not be followed at any time, so that there is nothing to show.
    """
    course = answer.course
    if not np.isfinite(course.gbc[0]).any():
        reason = course.failures[0].reason if course.failures else "no value is known"
        raise BadInput(f"There is nothing to show: connectivity of the person is not known ({reason}).")
    maps = brain_maps(course)
    drawn = draw_maps(answer) if pictures is None else pictures
    variant = tables.VARIANT_WORDS[answer.variant]
    values = course.of(answer.variant)
    groups = [
        tables.grouped(course, values, f"GBC {tables.SHORT[answer.variant]} by {by}", "Fisher z", by)
        for by in tables.groupings(course)
    ]  # fmt: skip
    rates = [tables.grouped(course, course.rate, f"Firing by {by}", "Hz", by) for by in tables.groupings(course)][:1]
    first = f"gbc_{answer.variant}"
    shown = scene(course, maps, first)
    order = [first, *(k for k in maps if k != first)]
    return template("brain.html.j2", *_FILTERS.items()).render(
        answer=answer,
        course=course,
        person=describe_person(course.trajectory),
        doses=describe_doses(course.trajectory),
        variant=variant,
        variants=tables.VARIANT_WORDS,
        short=tables.SHORT,
        pictures=[(maps[k], _address(drawn[k])) for k in order if k in drawn],
        scene=shown is not None,
        lines=lines(course, answer.link),
        prefrontal=tables.prefrontal(course),
        groups=groups,
        rates=rates,
        seeds=tables.seeded(course),
        mood=tables.mood(course, answer.link),
        manifest=answer.manifest,
        citations=_citations(),
        acknowledgement=ACKNOWLEDGEMENT,
        data=for_script(shown) if shown else "null",
        plotly=plotly_script() if shown else "",
        css=text("page.css") + text("brain.css"),
        js=text("brain.js"),
    )


def _address(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _citations() -> list[Any]:
    from raad.evidence import cite

    return list(cite(CITED))


def p_value(value: float | None) -> str:
    """Write a p value as papers do.

    Examples
    --------
    >>> p_value(0.0312), p_value(1e-7)
    ('0.031', '<0.001')
    """
    if value is None or not np.isfinite(value):
        return "\N{EN DASH}"
    return "<0.001" if value < 0.001 else f"{value:.2g}"


_FILTERS: dict[str, Any] = {"fixed": tables.fixed, "p": p_value}  # fmt: skip
