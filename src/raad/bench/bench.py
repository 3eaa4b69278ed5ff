"""The test-bench: every experiment of a table, simulated under every hypothesis that is asked for, and scored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from raad.bench import rule
from raad.bench.checks import check_vocabulary
from raad.bench.experiment import Experiment, NotUnderstood
from raad.bench.reading import understand
from raad.bench.rivals import DEFAULT, under
from raad.bench.rule import CANNOT_SAY, Point, whole
from raad.bench.running import Runner
from raad.bench.scoring import cases, points
from raad.bench.table import Row, chosen, load_rows
from raad.bench.verdicts import Bench, Verdict
from raad.bench.vocabulary import load_vocabulary
from raad.model.assemblies import treatment
from raad.solve.manifest import DISCLAIMER

Progress = Callable[[int, int], None]


def run_bench(
    *,
    hypotheses: str | Sequence[str] = DEFAULT,
    table: str | Path | None = None,
    only: str | Sequence[str] = (),
    vocabulary: str | Path | None = None,
    progress: Progress | None = None,
) -> Bench:
    """Run experiments with knock-outs, antagonists and add-ons, and say which ones a hypothesis passes.

    Parameters
    ----------
    hypotheses
        Accounts of how ketamine works: "default", "H4", or several joined, "H6+H7".
    table
        A CSV file of experiments of one's own; the shipped interventions when left out.
    only
        Ids of rows; all when left out.
    vocabulary
        A folder with vocabulary tables of one's own; those that it lacks are the shipped ones.
    progress
        Called with (experiments done, experiments in all).

    Returns
    -------
    Bench
        Verdicts, counts, and how each row was read. A row that is not understood is `cannot_say`, with the reason;
        `Bench.faults` lists them.

    Raises
    ------
    NotUnderstood
        If no row of one's own table is understood.
    UnknownName, BadTable
        If a hypothesis, an id or a cell is wrong.

    Examples
    --------
    >>> import raad
    >>> found = raad.run_bench(only=load_rows()[0].id)
    >>> found.verdicts[0].expected, found.verdicts[0].result in ("pass", "fail", "cannot_say")
    ('attenuate', True)
    """
    names = (hypotheses,) if isinstance(hypotheses, str) else tuple(dict.fromkeys(hypotheses))
    for name in names:
        under(treatment(), name)  # an unknown hypothesis is met before any work
    rows = chosen(load_rows(table), (only,) if isinstance(only, str) else tuple(only))
    words = load_vocabulary(vocabulary)
    if vocabulary is not None:  # the shipped tables are checked by the tests
        check_vocabulary(words)
    read: dict[str, Experiment] = {}
    faults: dict[str, str] = {}
    for row in rows:
        try:
            read[row.id] = understand(row, words)
        except NotUnderstood as err:
            faults[row.id] = str(err)
    if table is not None and rows and not read:
        raise NotUnderstood("\n".join(faults.values()))
    runner, verdicts = Runner(), []
    for name in names:
        for row in rows:
            verdicts.append(_verdict(row, name, read.get(row.id), faults.get(row.id, ""), runner))
            if progress:
                progress(len(verdicts), len(rows) * len(names))
    told = {r.id: read[r.id].read_as if r.id in read else faults[r.id] for r in rows}
    sides = words.contradictions if table is None else ()
    return Bench(rows, names, tuple(verdicts), told, sides, faults, _manifest(names, rows))


def _verdict(row: Row, hypothesis: str, experiment: Experiment | None, fault: str, runner: Runner) -> Verdict:
    if experiment is None:
        return Verdict(row.id, hypothesis, CANNOT_SAY, row.expected, None, "", fault)
    found: list[Point] = [p for case in cases(experiment, hypothesis) for p in points(case, runner)]
    result, point = whole(found)
    why = [point.why] if point else []
    others = sum(p.result == result for p in found) - 1
    if others > 0:
        why.append(f"the same verdict for {others} more of {len(found)} readouts, times and alternatives")
    if result != CANNOT_SAY:
        why += [f"not said: {w}" for w in dict.fromkeys(p.why for p in found if p.result == CANNOT_SAY)]
    why += list(dict.fromkeys(experiment.notes))
    effect = point.effect if point else None
    return Verdict(row.id, hypothesis, result, row.expected, effect, point.called if point else "", "; ".join(why))


def _manifest(names: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    models = {(n, s): under(treatment(s), n) for n in names for s in dict.fromkeys(r.species for r in rows)}
    return {
        "raad": version("raad"),
        "hypotheses": list(names),
        "parameters_sha256": {f"{s} {n}": m.parameters.hash() for (n, s), m in models.items()},
        "rule": {
            "attenuate_from": rule.LOST_LITTLE, "block_above": rule.LOST_MOST, "missing_below": rule.MISSING,
            "still_below": rule.STILL, "share_of_rest": rule.SHARE_OF_REST,
        },
        "disclaimer": DISCLAIMER,
    }  # fmt: skip
