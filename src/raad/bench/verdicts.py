"""What comes back from the bench: a verdict for each experiment under each hypothesis, and what they add up to."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from raad.bench.rows import Side
from raad.bench.rule import CANNOT_SAY, FAIL, PASS
from raad.bench.table import Row
from raad.quantities.errors import BadInput
from raad.solve.trajectory import whole_file

COLUMNS: tuple[str, ...] = (
    "id", "hypothesis", "result", "expected", "predicted_effect", "predicted", "contradicted", "why", "experiment",
    "read_as", "study",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """One experiment under one hypothesis.

    Parameters
    ----------
    id, hypothesis
        Which experiment, under which account.
    result
        pass, fail or cannot_say.
    expected
        What was seen: block, attenuate, enhance, mimic or no_change.
    predicted_effect
        Share of the effect that is lost, or the effect in units of the reference treatment; None when not said.
    predicted
        What that is called.
    why
        The readouts behind the verdict, in words.
    """

    id: str
    hypothesis: str
    result: str
    expected: str
    predicted_effect: float | None
    predicted: str
    why: str

    def short(self) -> dict[str, Any]:
        """Return what `--json` prints of it."""
        keys = ("id", "hypothesis", "result", "expected", "predicted_effect", "why")
        return {k: getattr(self, k) for k in keys}


@dataclass(frozen=True)
class Bench:
    """All verdicts, with the experiments as they were told and as they were read.

    Parameters
    ----------
    rows
        The experiments.
    hypotheses
        In the order in which they were asked for.
    verdicts
        By hypothesis, and within it in the order of the rows.
    read_as
        How each experiment was read, by id; the reason where it was not.
    contradictions
        Rows that contradict each other.
    faults
        What was not understood, by id.
    manifest
        Version, hashes of the parameters of each model, thresholds of the rule.
    """

    rows: tuple[Row, ...]
    hypotheses: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    read_as: Mapping[str, str]
    contradictions: tuple[Side, ...]
    faults: Mapping[str, str]
    manifest: Mapping[str, Any]

    @cached_property
    def by_cell(self) -> dict[tuple[str, str], Verdict]:
        """Verdicts by (id, hypothesis)."""
        return {(v.id, v.hypothesis): v for v in self.verdicts}

    @cached_property
    def contradicted(self) -> dict[str, Side]:
        """Rows that another row contradicts, by id."""
        here = {r.id for r in self.rows}
        return {s.id: s for s in self.contradictions if s.id in here}

    def counts(self, hypothesis: str, contradicted: bool = False) -> dict[str, int]:
        """Count results over the rows that nothing contradicts, or over those that something does.

        Raises
        ------
        BadInput
            If the bench was not run under this hypothesis.
        """
        if hypothesis not in self.hypotheses:
            raise BadInput(f"The bench was not run under {hypothesis!r}, but under {', '.join(self.hypotheses)}.")
        found: dict[str, int] = {PASS: 0, FAIL: 0, CANNOT_SAY: 0}
        for v in self.verdicts:
            if v.hypothesis == hypothesis and (v.id in self.contradicted) == contradicted:
                found[v.result] += 1
        return found

    @property
    def groups(self) -> dict[str, tuple[Side, ...]]:
        """Rows that contradict each other, by group."""
        sides = self.contradicted.values()
        return {g: tuple(s for s in sides if s.group == g) for g in dict.fromkeys(s.group for s in sides)}

    def table(self) -> Iterator[dict[str, Any]]:
        """Yield one record for each verdict."""
        rows = {r.id: r for r in self.rows}
        for v in self.verdicts:
            row, side = rows[v.id], self.contradicted.get(v.id)
            yield {
                **v.short(), "predicted": v.predicted, "contradicted": f"{side.group}: {side.side}" if side else "",
                "experiment": row.text, "read_as": self.read_as[v.id], "study": row.study,
            }  # fmt: skip

    def to_csv(self, path: str | Path) -> Path:
        """Write one line for each verdict; the manifest goes beside it. The file appears when it is whole."""
        target = Path(path)
        if not target.parent.is_dir():
            raise BadInput(f"{target.parent} is no folder. Make it first, or choose another path.")
        with whole_file(target) as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for record in self.table():
                effect = record["predicted_effect"]
                writer.writerow({**record, "predicted_effect": "" if effect is None else f"{effect:.6g}"})
        with whole_file(target.with_suffix(".manifest.json")) as file:
            json.dump(self.manifest, file, indent=2)
        return target
