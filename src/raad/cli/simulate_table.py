"""The people of an event table: followed, shown, printed as JSON, or kept as a tidy table that grows on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from raad.exchange.subjects import Course, Plan
    from raad.model.wiring import Model

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
    carry: str = "nocb"
    hypothesis: tuple[str, ...] = ()
    rtol: float | None = None


def answer(asked: Asked) -> int:
    """Follow everybody and answer; return the exit code: 3 when nobody, or not everybody, could be followed."""
    from raad.cli import show
    from raad.exchange.folder import whole_folder
    from raad.exchange.subjects import follow, model_for, read_subjects
    from raad.solve.manifest import DISCLAIMER

    plan = _plan(asked)
    people = read_subjects(asked.table, asked.drug, asked.route, plan)
    model = model_for(people, plan)
    plan = replace(plan, readouts=_readouts(asked, model))
    for warning in people.warnings:
        typer.echo(f"raad: {warning}", err=True)
    _check_size(asked, plan, people.records)
    tally = _Tally(asked.as_json)
    with ExitStack() as stack:
        bar = stack.enter_context(show.progress("Following people", len(people) > 1))
        courses = follow(people, plan, bar)
        if asked.out is None:
            for course in courses:
                tally.take(course)
        else:
            made = stack.enter_context(whole_folder(asked.out, asked.force))
            _write(courses, made, tally, plan, model)
    if asked.as_json:
        typer.echo(show.as_json(_answer(plan, tally, model)))
    else:
        for course in tally.kept:
            show.summary_table(f"ID {course.id}", course.summary)
        if tally.people - len(tally.failed) > MOST_SHOWN:
            typer.echo(f"The first {MOST_SHOWN} of {tally.people - len(tally.failed)} people; keep all with --out.")
        typer.echo(DISCLAIMER)
        if asked.out is not None:
            typer.echo(f"Written: {asked.out}")
    for one in tally.failed[:MOST_SHOWN]:
        typer.echo(f"raad: ID {one['id']} could not be followed: {one['reason']}", err=True)
    if len(tally.failed) > MOST_SHOWN:
        typer.echo(f"raad: and {len(tally.failed) - MOST_SHOWN} more.", err=True)
    return 3 if tally.failed else 0


@dataclass
class _Tally:
    """What the answer needs of everybody: of most people their number only."""

    whole: bool  # keep all courses, for one JSON object
    people: int = 0
    kept: list[Course] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, course: Course) -> None:
        """Count one more."""
        self.people += 1
        self.digest.update(course.run_sha256.encode())
        if course.failure:
            self.failed.append({"id": course.id, "reason": course.failure.reason})
        if self.whole or (not course.failure and len(self.kept) < MOST_SHOWN):
            self.kept.append(course)


def _plan(asked: Asked) -> Plan:
    from raad.exchange.subjects import Plan
    from raad.model.assemblies import SPECIES
    from raad.quantities.errors import BadInput, unknown
    from raad.quantities.units import quantity
    from raad.solve.schedule_rows import check_carry
    from raad.solve.solver import Solver

    if asked.species not in SPECIES:
        raise unknown("species", asked.species, SPECIES)
    until = None if asked.until is None else quantity(asked.until, "h", "until")
    every = quantity(asked.every or "1 h", "h", "every")
    if every <= 0 or (until is not None and until <= 0):
        raise BadInput("until and every must be greater than 0. Write for example --until '28 days' --every '1 h'.")
    check_carry(asked.carry)
    return Plan(asked.species, (), until, every, asked.carry, Solver(rtol=asked.rtol), asked.hypothesis)


def _readouts(asked: Asked, model: Model) -> tuple[str, ...]:
    """Return what is shown: of the model with the drugs and routes of the table."""
    from raad.quantities.errors import unknown
    from raad.quantities.glossary import port_of, readout_names

    known = [n for n in readout_names() if port_of(n) in model.states or port_of(n) in model.outputs]
    if asked.readouts == ("all",):
        return tuple(known)
    for name in asked.readouts:
        if name not in known:
            todo = "List them with `raad model --readouts`."
            raise unknown(f"readout of a {asked.species} model", name, known, todo)
    return asked.readouts


def _check_size(asked: Asked, plan: Plan, records: int) -> None:
    from raad.exchange.subjects import WALK
    from raad.quantities.errors import BadInput

    if asked.as_json and records * len(plan.readouts or WALK) > MOST_JSON:
        raise BadInput(
            f"{records} times and {len(plan.readouts or WALK)} readouts are too much for one JSON object. "
            "Choose fewer with --readouts, or write a table with --out."
        )


def _write(courses: Iterator[Course], made: Path, tally: _Tally, plan: Plan, model: Model) -> None:
    """Write each course to the tidy table and its summary to the summaries as it comes."""
    from raad.cli import show

    with (
        (made / "readouts.csv").open("w", encoding="utf-8", newline="") as file,
        (made / "failures.csv").open("w", encoding="utf-8", newline="") as failures,
        (made / "summary.json").open("w", encoding="utf-8") as summaries,
    ):
        file.write("USUBJID,TIME,PARAMCD,AVAL,AVALU\n")
        failures.write("USUBJID,REASON\n")
        summaries.write('{"subjects": {')
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
            summaries.write("," * (tally.people > 0) + f"\n{show.as_json(course.id)}: ")
            summaries.write(show.as_json(course.summary, indent=2))
            tally.take(course)
        rest = {"failures": tally.failed, "manifest": _manifest(plan, tally, model)}
        summaries.write("},\n" + show.as_json(rest, indent=2)[1:])


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def _manifest(plan: Plan, tally: _Tally, model: Model) -> dict[str, Any]:
    from raad.solve.manifest import manifest
    from raad.solve.simulate import system_of
    from raad.solve.table_people import exactly

    settings = {**exactly(plan.solver).settings(1), "carry": plan.carry, "subjects": tally.people}
    return manifest(model, system_of(model).text, tally.digest.hexdigest(), settings)


def _answer(plan: Plan, tally: _Tally, model: Model) -> dict[str, Any]:
    return {
        "subjects": {
            c.id: {
                "readouts": {n: {"unit": c.units[n], "time_h": c.times, "values": v} for n, v in c.values.items()},
                "summary": c.summary,
            }
            for c in tally.kept
        },
        "failures": tally.failed,
        "manifest": _manifest(plan, tally, model),
    }
