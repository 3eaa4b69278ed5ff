"""The people of an event table: followed one by one, shown, printed as JSON, or kept as a tidy table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from raad.exchange.subjects import Course, Plan

MOST_JSON = 20_000_000  # numbers in one answer on stdout
MOST_SHOWN = 20  # subjects in the table on the screen


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line."""

    table: Path
    drug: str | None
    route: str | None
    species: str
    until: str | None
    every: str | None
    readouts: tuple[str, ...]
    out: Path | None
    force: bool
    as_json: bool


def answer(asked: Asked) -> int:
    """Follow everybody and answer; return the exit code: 3 when nobody, or not everybody, could be followed."""
    from raad.cli import show
    from raad.exchange.folder import whole_folder
    from raad.exchange.subjects import follow, read_subjects
    from raad.solve.manifest import DISCLAIMER

    plan = _plan(asked)
    people = read_subjects(asked.table, asked.drug, asked.route, plan)
    for warning in dict.fromkeys(w for subject, _ in people for w in subject.warnings):
        typer.echo(f"raad: {warning}", err=True)
    _check_size(asked, plan, [subject for subject, _ in people])
    kept: list[Course] = []
    with ExitStack() as stack:
        bar = stack.enter_context(show.progress("Following people", len(people) > 1))
        courses = follow(people, plan, bar)
        made = None
        if asked.out is not None:
            made = stack.enter_context(whole_folder(asked.out, asked.force))
            courses = _written(courses, made, asked.as_json)
        kept = [one if asked.as_json else _summarised(one) for one in courses]
        if made is not None:
            said: dict[str, Any] = {"subjects": {c.id: c.summary for c in kept}, "failures": _failures(kept)}
            said["manifest"] = _manifest(plan, kept)
            (made / "summary.json").write_text(show.as_json(said, indent=2), encoding="utf-8")
    failed = [c for c in kept if c.failure]
    if asked.as_json:
        typer.echo(show.as_json(_answer(plan, kept)))
    else:
        for course in [c for c in kept if not c.failure][:MOST_SHOWN]:
            show.summary_table(f"ID {course.id}", course.summary)
        if len(kept) - len(failed) > MOST_SHOWN:
            typer.echo(f"The first {MOST_SHOWN} of {len(kept) - len(failed)} people; keep all with --out.")
        typer.echo(DISCLAIMER)
        if asked.out is not None:
            typer.echo(f"Written: {asked.out}")
    for course in failed[:MOST_SHOWN]:
        typer.echo(f"raad: ID {course.id} could not be followed: {course.failure and course.failure.reason}", err=True)
    if len(failed) > MOST_SHOWN:
        typer.echo(f"raad: and {len(failed) - MOST_SHOWN} more.", err=True)
    return 3 if failed else 0


def _plan(asked: Asked) -> Plan:
    from raad.exchange.subjects import Plan
    from raad.model.assemblies import treatment
    from raad.quantities.errors import BadInput, unknown
    from raad.quantities.glossary import port_of, readout_names
    from raad.quantities.units import quantity

    model = treatment(asked.species)
    known = [n for n in readout_names() if port_of(n) in model.states or port_of(n) in model.outputs]
    for name in asked.readouts if asked.readouts != ("all",) else ():
        if name not in known:
            todo = "List them with `raad model --readouts`."
            raise unknown(f"readout of a {asked.species} model", name, known, todo)
    until = None if asked.until is None else quantity(asked.until, "h", "until")
    every = quantity(asked.every or "1 h", "h", "every")
    if every <= 0 or (until is not None and until <= 0):
        raise BadInput("until and every must be greater than 0. Write for example --until '28 days' --every '1 h'.")
    return Plan(asked.species, tuple(known) if asked.readouts == ("all",) else asked.readouts, until, every)


def _check_size(asked: Asked, plan: Plan, subjects: list[Any]) -> None:
    from raad.exchange.subjects import WALK, times_of
    from raad.quantities.errors import BadInput

    records = sum(len(times_of(subject, plan)) for subject in subjects)
    if asked.as_json and records * len(plan.readouts or WALK) > MOST_JSON:
        raise BadInput(
            f"{records} times and {len(plan.readouts or WALK)} readouts are too much for one JSON object. "
            "Choose fewer with --readouts, or write a table with --out."
        )


def _written(courses: Iterator[Course], made: Path, whole: bool) -> Iterator[Course]:
    """Write each course to the tidy table as it comes; hand on what the answer needs."""
    with (
        (made / "readouts.csv").open("w", encoding="utf-8", newline="") as file,
        (made / "failures.csv").open("w", encoding="utf-8", newline="") as failures,
    ):
        file.write("USUBJID,TIME,PARAMCD,AVAL,AVALU\n")
        failures.write("USUBJID,REASON\n")
        for course in courses:
            if course.failure:
                failures.write(f"{_cell(course.id)},{_cell(course.failure.reason)}\n")
            times = [f"{t:.10g}" for t in course.times.tolist()]
            subject = _cell(course.id)
            for name, values in course.values.items():
                tail = f",{course.units[name]}\n"
                middle = f",{name},"
                file.writelines(
                    f"{subject},{t}{middle}{v:.10g}{tail}" for t, v in zip(times, values.tolist(), strict=True)
                )
            yield course if whole else _summarised(course)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


@dataclass(frozen=True)
class _Summarised:
    """A course whose curves are no longer needed."""

    id: str
    failure: Any
    run_sha256: str
    summary: dict[str, dict[str, Any]]


_summarised: Callable[[Any], Any] = lambda c: _Summarised(c.id, c.failure, c.run_sha256, c.summary)  # noqa: E731


def _failures(courses: list[Any]) -> list[dict[str, str]]:
    return [{"id": c.id, "reason": c.failure.reason} for c in courses if c.failure]


def _manifest(plan: Plan, courses: list[Any]) -> dict[str, Any]:
    from raad.model.assemblies import treatment
    from raad.solve.manifest import manifest
    from raad.solve.simulate import ATOL, RTOL, kernel_of

    model = treatment(plan.species)
    digest = hashlib.sha256("".join(c.run_sha256 for c in courses).encode()).hexdigest()
    settings = {"solver": "CVODE", "rtol": RTOL, "atol": ATOL, "subjects": len(courses)}
    return manifest(model, kernel_of(model).equations, digest, settings)


def _answer(plan: Plan, courses: list[Any]) -> dict[str, Any]:
    return {
        "subjects": {
            c.id: {
                "readouts": {n: {"unit": c.units[n], "time_h": c.times, "values": v} for n, v in c.values.items()},
                "summary": c.summary,
            }
            for c in courses
        },
        "failures": _failures(courses),
        "manifest": _manifest(plan, courses),
    }
